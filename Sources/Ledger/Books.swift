internal import Escrow
internal import Journal
public import Sealing
internal import Dispatch
internal import GRDB

/// The market's books in one SQLite file: tasks, money, proofs and the log.
///
/// Every function does one thing, all of it or nothing: one transaction, on the disk before the answer is given. Any
/// number of tasks may call, and several processes may have the file open. Nothing is kept in memory between calls.
///
/// `now` is the time at which the caller received what it asks for. It never runs back: where the log has a later entry,
/// that entry's time counts.
public final class Books: Sendable {
    let pool: DatabasePool
    private let identity: Identity

    /// The service's Ed25519 key: signs receipts and checkpoints.
    public let service: VerificationKey

    /// Opens the books at `path`, and makes them where there are none. Throws where they are another service's.
    public convenience init(path: String, identity: consuming Identity) throws(BooksError) {
        try self.init(path: path, identity: identity, beforeEachStatement: nil, beforeEachRead: nil)
    }

    /// - Parameters:
    ///   - beforeEachStatement: called before each statement of who writes runs, with its SQL.
    ///   - beforeEachRead: the same of those who only read.
    package init(
        path: String, identity: consuming Identity, beforeEachStatement: (@Sendable (String) -> Void)?,
        beforeEachRead: (@Sendable (String) -> Void)? = nil
    ) throws(BooksError) {
        service = identity.verificationKey
        self.identity = identity
        let key = ID<Party>(service.bytes)!
        pool = try Self.translating { try Self.open(path, for: key, beforeEachStatement, beforeEachRead) }
    }

    private static func open(
        _ path: String, for service: ID<Party>, _ beforeEachStatement: (@Sendable (String) -> Void)?,
        _ beforeEachRead: (@Sendable (String) -> Void)?
    ) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.label = "books"
        if let beforeEachRead {
            configuration.prepareDatabase { database in
                guard database.configuration.readonly else { return }
                database.trace { beforeEachRead($0.description) }
            }
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { database in
            if let beforeEachStatement { database.trace { beforeEachStatement($0.description) } }
            // GRDB takes NORMAL for WAL, under which a power failure may undo what was answered for.
            try database.execute(sql: "PRAGMA synchronous = FULL")
            // A proof that did not win is overwritten where it is deleted, and does not stay in a free page.
            try database.execute(sql: "PRAGMA secure_delete = ON")
        }
        guard try !pool.read(Schema.migrator.hasBeenSuperseded) else { throw BooksError.later }
        try migrate(pool)
        try pool.write { database in
            let log = LogTable(database: database)
            try log.begin(for: service)
            guard try log.end().service == service else { throw BooksError.otherService }
        }
        if try pool.read(TreeRepair.isDue) {
            var repair = TreeRepair()
            while try pool.write({ try repair.advance(in: $0) }) {}
        }
        return pool
    }

    /// Brings the tables up to date. A step that another program takes at the same moment fails here: what is left is looked at anew.
    private static func migrate(_ pool: DatabasePool) throws {
        while true {
            let before = try pool.read(Schema.migrator.appliedIdentifiers)
            do {
                return try Schema.migrator.migrate(pool)
            } catch {
                guard try pool.read(Schema.migrator.appliedIdentifiers) != before else { throw error }
            }
        }
    }

    /// Closes the file; calls after it throw. Without it, the file is closed when the books go away.
    public func close() throws(BooksError) { try Self.translating { try pool.close() } }

    /// Brings all that the write-ahead log holds into the database and empties it: what was deleted is then in neither.
    ///
    /// Does nothing while somebody reads what the log holds; call it again later.
    public func emptyWriteAheadLog() async throws(BooksError) {
        do {
            try await pool.writeWithoutTransaction { database in
                // Whoever writes is not to wait for a reader.
                try database.execute(sql: "PRAGMA busy_timeout = 50")
                defer { try? database.execute(sql: "PRAGMA busy_timeout = 10000") }
                _ = try database.checkpoint(.truncate)
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            return
        } catch {
            throw Self.error(error)
        }
    }

    // MARK: Access

    func write<Value: Sendable>(
        _ body: @Sendable (Database) throws -> Value
    ) async throws(BooksError) -> Value {
        do {
            return try await pool.write(body)
        } catch {
            throw Self.error(error)
        }
    }

    func read<Value: Sendable>(
        _ body: @Sendable (Database) throws -> Value
    ) async throws(BooksError) -> Value {
        do {
            return try await pool.read(body)
        } catch {
            throw Self.error(error)
        }
    }

    /// Runs what blocks for long on a thread of its own queue.
    static func offCooperativeThreads<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws(BooksError) -> Value {
        let result = await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .utility).async { continuation.resume(returning: Result(catching: body)) }
        }
        return try translating { try result.get() }
    }

    static func translating<Value>(_ body: () throws -> Value) throws(BooksError) -> Value {
        do {
            return try body()
        } catch {
            throw Self.error(error)
        }
    }

    private static func error(_ error: any Error) -> BooksError {
        switch error {
        case let error as BooksError: error
        case let error as Refusal: .refused(error)
        case let error as DatabaseError:
            .storage(code: error.extendedResultCode.rawValue, message: error.message ?? "")
        case is CancellationError: .cancelled
        default: .damaged(String(describing: type(of: error)))
        }
    }

    // MARK: Signing

    func receipt(for entry: Entry) -> Receipt { Receipt(for: entry, by: identity.signingKey) }

    func signed(_ checkpoint: Checkpoint) -> SignedCheckpoint { checkpoint.signed(by: identity.signingKey) }
}
