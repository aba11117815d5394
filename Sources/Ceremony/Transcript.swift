internal import Curves
internal import Fields
public import Formats
internal import Sealing

extension KeyHistory {
    /// What the next contribution's transcript has to be: BLAKE2b-512 of the circuit's hash, all steps so far, and the points s
    /// and x·s of the next one.
    func transcript(s: G1, sx: G1) -> Bytes<64> {
        var hash = BLAKE2b(length: 64)
        hash.update(circuitHash.array)
        for contribution in contributions { hash.update(contribution.hashedBytes) }
        hash.update(s.uncompressed + sx.uncompressed)
        return Bytes(hash.finish())!
    }
}

extension KeyContribution {
    /// BLAKE2b-512 of the contribution: what its author publishes, so that anyone can see that it was taken in.
    public var hash: Bytes<64> { Bytes(BLAKE2b.hash(hashedBytes, length: 64))! }
}

extension Bytes<64> {
    /// The point of the second group that a transcript is mapped to; nobody knows its logarithm.
    var point: G2 {
        var draw = Draw(seed: array)
        return draw.g2()
    }
}
