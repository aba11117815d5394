public import Escrow

/// Why the books did not do what was asked. Nothing was changed.
public enum BooksError: Error, Equatable, Sendable {
    /// The rules refuse it.
    case refused(Refusal)
    /// The rules allow it, and the service's quota of these does not: as many are there already.
    case overQuota(Quota.Kind, limit: Int)
    /// The idempotency key was used with another body.
    case keyReused
    /// The database belongs to another service's key.
    case otherService
    /// A later version of the program has brought the database up to date.
    case later
    /// The database is not what this version writes: the text says what is wrong.
    case damaged(String)
    /// SQLite's result code and message, such as a full disk.
    case storage(code: Int32, message: String)
    /// A file other than the database could not be written; the system's errno.
    case file(step: String, path: String, code: Int32)
    /// There is a file already.
    case exists(path: String)
    /// Whoever asked has gone.
    case cancelled
}
