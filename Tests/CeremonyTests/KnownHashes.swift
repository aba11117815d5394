/// What snarkjs 0.7.6 computes for the circuit `random16` over the workshop's powers of tau.
enum KnownHashes {
    static let circuit =
        ""
    static let beacon =
        ""
}
