/// Why a search does not start, or stops without an answer.
public enum SearchError: Error, Hashable, Sendable {
    /// The task's point is the identity or not on secp256k1.
    case invalidPoint
    /// The address of the task's own point has the pattern: there would be nothing to pay for.
    case pointMatches
    /// A hit that the independent derivation does not confirm: a defect of this program or of the machine.
    case unconfirmed
}

extension SearchError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .invalidPoint: "The task's point is not a point of secp256k1 other than the identity."
        case .pointMatches: "The task's own point has the pattern already, so there is nothing to search for."
        case .unconfirmed:
            "A key was found, but computing its address a second way gave another one: the program or the machine is faulty."
        }
    }
}
