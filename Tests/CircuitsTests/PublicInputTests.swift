import Circuits
import Curves
import Fields
import TestSupport
import Testing

@Suite struct PublicInputTests {
    typealias Flagship = KnownAnswer.Flagship
    let known = KnownAnswer.shared

    private func inputs(
        binding: [UInt8]? = nil, nonce: [UInt8]? = nil, box: [UInt8]? = nil, key: Montgomery25519Point? = nil,
        commitment: Montgomery25519Point? = nil
    ) throws(StatementError) -> [Fr] {
        try Flagship.publicInputs(
            binding: binding ?? known.binding, nonce: nonce ?? known.nonceBytes, box: box ?? known.boxBytes,
            ephemeralKey: key ?? known.ephemeralKey, commitment: commitment ?? known.commitment,
            relation: VanityPoint(known.target))
    }

    @Test func theyAreThoseOfTheKnownAnswer() throws {
        #expect(Flagship.publicInputNames == known.inputs.map(\.name))
        #expect(try inputs() == known.publicInputs)
        #expect(Flagship.boxLength == 80 && Flagship.scalarBitCount == 250)
    }

    /// The widths that the rows rely on, at the largest bytes and random points.
    @Test func eachLiesInItsRange() throws {
        var generator = SeededGenerator()
        let widths = [248, 192, 248, 8, 128, 119, 136, 119, 136, 85, 85, 85, 119, 136, 128, 128, 128, 128]
        for _ in 0..<20 {
            let points = (0..<2).map { _ in
                (Scalar25519.random(using: &generator) * Edwards25519Point.generator).montgomery
            }
            let box = points[0].u.littleEndianBytes + [UInt8](repeating: 255, count: 48)
            let all = try Flagship.publicInputs(
                binding: [UInt8](repeating: 255, count: 31), nonce: [UInt8](repeating: 255, count: 24), box: box,
                ephemeralKey: points[0], commitment: points[1],
                relation: VanityPoint(SecpScalar.random(using: &generator) * AffinePoint<Secp256k1>.generator))
            #expect(all.count == widths.count)
            for (value, width) in zip(all, widths) { #expect(value.canonical.bitWidth <= width) }
            for i in 0..<5 { #expect(all[i].canonical.bitWidth == widths[i]) }
        }
    }

    @Test func wrongLengthsAreRefused() {
        for wrong in [0, 30, 32] {
            #expect(throws: StatementError.wrongLength(of: "binding", expected: 31, actual: wrong)) {
                try inputs(binding: [UInt8](repeating: 0, count: wrong))
            }
        }
        #expect(throws: StatementError.wrongLength(of: "nonce", expected: 24, actual: 25)) {
            try inputs(nonce: known.nonceBytes + [0])
        }
        #expect(throws: StatementError.wrongLength(of: "box", expected: 80, actual: 81)) {
            try inputs(box: known.boxBytes + [0])
        }
        #expect(throws: StatementError.wrongLength(of: "box", expected: 80, actual: 79)) {
            try inputs(box: known.boxBytes.dropLast())
        }
    }

    @Test func aBoxOfAnotherKeyIsRefused() {
        for i in [0, 31] {
            var box = known.boxBytes
            box[i] ^= 128
            #expect(throws: StatementError.boxOfAnotherKey) { try inputs(box: box) }
        }
        #expect(throws: StatementError.boxOfAnotherKey) { try inputs(key: known.commitment) }
    }

    @Test func identitiesAreRefused() {
        #expect(throws: StatementError.degeneratePoint("ephemeral key")) { try inputs(key: .identity) }
        #expect(throws: StatementError.degeneratePoint("commitment")) { try inputs(commitment: .identity) }
        #expect(throws: StatementError.degeneratePoint("R")) { try VanityPoint(.identity) }
        #expect(throws: StatementError.degeneratePoint("R'")) { try VanityPoint(VanityPoint.offset) }
    }

    @Test func theNativeCheckerKnowsTheRelation() throws {
        let k = BigInteger(known.k)!
        let relation = try VanityPoint(known.target)
        #expect(relation.holds(for: message(k)))
        #expect(!relation.holds(for: message(k + 1)) && !relation.holds(for: message(k + (BigInteger(1) << 250))))
        #expect(!relation.holds(for: Array(message(k).dropLast())) && !relation.holds(for: message(k) + [0]))
        // k plus the order gives the same point, but is out of range.
        let order = BigInteger(SecpScalar.modulus)
        #expect(!(try vanityPoint(5)).holds(for: message(order + 5)))
    }
}
