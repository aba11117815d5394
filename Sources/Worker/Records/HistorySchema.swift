internal import GRDB

/// The tables. A migration that was ever released never changes; a new version adds one.
enum HistorySchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: jobs, passed over, rates") { database in
            try database.execute(sql: first)
        }
        migrator.registerMigration("2: a job for each service") { database in
            try database.execute(sql: second)
        }
        migrator.registerMigration("3: what was lost") { database in
            try database.execute(sql: "ALTER TABLE job ADD COLUMN lost INTEGER NOT NULL DEFAULT 0")
        }
        return migrator
    }

    /// Times are milliseconds since the beginning of 1970; digests and keys are blobs of 32 bytes; words are the raw values
    /// of `Job.Stage` and `Job.Ending.Kind`. Amounts fit in 63 bits, as those of the protocol do.
    private static let first = """
        CREATE TABLE job (
            task BLOB PRIMARY KEY CHECK (length(task) = 32),
            service TEXT NOT NULL,
            kind TEXT NOT NULL,
            target TEXT NOT NULL,
            reward INTEGER NOT NULL,
            net INTEGER NOT NULL,
            payee BLOB NOT NULL CHECK (length(payee) = 32),
            stage TEXT NOT NULL,
            chosen_at INTEGER NOT NULL,
            found_at INTEGER,
            proven_at INTEGER,
            committed_at INTEGER,
            revealed_at INTEGER,
            ended_at INTEGER,
            keys_tried INTEGER NOT NULL,
            search_seconds REAL NOT NULL,
            prove_seconds REAL,
            ending TEXT,
            paid INTEGER NOT NULL DEFAULT 0,
            reason TEXT,
            entry INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX job_by_time ON job (chosen_at);
        CREATE TABLE passed_over (
            task BLOB NOT NULL CHECK (length(task) = 32),
            service TEXT NOT NULL,
            reward INTEGER NOT NULL,
            reason TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (task, service)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX passed_over_by_time ON passed_over (at);
        CREATE TABLE rate (
            kind TEXT PRIMARY KEY,
            keys_per_thread_second REAL NOT NULL,
            prove_seconds REAL
        ) STRICT, WITHOUT ROWID;
        """

    /// The same task may be offered, and paid, by two services.
    private static let second = """
        CREATE TABLE job_of_service (
            task BLOB NOT NULL CHECK (length(task) = 32),
            service TEXT NOT NULL,
            kind TEXT NOT NULL,
            target TEXT NOT NULL,
            reward INTEGER NOT NULL,
            net INTEGER NOT NULL,
            payee BLOB NOT NULL CHECK (length(payee) = 32),
            stage TEXT NOT NULL,
            chosen_at INTEGER NOT NULL,
            found_at INTEGER,
            proven_at INTEGER,
            committed_at INTEGER,
            revealed_at INTEGER,
            ended_at INTEGER,
            keys_tried INTEGER NOT NULL,
            search_seconds REAL NOT NULL,
            prove_seconds REAL,
            ending TEXT,
            paid INTEGER NOT NULL DEFAULT 0,
            reason TEXT,
            entry INTEGER,
            PRIMARY KEY (task, service)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO job_of_service SELECT * FROM job;
        DROP TABLE job;
        ALTER TABLE job_of_service RENAME TO job;
        CREATE INDEX job_by_time ON job (chosen_at);
        """
}
