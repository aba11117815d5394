package import Curves
internal import Fields
public import Formats
internal import Sealing

/// The running hash of a key's history, which each contribution's transcript is made of.
package struct HistoryHash: ~Copyable {
    private var hash = BLAKE2b(length: 64)

    package init(circuitHash: Bytes<64>) { hash.update(circuitHash.array) }

    package init(_ history: KeyHistory) {
        self.init(circuitHash: history.circuitHash)
        for contribution in history.contributions { append(contribution) }
    }

    package mutating func append(_ contribution: KeyContribution) { hash.update(contribution.hashedBytes) }

    /// What the next contribution's transcript has to be: BLAKE2b-512 of the circuit's hash, all steps so far, and the points s
    /// and x·s of the next one.
    package func transcript(s: G1, sx: G1) -> Bytes<64> {
        var next = hash.copy()
        next.update(s.uncompressed + sx.uncompressed)
        return Bytes(next.finish())!
    }
}

extension KeyContribution {
    /// BLAKE2b-512 of the contribution: what its author publishes, so that anyone can see that it was taken in.
    public var hash: Bytes<64> { Bytes(BLAKE2b.hash(hashedBytes, length: 64))! }
}

extension Bytes<64> {
    /// The point of the second group that a transcript is mapped to; nobody knows its logarithm.
    package var point: G2 {
        var draw = Draw(seed: array)
        return draw.g2()
    }
}
