internal import Curves
internal import Fields
internal import Gadgets
internal import R1CS

extension SealedBoxConstraints {
    static func publicInputNames(messageLength: Int) -> [String] {
        ["binding", "nonce"] + chunks(messageLength).indices.map { "ct[\($0)]" } + ["mac"]
            + ["epk u low", "epk u high", "epk v low", "epk v high"]
            + ["C u[0]", "C u[1]", "C u[2]", "C v low", "C v high"]
    }

    /// Where the public inputs cut the ciphertext.
    private static func chunks(_ messageLength: Int) -> [Range<Int>] {
        stride(from: 0, to: messageLength, by: chunkLength).map { $0..<min($0 + chunkLength, messageLength) }
    }

    /// The forms of the public inputs, by what they mean.
    struct PublicInputs {
        let nonce: LinearCombination
        let ciphertext: [(form: LinearCombination, length: Int)]
        let mac: LinearCombination
        let keyU, keyV: (low: LinearCombination, high: LinearCombination)
        let commitmentU: [LinearCombination]
        let commitmentV: (low: LinearCombination, high: LinearCombination)

        /// In the order of `publicInputNames`. The binding element is in no row but its binding row.
        init(_ forms: some Collection<LinearCombination>, messageLength: Int) {
            precondition(forms.count == publicInputNames(messageLength: messageLength).count)
            var next = forms.dropFirst()
            nonce = next.removeFirst()
            ciphertext = chunks(messageLength).map { (next.removeFirst(), $0.count) }
            mac = next.removeFirst()
            keyU = (next.removeFirst(), next.removeFirst())
            keyV = (next.removeFirst(), next.removeFirst())
            commitmentU = (0..<3).map { _ in next.removeFirst() }
            commitmentV = (next.removeFirst(), next.removeFirst())
        }
    }

    /// The values, in the order of `publicInputNames`. Lengths are the caller's to check.
    static func publicInputs(
        binding: [UInt8], nonce: [UInt8], box: [UInt8], ephemeralKey: Montgomery25519Point,
        commitment: Montgomery25519Point
    ) -> [Fr] {
        let ciphertext = box[48...]
        let start = ciphertext.startIndex
        let (keyU, keyV) = (field.unsignedGroups(ephemeralKey.u), field.unsignedGroups(ephemeralKey.v))
        let commitmentV = field.unsignedGroups(commitment.v)
        return [number(binding), number(nonce)]
            + chunks(ciphertext.count).map { number(ciphertext[start + $0.lowerBound..<start + $0.upperBound]) }
            + [number(box[32..<48]), keyU.low, keyU.high, keyV.low, keyV.high]
            + thirds(commitment.u) + [commitmentV.low, commitmentV.high]
    }

    /// Three unsigned parts of 85 bits: five limbs each.
    private static func thirds(_ u: Base25519) -> [Fr] {
        let value = BigInteger(u.canonical)
        return (0..<3).map { Fr(reducing: (value >> (85 * $0)) % (BigInteger(1) << 85)) }
    }

    /// Little-endian; at most 31 bytes, so that nothing is reduced.
    private static func number(_ bytes: some Collection<UInt8>) -> Fr {
        precondition(bytes.count <= 31)
        return Fr(reducingLittleEndian: bytes)
    }
}
