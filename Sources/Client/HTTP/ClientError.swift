package import Formats
package import Wire

/// Why the service did not do what was asked.
package enum ClientError: Error {
    /// The service said why.
    case problem(Problem)
    /// No answer came, as often as it was asked.
    case unreachable(ServiceAddress, TransportError)
    /// An answer that is none of this protocol.
    case malformedAnswer(ServiceAddress, String)
    /// The service answers under another key than before, or than it must.
    case otherIdentity(ServiceAddress, expected: Bytes<32>, found: Bytes<32>, pin: String?)
    /// What the service says does not fit what it signed, or what it was asked: do not trust it.
    case dishonest(ServiceAddress, String)
    /// The task that is to be posted is listed already, with another offer of a lease.
    case postedOtherwise(ServiceAddress)
    /// The request could not be signed.
    case unsignable(String)
}

extension ClientError {
    /// What the error is to a program.
    package enum Kind: Sendable {
        /// The service's rules refuse it, or the service is not to be trusted.
        case refused
        /// The request is wrong.
        case malformed
        /// The network or the service is down.
        case unavailable
    }

    package var kind: Kind {
        switch self {
        case .problem(let problem):
            switch problem.status {
            case 402, 403, 404, 409, 422: .refused
            case 401, 408, 429, 500...: .unavailable
            default: .malformed
            }
        case .unreachable, .malformedAnswer: .unavailable
        case .otherIdentity, .dishonest, .postedOtherwise: .refused
        case .unsignable: .malformed
        }
    }

    /// One sentence for people, and what to do.
    package var sentence: String {
        switch self {
        case .problem(let problem): "\(problem.detail) \(problem.remedy) (\(problem.code))"
        case .unreachable(let address, let error):
            "the service at \(address) did not answer: \(error.reason); try again later, nothing is lost"
        case .malformedAnswer(let address, let what):
            "what answers at \(address) is no service of this protocol: \(what); check the address"
        case .otherIdentity(let address, let expected, let found, let pin):
            "the service at \(address) answers as \(found) and must be \(expected): somebody may be in between, or its"
                + " operator made a new key; ask the operator"
                + (pin.map { ", and only if that is so remove \($0)" } ?? "")
        case .dishonest(let address, let what):
            "the service at \(address) is not honest: \(what); keep what it signed, and do not deal with it"
        case .postedOtherwise(let address):
            "the task is listed at \(address) already, with another lease: if you posted it before with other options, or while the"
                + " service asked for another stake or heartbeat, all is well; if not, do not deal with it"
        case .unsignable(let what): "the request cannot be signed: \(what)"
        }
    }
}
