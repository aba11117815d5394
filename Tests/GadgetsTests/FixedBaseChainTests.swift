import Fields
import Gadgets
import R1CS
import TestSupport
import Testing

enum Modulus4093: TinyModulus { static let prime: UInt64 = 4093 }
enum Modulus1021: TinyModulus { static let prime: UInt64 = 1021 }

/// A curve over a field, and with a subgroup, small enough to try every scalar.
private struct TinyCurve<M: Modulus> {
    let curve: CubicCurve<M>
    let field: ForeignField<M>
    let base: CubicCurve<M>.Point
    let order: Int

    func chain(windows: Int, windowBits: Int) throws(BoundError) -> FixedBaseChain<M> {
        try FixedBaseChain(
            base, order: BigInteger(order), on: curve, over: field, windows: windows, windowBits: windowBits)
    }

    /// The multiples 0 to order − 1, by adding the base again and again; nil is the identity.
    var multiples: [CubicCurve<M>.Point?] {
        var all: [CubicCurve<M>.Point?] = [nil, base]
        while all.count < order { all.append(curve.sum(all[all.count - 1]!, base)) }
        return all
    }
}

private let montgomery = TinyCurve(
    curve: CubicCurve<Modulus4093>(a: tinyA, b: 1, c: 0),
    field: ForeignField(limbs: 4, of: 3, fold: [3], lowLimbs: 2, tableStride: 2),
    base: .init(x: 3756, y: 981), order: 1031)
private let tinyA: PrimeField<Modulus4093> = 4

private let weierstrass = TinyCurve(
    curve: CubicCurve<Modulus1021>(a: 0, b: 0, c: 10),
    field: ForeignField(limbs: 5, of: 2, fold: [3], lowLimbs: 2, tableStride: 2),
    base: .init(x: 1, y: 197), order: 1069)

/// Inputs: the bits, then x low, x high, y low, y high.
private func probe<M>(_ chain: FixedBaseChain<M>) throws -> Probe {
    try Probe(inputs: chain.bitCount + 4) { builder, inputs in
        let bits = builder.bits(Array(inputs[..<chain.bitCount]))
        let digits = builder.signedDigits(bits, width: chain.windowBits)
        let sum = try builder.region("gadget") { builder throws(BoundError) in
            try builder.multiple(chain, by: digits)
        }
        let claim = inputs[chain.bitCount...].map(\.self)
        try builder.constrainX(of: sum, low: claim[0], high: claim[1])
        try builder.constrainY(of: sum, low: claim[2], high: claim[3])
    }
}

private func inputs<M>(_ bits: Int, _ point: CubicCurve<M>.Point, _ chain: FixedBaseChain<M>) -> [Fr] {
    let (x, y) = (chain.field.unsignedGroups(point.x), chain.field.unsignedGroups(point.y))
    return (0..<chain.bitCount).map { Fr(bits >> $0 & 1) } + [x.low, x.high, y.low, y.high]
}

/// Σ (2bⱼ − 1)·2^j.
private func scalar(_ bits: Int, count: Int) -> Int { 2 * bits - (1 << count) + 1 }

@Suite struct FixedBaseChainTests {
    private func everyScalarGivesItsMultiple<M>(_ tiny: TinyCurve<M>, windows: Int, windowBits: Int) throws {
        var generator = SeededGenerator()
        let chain = try tiny.chain(windows: windows, windowBits: windowBits)
        let (probe, multiples, order) = (try probe(chain), tiny.multiples, tiny.order)
        let count = 1 << chain.bitCount
        for bits in 0..<count {
            let n = scalar(bits, count: chain.bitCount)
            let point = multiples[(n + order) % order]!
            #expect(chain.multiple((0..<chain.bitCount).map { bits >> $0 & 1 == 1 }).point == point)
            let honest = inputs(bits, point, chain)
            #expect(probe.accepts(honest))
            // The complemented digits give the negative: the same x, so only y tells.
            #expect(!probe.accepts(inputs(count - 1 - bits, point, chain)))
            #expect(!probe.accepts(inputs(bits, -point, chain)))
            #expect(!probe.accepts(inputs(bits, multiples[(n + order + 2) % order]!, chain)))
            if bits % 16 == 5 { #expect(probe.survivors(honest, limit: 3, using: &generator).isEmpty) }
        }
    }

    @Test func everyScalarGivesItsMultipleOnATinyMontgomeryCurve() throws {
        try everyScalarGivesItsMultiple(montgomery, windows: 3, windowBits: 3)
    }

    @Test func everyScalarGivesItsMultipleOnATinyWeierstrassCurve() throws {
        try everyScalarGivesItsMultiple(weierstrass, windows: 4, windowBits: 2)
    }

    @Test func everyLieAboutOneMultipleIsRefused() throws {
        var generator = SeededGenerator()
        let chain = try montgomery.chain(windows: 3, windowBits: 3)
        let point = montgomery.multiples[(scalar(0b101_001_110, count: 9) + 1031) % 1031]!
        #expect(try probe(chain).survivors(inputs(0b101_001_110, point, chain), using: &generator).isEmpty)
    }

    /// Every slope there is, for both additions: exactly the honest pair is accepted.
    @Test func noOtherSlopeFits() throws {
        let chain = try weierstrass.chain(windows: 2, windowBits: 2)
        let point = weierstrass.multiples[13]!
        let (probe, bits) = (try probe(chain), 0b1110)
        #expect(scalar(bits, count: 4) == 13)
        let honest = inputs(bits, point, chain)
        // The slope's limbs are the first hint behind the digits: two bits of selection a window.
        let values = probe.values(honest)
        let expected = chain.field.limbs(chain.multiple([false, true, true, true]).slopes[0])
        let start = probe.hidden.first { Array(values[$0..<min($0 + 5, values.count)]) == expected }!
        var accepted = 0
        for slope in 0..<1021 {
            let limbs = chain.field.limbs(PrimeField(UInt64(slope)))
            let lie = limbs.enumerated().map { (variable(start + $0.offset), $0.element) }
            if probe.accepts(honest, replacing: Dictionary(uniqueKeysWithValues: lie)) { accepted += 1 }
        }
        #expect(accepted == 1)
    }

    @Test func aGroupThatTheScalarsFillIsRefused() {
        #expect(throws: BoundError.orderReached) { try montgomery.chain(windows: 4, windowBits: 3) }
        #expect(throws: Never.self) { try montgomery.chain(windows: 5, windowBits: 2) }
    }

    /// Why the order matters: with scalars past it, some digits make an addition degenerate, and any slope passes there.
    @Test func pastTheOrderADegenerateAdditionLeavesItsSlopeFree() throws {
        let chain = FixedBaseChain(
            unchecked: weierstrass.base, on: weierstrass.curve, over: weierstrass.field, windows: 3, windowBits: 4)
        let multiples = weierstrass.multiples
        // n = low + high with low = high modulo 1069: the accumulator meets the table point.
        var found = 0
        for bits in 0..<4096 {
            let low = scalar(bits & 0xff, count: 8)
            let high = scalar(bits, count: 12) - low
            guard (low - high) % 1069 == 0 else { continue }
            let probe = try Probe(inputs: 12) { builder, inputs in
                let digits = builder.signedDigits(builder.bits(inputs), width: 4)
                _ = try builder.multiple(chain, by: digits)
            }
            let inputs = (0..<12).map { Fr(bits >> $0 & 1) }
            let values = probe.values(inputs)
            let slopes = chain.multiple((0..<12).map { bits >> $0 & 1 == 1 }).slopes.flatMap { chain.field.limbs($0) }
            let start = probe.hidden.first { Array(values[$0..<min($0 + 10, values.count)]) == slopes }!
            for slope: UInt64 in [5, 700] {
                let limbs = chain.field.limbs(PrimeField<Modulus1021>(slope))
                let lie = limbs.enumerated().map { (variable(start + 5 + $0.offset), $0.element) }
                #expect(probe.accepts(inputs, replacing: Dictionary(uniqueKeysWithValues: lie)))
            }
            found += 1
        }
        #expect(found > 0 && multiples.count == 1069)
    }

    /// A point that comes in unsigned parts that are too long for the limbs around them.
    @Test func aForeignPointInPartsThatAreTooLongIsAnErrorOfTheBuild() throws {
        let base = CubicCurve<Curve25519BaseModulus>.Point(
            x: 9,
            y: Base25519(
                decimal: "14781619447589544791020593568409986887264606134616475288964881837755586237401")!)
        func attempt(limbs: Int, of bits: Int, fold: [Int], low: Int, stride: Int) throws {
            let field = ForeignField<Curve25519BaseModulus>(limbs: limbs, of: bits, fold: fold, lowLimbs: low)
            let chain = try FixedBaseChain(
                base, order: BigInteger(Scalar25519.modulus), on: CubicCurve(a: 486_662, b: 1, c: 0), over: field,
                windows: 2, windowBits: 2)
            _ = try Probe(inputs: 4 + limbs / stride + 2) { builder, inputs in
                let digits = builder.signedDigits(builder.bits(Array(inputs[..<4])), width: 2)
                let point = ChainPoint(
                    xParts: Array(inputs[4..<4 + limbs / stride]), stride: stride, yLow: inputs[inputs.count - 2],
                    yHigh: inputs[inputs.count - 1], in: field)
                let sum = try builder.multiple(chain, by: digits)
                _ = try builder.add(sum, point, toMultipleOf: chain, by: digits)
            }
        }
        #expect(throws: Never.self) { try attempt(limbs: 15, of: 17, fold: [19], low: 7, stride: 5) }
        #expect(throws: BoundError.self) { try attempt(limbs: 16, of: 16, fold: [38], low: 8, stride: 8) }
        #expect(throws: BoundError.self) { try attempt(limbs: 15, of: 17, fold: [19], low: 7, stride: 15) }
    }
}

/// The canonical 255 bits of a coordinate modulo 2²⁵⁵ − 19.
@Suite struct CanonicalBitsTests {
    private static let field = ForeignField<Curve25519BaseModulus>(limbs: 15, of: 17, fold: [19], lowLimbs: 7)
    private static let prime = BigInteger(Base25519.modulus)

    /// Inputs: x in three parts of 85 bits. The bits are the first hint.
    private static let probe: Probe = {
        do {
            return try Probe(inputs: 3) { builder, inputs in
                let point = ChainPoint(xParts: inputs, stride: 5, yLow: .zero, yHigh: .zero, in: field)
                let sum = ChainSum(point, on: CubicCurve(a: 486_662, b: 1, c: 0), over: field)
                _ = try builder.region("gadget") { builder throws(BoundError) in
                    try builder.canonicalXBits(of: sum)
                }
            }
        } catch { preconditionFailure("the parameters fit") }
    }()

    private func inputs(_ x: BigInteger) -> [Fr] {
        (0..<3).map { Fr(reducing: (x >> (85 * $0)) % (BigInteger(1) << 85)) }
    }

    private func lie(_ value: BigInteger) -> [Variable: Fr] {
        Dictionary(
            uniqueKeysWithValues: (0..<255).map {
                (variable(Self.probe.hidden.lowerBound + $0), value.bit($0) ? Fr.one : .zero)
            })
    }

    /// x + p has 255 bits for x below 19, and is congruent to x: another shared secret for one point.
    @Test func aCoordinatePlusThePrimeIsRefused() {
        for x in (0..<19).map({ BigInteger($0) }) {
            #expect(Self.probe.accepts(inputs(x)))
            #expect(Self.probe.accepts(inputs(x + Self.prime)))  // x in another spelling, with its canonical bits
            #expect(!Self.probe.accepts(inputs(x), replacing: lie(x + Self.prime)))
            #expect(!Self.probe.accepts(inputs(x + Self.prime), replacing: lie(x + Self.prime)))
        }
    }

    /// The cheap check refuses these honest values too; the prover draws again. Probability 2⁻²⁵⁰.
    @Test func theLastThirteenValuesAreRefused() {
        let bound = (BigInteger(1) << 255) - 32
        #expect(Self.probe.accepts(inputs(bound - 1)) && Self.probe.accepts(inputs(bound - 2)))
        for i in 0..<13 { #expect(!Self.probe.accepts(inputs(bound + BigInteger(i)))) }
    }

    @Test func otherBitsAreRefused() {
        var generator = SeededGenerator()
        let x = BigInteger(Base25519.random(using: &generator).canonical)
        #expect(Self.probe.accepts(inputs(x)))
        for i in [0, 1, 4, 5, 118, 119, 254] {
            let flipped = x.bit(i) ? x - (BigInteger(1) << i) : x + (BigInteger(1) << i)
            #expect(!Self.probe.accepts(inputs(x), replacing: lie(flipped)))
        }
        #expect(Self.probe.survivors(inputs(x), limit: 100, using: &generator).isEmpty)
    }
}
