internal import Circuits
public import Formats
public import R1CS

/// The circuits of this build, one a kind of task. The raw value is the kind's name.
public enum CircuitKind: String, CaseIterable, Sendable {
    case vanityAddress = "vanity-address"

    /// The circuit's identity, pinned so that a verifier need not write the circuit down to know it; a test does.
    public var circuitID: Digest {
        switch self {
        case .vanityAddress:
            Digest(
                Hexadecimal.bytes(of: "1ef104e14246bffb02d7110700684e05ced1a384a3bc0c8318b6af96142d1964")!)!
        }
    }

    /// Writes the circuit down anew, which takes a good part of a second: hold on to it.
    public func circuit() -> Circuit {
        switch self {
        case .vanityAddress: SealedStatement<VanityPoint>.circuit()
        }
    }
}

extension TaskKind {
    /// The circuit that proves this kind.
    public var circuit: CircuitKind {
        switch self {
        case .vanityAddress: .vanityAddress
        }
    }

    var vanityAddress: VanityAddress {
        switch self {
        case .vanityAddress(let parameters): parameters
        }
    }
}
