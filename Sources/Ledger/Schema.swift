internal import GRDB

/// The tables. A migration that was ever released never changes; a new version adds one.
package enum Schema {
    /// Makes the tables as the version with this number had them, for tests of what came after.
    package static func make(version: Int, at path: String) throws {
        let database = try DatabaseQueue(path: path)
        try migrator.migrate(database, upTo: migrator.migrations[version - 1])
        try database.close()
    }

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: accounts, tasks, log") { database in
            try database.execute(sql: first)
        }
        migrator.registerMigration("2: when a task was posted, nodes of the log's tree") { database in
            // The nodes themselves are made by `TreeRepair`.
            try database.execute(sql: second)
        }
        migrator.registerMigration("3: when the last request was signed") { database in
            try database.execute(sql: "ALTER TABLE log ADD COLUMN signed INTEGER NOT NULL DEFAULT 0")
        }
        migrator.registerMigration("4: how far signs of life prolong a lease") { database in
            // Leases of before asked for none.
            try database.execute(
                sql: "ALTER TABLE task ADD COLUMN lease_end INTEGER; UPDATE task SET lease_end = lease_until")
        }
        migrator.registerMigration("5: up to where the log's tree is known to be whole") { database in
            try database.execute(sql: "ALTER TABLE log ADD COLUMN whole INTEGER NOT NULL DEFAULT 0")
        }
        return migrator
    }

    /// Tasks of before have 0: long ago.
    private static let second = """
        ALTER TABLE task ADD COLUMN posted INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX task_posted ON task (initiator, posted);
        CREATE TABLE tree_node (
            level INTEGER NOT NULL CHECK (level > 0),
            number INTEGER NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            PRIMARY KEY (level, number)
        ) STRICT, WITHOUT ROWID;
        """ + immutable("tree_node")

    /// Times are milliseconds since the beginning of 1970; names, keys and digests are blobs of 32 bytes. The numbers are
    /// those of `Contract.State`, `Phase`, `Transfer.Reason` and `Account.row`.
    private static let first = """
        CREATE TABLE log (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            service BLOB NOT NULL CHECK (length(service) = 32),
            size INTEGER NOT NULL,
            head BLOB NOT NULL CHECK (length(head) = 32),
            time INTEGER NOT NULL,
            peaks BLOB NOT NULL
        ) STRICT;
        CREATE TABLE entry (
            number INTEGER PRIMARY KEY,
            task BLOB,
            bytes BLOB NOT NULL
        ) STRICT;
        CREATE INDEX entry_of_task ON entry (task, number) WHERE task IS NOT NULL;

        CREATE TABLE account (
            kind INTEGER NOT NULL,
            owner BLOB NOT NULL,
            balance INTEGER NOT NULL CHECK (balance >= 0 OR (kind = 0 AND balance <= 0)),
            PRIMARY KEY (kind, owner)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE transfer (
            number INTEGER PRIMARY KEY,
            entry INTEGER NOT NULL REFERENCES entry,
            source_kind INTEGER NOT NULL,
            source_owner BLOB NOT NULL,
            target_kind INTEGER NOT NULL,
            target_owner BLOB NOT NULL,
            amount INTEGER NOT NULL CHECK (amount > 0),
            reason INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX transfer_out ON transfer (source_kind, source_owner, number);
        CREATE INDEX transfer_in ON transfer (target_kind, target_owner, number);
        CREATE TABLE movement (
            is_incoming INTEGER NOT NULL,
            reference TEXT NOT NULL,
            entry INTEGER NOT NULL UNIQUE REFERENCES entry,
            PRIMARY KEY (is_incoming, reference)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE task (
            number INTEGER PRIMARY KEY REFERENCES entry,
            digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
            initiator BLOB NOT NULL,
            reward INTEGER NOT NULL,
            terms BLOB NOT NULL,
            state INTEGER NOT NULL,
            due INTEGER,
            lease_holder BLOB,
            lease_until INTEGER,
            lease_stake INTEGER,
            lease_count INTEGER NOT NULL,
            commitment_count INTEGER NOT NULL,
            version INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX task_due ON task (due) WHERE due IS NOT NULL;
        CREATE INDEX task_by_state ON task (state, number);
        CREATE INDEX task_by_initiator ON task (initiator, number);
        CREATE TABLE commitment (
            task BLOB NOT NULL REFERENCES task (digest),
            sequence INTEGER NOT NULL,
            party BLOB NOT NULL,
            hash BLOB NOT NULL,
            reveal_by INTEGER NOT NULL,
            phase INTEGER NOT NULL,
            payee BLOB,
            submission BLOB,
            salt BLOB,
            entry INTEGER NOT NULL REFERENCES entry,
            PRIMARY KEY (task, sequence)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX one_live_commitment ON commitment (task, party) WHERE phase <= 3;
        CREATE INDEX commitment_to_judge ON commitment (entry) WHERE phase = 2;
        CREATE TABLE settlement (
            task BLOB PRIMARY KEY REFERENCES task (digest),
            sequence INTEGER NOT NULL,
            payee BLOB NOT NULL,
            submission BLOB NOT NULL,
            entry INTEGER NOT NULL UNIQUE REFERENCES entry,
            FOREIGN KEY (task, sequence) REFERENCES commitment
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE withheld_proof (
            task BLOB NOT NULL,
            sequence INTEGER NOT NULL,
            bytes BLOB NOT NULL,
            PRIMARY KEY (task, sequence),
            FOREIGN KEY (task, sequence) REFERENCES commitment
        ) STRICT;
        CREATE TABLE published_proof (
            task BLOB PRIMARY KEY REFERENCES settlement,
            bytes BLOB NOT NULL
        ) STRICT;

        CREATE TABLE idempotency (
            caller BLOB NOT NULL,
            key TEXT NOT NULL,
            body BLOB NOT NULL,
            entry INTEGER NOT NULL REFERENCES entry,
            PRIMARY KEY (caller, key)
        ) STRICT, WITHOUT ROWID;
        """
        + ["entry", "transfer", "movement", "settlement", "published_proof", "idempotency"].map(immutable).joined()

    private static func immutable(_ table: String) -> String {
        """

        CREATE TRIGGER \(table)_never_changes BEFORE UPDATE ON \(table)
        BEGIN SELECT RAISE(ABORT, 'a row of \(table) never changes'); END;
        CREATE TRIGGER \(table)_never_goes BEFORE DELETE ON \(table)
        BEGIN SELECT RAISE(ABORT, 'a row of \(table) never goes'); END;
        """
    }
}
