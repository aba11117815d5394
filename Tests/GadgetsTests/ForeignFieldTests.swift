import Fields
import Gadgets
import R1CS
import TestSupport
import Testing

/// A field small enough to try everything.
protocol TinyModulus: Modulus { static var prime: UInt64 { get } }

extension TinyModulus {
    static var value: UInt256 { UInt256(prime) }
    static var negativeInverse: UInt64 {
        let word = BigInteger(1) << 64
        return (word - BigInteger(value).inverse(modulo: word)!).uint256!.l0
    }
    static var r: UInt256 { ((BigInteger(1) << 256) % BigInteger(value)).uint256! }
    static var rSquared: UInt256 { ((BigInteger(1) << 512) % BigInteger(value)).uint256! }
    static var nonResidue: UInt64 { 2 }
}

enum Modulus61: TinyModulus { static let prime: UInt64 = 61 }

private let curve25519 = ForeignField<Curve25519BaseModulus>(limbs: 15, of: 17, fold: [19], lowLimbs: 7, tableStride: 2)
private let secp256k1 = ForeignField<Secp256k1BaseModulus>(
    limbs: 16, of: 16, fold: [977, 0, 1], lowLimbs: 8, tableStride: 2)

@Suite struct ForeignFieldTests {
    private func limbsSpellTheirElement<M>(_ field: ForeignField<M>, extremes: [UInt256]) {
        var generator = SeededGenerator()
        let edges = extremes.map { PrimeField<M>(canonical: $0)! } + [.zero, .one, -.one]
        for element in edges + (0..<200).map({ _ in PrimeField<M>.random(using: &generator) }) {
            let half = Fr(2).power(field.limbBits - 1)
            let limbs = field.limbs(element)
            #expect(field.element(limbs: limbs) == element)
            #expect(limbs.allSatisfy { ($0 + half).canonical.bitWidth <= field.limbBits })
            let groups = field.groupValues(element)
            #expect(field.element(groups: [groups.low, groups.high]) == element)
            let wide = field.tableLimbs(element)
            let spread = (0..<field.limbCount).map {
                $0 % field.tableStride == 0 ? wide[$0 / field.tableStride] : Fr.zero
            }
            #expect(field.element(limbs: spread) == element)
            let unsigned = field.unsignedGroups(element)
            #expect(field.element(groups: [unsigned.low, unsigned.high]) == element)
            #expect(unsigned.low.canonical.bitWidth <= field.limbBits * field.lowLimbCount)
        }
    }

    @Test func limbsSpellTheirElement() {
        limbsSpellTheirElement(curve25519, extremes: [UInt256(0, 0, 0, 1 << 62)])
        limbsSpellTheirElement(secp256k1, extremes: [UInt256(0, 0, 0, 1 << 63)])
        limbsSpellTheirElement(
            ForeignField<Modulus61>(limbs: 3, of: 2, fold: [3], lowLimbs: 1, tableStride: 2),
            extremes: (0..<61).map { UInt256($0) })
    }

    /// Every polynomial within the bounds: the certificate exists for the multiples of p and for nothing else.
    @Test func theCertificateIsExactOverATinyField() throws {
        for lowLimbs in [1, 2] {
            let field = ForeignField<Modulus61>(limbs: 3, of: 2, fold: [3], lowLimbs: lowLimbs)
            let probe = try Probe(inputs: 3) { builder, c in
                let low = lowLimbs == 1 ? c[0] : c[0] + c[1] * 4
                let high = lowLimbs == 1 ? c[1] + c[2] * 4 : c[2]
                try builder.constrainZero(low: low, high: high, bounds: Bounds([8, 8, 8]), in: field)
            }
            for (a, b) in (-8...8).flatMap({ a in (-8...8).map { (a, $0) } }) {
                for c in -8...8 {
                    #expect(probe.accepts([Fr(a), Fr(b), Fr(c)]) == ((a + 4 * b + 16 * c) % 61 == 0))
                }
            }
        }
    }

    /// What a bound that a caller gets wrong would cost: limbs beyond the bounds are refused even where they spell zero.
    @Test func aQuotientOutOfRangeIsRefused() throws {
        let field = ForeignField<Modulus61>(limbs: 3, of: 2, fold: [3], lowLimbs: 1)
        let probe = try Probe(inputs: 2) { builder, c in
            try builder.constrainZero(low: c[0], high: c[1], bounds: Bounds([8, 8, 8]), in: field)
        }
        #expect(probe.accepts([1, 15]))
        #expect(!probe.accepts([Fr(61 * 1000), 0]) && !probe.accepts([0, Fr(61 * 1000)]))
    }

    /// The same value modulo r, spread over the groups in another way: q is unchanged, and c must catch it.
    @Test func aliasesModuloTheGroupOrderAreRefused() throws {
        let p = BigInteger(Base25519.modulus)
        let r = BigInteger(Fr.modulus)
        let probe = try Probe(inputs: 2) { builder, c in
            let bounds = Bounds([BigInteger](repeating: BigInteger(1) << 40, count: 15))
            try builder.constrainZero(low: c[0], high: c[1], bounds: bounds, in: curve25519)
        }
        func split(_ value: BigInteger) -> [BigInteger] { [value % (BigInteger(1) << 119), value >> 119] }
        func accepts(_ groups: [BigInteger]) -> Bool { probe.accepts(groups.map { Fr(reducing: $0) }) }
        let extreme = (BigInteger(1) << 23) - 1
        for quotient in [0, 1, -1, extreme, -extreme, 12345] {
            let groups = split(quotient * p)
            #expect(accepts(groups))
            // Integers that differ: E moved by one, by the modulus of Fr, and by parts of it.
            #expect(!accepts([groups[0] + 1, groups[1]]) && !accepts([groups[0], groups[1] + 1]))
            for multiple in [1, 2, -1, 3].map({ BigInteger($0) }) {
                let shift = (multiple * r) >> 119
                let rest = multiple * r - (shift << 119)
                #expect(!accepts([groups[0] + rest, groups[1] + shift]) || rest.isZero)
                #expect(!accepts([groups[0] + rest - (BigInteger(1) << 119), groups[1] + shift + 1]))
                #expect(!accepts([groups[0] - (shift << 119), groups[1] + shift]))
            }
        }
        // Where the integers are the same, the certificate may hold as well.
        let groups = split(77 * p)
        #expect(accepts([groups[0] - (BigInteger(1) << 119), groups[1] + 1]))
    }

    @Test func liesAboutTheCertificateAreRefused() throws {
        var generator = SeededGenerator()
        let probe = try Probe(inputs: 2) { builder, c in
            let bounds = Bounds([BigInteger](repeating: BigInteger(1) << 40, count: 15))
            try builder.constrainZero(low: c[0], high: c[1], bounds: bounds, in: curve25519)
        }
        let value = BigInteger(987_654) * BigInteger(Base25519.modulus)
        let inputs = [value % (BigInteger(1) << 119), value >> 119].map { Fr(reducing: $0) }
        #expect(probe.accepts(inputs))
        #expect(probe.survivors(inputs, using: &generator).isEmpty)
    }

    @Test func limbsThatAreTooLargeForTheBoundsAreAnErrorOfTheBuild() {
        let wide = ForeignField<Curve25519BaseModulus>(limbs: 2, of: 128, fold: [38], lowLimbs: 1)
        let low = ForeignField<Curve25519BaseModulus>(limbs: 15, of: 17, fold: [19], lowLimbs: 14)
        let high = ForeignField<Curve25519BaseModulus>(limbs: 15, of: 17, fold: [19], lowLimbs: 1)
        func attempt(_ field: ForeignField<Curve25519BaseModulus>) throws {
            _ = try Probe(inputs: 2) { builder, c in
                let bounds = field.productBounds(field.limbBounds, field.limbBounds)
                try builder.constrainZero(low: c[0], high: c[1], bounds: bounds, in: field)
            }
        }
        #expect(throws: Never.self) { try attempt(curve25519) }
        for field in [wide, low, high] { #expect(throws: BoundError.self) { try attempt(field) } }
    }
}
