internal import Glibc

/// Why the service cannot listen where it was told to.
public enum ListeningError: Error, Hashable, Sendable {
    /// Another program listens there.
    case inUse
    /// The port is the system's, and this user may not have it.
    case notPermitted
    /// The machine has no such address.
    case noSuchAddress
    /// The system's errno.
    case system(Int32)

    init(errno code: Int32) {
        self =
            switch code {
            case EADDRINUSE: .inUse
            case EACCES, EPERM: .notPermitted
            case EADDRNOTAVAIL: .noSuchAddress
            default: .system(code)
            }
    }
}
