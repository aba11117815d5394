/// Why a ceremony cannot go on with what it was given.
public enum CeremonyError: Error, Equatable, Sendable {
    /// The circuit needs a domain of 2^needed elements; the powers of tau serve 2^available.
    case tooFewPowers(needed: Int, available: Int)
    /// The circuit's rows, binding rows among them, are more than 2²⁷.
    case tooManyRows(Int)
    /// The powers of tau have no Lagrange bases.
    case unpreparedPowers
    /// The powers of tau contradict each other.
    case inconsistentPowers(PowersFault)
    /// The key was made in one go: there is no circuit's hash that a contribution could build on.
    case noCeremony
}

/// What is wrong with powers of tau whose points are all in their groups.
public enum PowersFault: Error, Equatable, Sendable {
    /// The first power is not the generator.
    case firstPower
    /// The points of a section do not grow by the factor tau.
    case notPowers(section: UInt32)
    /// beta is not the same in both groups.
    case beta
    /// A Lagrange basis is not that of the powers.
    case lagrange(section: UInt32)
    /// The powers are not those of the last contribution.
    case lastContribution
    /// tau is a root of unity of the domain, or alpha or beta is zero.
    case degenerate
}

extension CeremonyError: CustomStringConvertible {
    /// One clause for people.
    public var description: String {
        switch self {
        case .tooFewPowers(let needed, let available):
            "the circuit needs powers of tau for 2^\(needed) rows, and these are for 2^\(available)"
        case .tooManyRows(let count): "the circuit has \(count) rows, more than 2^27"
        case .unpreparedPowers:
            "the powers of tau are not prepared for a second phase: snarkjs powersoftau prepare phase2 does that"
        case .inconsistentPowers(let fault): "the powers of tau contradict each other: \(fault)"
        case .noCeremony: "the key was made in one go, by zksetup dev or the like: a ceremony begins with zksetup new"
        }
    }
}

extension PowersFault: CustomStringConvertible {
    /// One clause for people.
    public var description: String {
        switch self {
        case .firstPower: "the first power is not the generator"
        case .notPowers(let section): "section \(section) does not grow by the factor tau"
        case .beta: "beta is not the same in both groups"
        case .lagrange(let section): "section \(section) is not the Lagrange basis of the powers"
        case .lastContribution: "they are not those of the last contribution"
        case .degenerate: "alpha, beta or tau can be read off them: zero, one, or a root of unity"
        }
    }
}
