/// What is measured, in the order of the table. The raw value is the name in the table, without commas.
public enum Row: String, CaseIterable, Sendable {
    case g1Dense14 = "MSM G1 2^14 dense"
    case g1Bits14 = "MSM G1 2^14 mostly bits"
    case g1Dense16 = "MSM G1 2^16 dense"
    case g1Bits16 = "MSM G1 2^16 mostly bits"
    case g1Dense17 = "MSM G1 2^17 dense"
    case g1Bits17 = "MSM G1 2^17 mostly bits"
    case g1Dense18 = "MSM G1 2^18 dense"
    case g1Bits18 = "MSM G1 2^18 mostly bits"
    case g1Dense20 = "MSM G1 2^20 dense"
    case g1Bits20 = "MSM G1 2^20 mostly bits"
    case g2Dense14 = "MSM G2 2^14 dense"
    case g2Dense16 = "MSM G2 2^16 dense"
    case g2Dense18 = "MSM G2 2^18 dense"
    case transform16 = "NTT 2^16"
    case transform17 = "NTT 2^17"
    case transform18 = "NTT 2^18"
    case transform20 = "NTT 2^20"
    case pairing = "pairing"
    case circuit = "write the circuit"
    case setup = "setup"
    case witness = "witness"
    case prove = "prove (witness given)"
    case sealAndProve = "seal and prove"
    case proveDense16 = "prove 2^16 dense"
    case proveBits16 = "prove 2^16 mostly bits"
    case proveDense18 = "prove 2^18 dense"
    case proveBits18 = "prove 2^18 mostly bits"
    case proveDense20 = "prove 2^20 dense"
    case proveBits20 = "prove 2^20 mostly bits"
    case verify = "verify (Groth16)"
    case verdict = "verify proof.bin"
    case batch64 = "verify 64 at once (Groth16)"
    case search = "search (one thread)"

    /// What one run works through, where a rate says more than a time. No count where the run reports its own rate.
    public var work: (count: Int?, unit: String)? {
        switch self {
        case .g1Dense14, .g1Bits14, .g2Dense14: (1 << 14, "points")
        case .g1Dense16, .g1Bits16, .g2Dense16: (1 << 16, "points")
        case .g1Dense17, .g1Bits17: (1 << 17, "points")
        case .g1Dense18, .g1Bits18, .g2Dense18: (1 << 18, "points")
        case .g1Dense20, .g1Bits20: (1 << 20, "points")
        case .transform16: (1 << 16, "elements")
        case .transform17: (1 << 17, "elements")
        case .transform18: (1 << 18, "elements")
        case .transform20: (1 << 20, "elements")
        case .pairing: (1, "pairings")
        case .proveDense16, .proveBits16: (1 << 16, "constraints")
        case .proveDense18, .proveBits18: (1 << 18, "constraints")
        case .proveDense20, .proveBits20: (1 << 20, "constraints")
        case .verify, .verdict: (1, "proofs")
        case .batch64: (64, "proofs")
        case .search: (nil, "keys")
        case .circuit, .setup, .witness, .prove, .sealAndProve: nil
        }
    }

    /// Whether one run makes one proof.
    public var isProof: Bool {
        switch self {
        case .prove, .sealAndProve, .proveDense16, .proveBits16, .proveDense18, .proveBits18, .proveDense20,
            .proveBits20:
            true
        default: false
        }
    }

    /// The metric under which a run reports its own rate, a second.
    public static let rateMetric = "rate"
}
