/// What is measured, in the order of the table. The raw value is the name in the table, without commas.
public enum Row: String, CaseIterable, Sendable {
    case g1Dense14 = "MSM G1 2^14 dense"
    case g1Bits14 = "MSM G1 2^14 mostly bits"
    case g1Dense16 = "MSM G1 2^16 dense"
    case g1Bits16 = "MSM G1 2^16 mostly bits"
    case g1Dense17 = "MSM G1 2^17 dense"
    case g1Bits17 = "MSM G1 2^17 mostly bits"
    case g2Dense14 = "MSM G2 2^14 dense"
    case transform16 = "NTT 2^16"
    case transform17 = "NTT 2^17"
    case pairing = "pairing"
    case circuit = "write the circuit"
    case setup = "setup"
    case witness = "witness"
    case prove = "prove (witness given)"
    case sealAndProve = "seal and prove"
    case verify = "verify (Groth16)"
    case verdict = "verify proof.bin"
    case batch64 = "verify 64 at once (Groth16)"
    case search = "search (one thread)"

    /// What one run works through, where a rate says more than a time. No count where the run reports its own rate.
    public var work: (count: Int?, unit: String)? {
        switch self {
        case .g1Dense14, .g1Bits14, .g2Dense14: (1 << 14, "points")
        case .g1Dense16, .g1Bits16: (1 << 16, "points")
        case .g1Dense17, .g1Bits17: (1 << 17, "points")
        case .transform16: (1 << 16, "elements")
        case .transform17: (1 << 17, "elements")
        case .pairing: (1, "pairings")
        case .verify, .verdict: (1, "proofs")
        case .batch64: (64, "proofs")
        case .search: (nil, "keys")
        case .circuit, .setup, .witness, .prove, .sealAndProve: nil
        }
    }

    /// The metric under which a run reports its own rate, a second.
    public static let rateMetric = "rate"
}
