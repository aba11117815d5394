internal import AsyncHTTPClient
internal import Glibc
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// Why no answer came.
package enum TransportError: Error, Hashable, Sendable {
    case refusedConnection
    case unknownHost
    case timeout
    /// The connection was lost before the whole answer was there.
    case lost
    /// The certificate is not trusted, or the other side speaks no TLS.
    case tls
    /// The answer has more bytes than it may have.
    case tooLarge(Int)
    case cancelled
    case other(String)

    init(_ error: any Error) {
        switch error {
        case let error as TransportError: self = error
        case is CancellationError: self = .cancelled
        case let error as NIOConnectionError: self = Self.connection(error)
        case let error as IOError: self = Self.code(error.errnoCode)
        case let error as HTTPClientError where Self.timeouts.contains(error): self = .timeout
        case let error as HTTPClientError where error == .remoteConnectionClosed: self = .lost
        case let error as HTTPClientError where error == .cancelled: self = .cancelled
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: self = .tls
        case is ChannelError: self = .lost
        default: self = .other(String(describing: type(of: error)))
        }
    }

    private static let timeouts: [HTTPClientError] = [
        .connectTimeout, .readTimeout, .writeTimeout, .deadlineExceeded, .getConnectionFromPoolTimeout,
        .tlsHandshakeTimeout,
    ]

    private static func connection(_ error: NIOConnectionError) -> TransportError {
        if error.dnsAError != nil && error.dnsAAAAError != nil { return .unknownHost }
        for failure in error.connectionErrors {
            if let failure = failure.error as? IOError { return code(failure.errnoCode) }
        }
        return .refusedConnection
    }

    private static func code(_ code: Int32) -> TransportError {
        switch code {
        case ECONNREFUSED: .refusedConnection
        case ECONNRESET, EPIPE, ENOTCONN: .lost
        case ETIMEDOUT: .timeout
        default: .other(String(cString: strerror(code)).lowercased())
        }
    }

    /// Whether the same request may do better a moment later.
    var isPassing: Bool {
        switch self {
        case .refusedConnection, .timeout, .lost, .other: true
        case .unknownHost, .tls, .tooLarge, .cancelled: false
        }
    }

    /// After "the service did not answer: ".
    package var reason: String {
        switch self {
        case .refusedConnection: "nobody listens there"
        case .unknownHost: "there is no host of that name"
        case .timeout: "it took too long"
        case .lost: "the connection was lost"
        case .tls: "the certificate is not trusted, or it speaks no TLS (--ca-cert takes a certificate of your own)"
        case .tooLarge(let limit): "its answer is larger than the \(limit) bytes that it may have"
        case .cancelled: "it was cancelled"
        case .other(let what): what
        }
    }
}
