import CSodium
import Fields
import Gadgets
import R1CS
import TestSupport
import Testing

private let p = (BigInteger(1) << 130) - 5
private let clamp = BigInteger("0ffffffc0ffffffc0ffffffc0fffffff", radix: 16)!
private let two128 = BigInteger(1) << 128

/// Inputs: r and s in 16 bytes each, the message a byte each, the tag.
private func probe(length: Int) -> Probe {
    Probe(inputs: 3 + length) { builder, inputs in
        let (r, s) = (builder.range(inputs[0], bits: 128), builder.range(inputs[1], bits: 128))
        let message = inputs[2..<2 + length].map { Byte(builder.range($0, bits: 8)) }
        builder.region("gadget") {
            $0.constrainPoly1305(r: r, s: s, message: message, tag: inputs[2 + length])
        }
    }
}

private func inputs(_ key: [UInt8], _ message: [UInt8], _ tag: BigInteger) -> [Fr] {
    [number(key[..<16]), number(key[16...])] + message.map { Fr(Int($0)) } + [Fr(reducing: tag)]
}

/// The last h, with r clamped by another mask if so wished.
private func hash(_ key: [UInt8], _ message: [UInt8], mask: (BigInteger) -> BigInteger = clamped) -> BigInteger {
    let r = mask(BigInteger(littleEndianBytes: key[..<16]))
    return stride(from: 0, to: message.count, by: 16).reduce(BigInteger(0)) { h, start in
        (h + BigInteger(littleEndianBytes: Array(message[start..<min(start + 16, message.count)]) + [1])) * r % p
    }
}

private func clamped(_ r: BigInteger) -> BigInteger {
    (0..<128).reduce(BigInteger(0)) { $0 + (r.bit($1) && clamp.bit($1) ? BigInteger(1) << $1 : 0) }
}

private func tag(_ h: BigInteger, _ key: [UInt8]) -> BigInteger {
    (h + BigInteger(littleEndianBytes: key[16...])) % two128
}

private func libsodiumTag(_ key: [UInt8], _ message: [UInt8]) -> BigInteger {
    var tag = [UInt8](repeating: 0, count: 16)
    _ = crypto_onetimeauth(&tag, message, UInt64(message.count), key)
    return BigInteger(littleEndianBytes: tag)
}

/// A key and a message of `blocks` blocks whose last h is the one given.
private func solve(_ h: BigInteger, blocks: Int, _ generator: inout SeededGenerator) -> ([UInt8], [UInt8]) {
    let first = generator.bytes(16 * (blocks - 1))
    if h.isZero { return ([UInt8](repeating: 0, count: 16) + generator.bytes(16), first + generator.bytes(16)) }
    while true {
        let key = generator.bytes(32)
        let r = clamped(BigInteger(littleEndianBytes: key[..<16]))
        guard let inverse = r.inverse(modulo: p) else { continue }
        let block = (h * inverse - hash(key, first) - two128) % p
        if block.bitWidth > 128 { continue }
        let bytes = block.littleEndianBytes
        return (key, first + bytes + [UInt8](repeating: 0, count: 16 - bytes.count))
    }
}

@Suite struct Poly1305Tests {
    private static let oneBlock = probe(length: 16)
    private static let twoBlocks = probe(length: 32)
    private static func blocks(_ count: Int) -> Probe { count == 1 ? oneBlock : twoBlocks }

    /// Where the last block's quotient and h stand: 130 bits of h and, before them, the quotient's; the canonical check and
    /// the carry have five variables behind them.
    private func hashBits(_ probe: Probe) -> Range<Int> {
        let end = probe.circuit.system.variableCount - 5 - 1
        return end - 130..<end
    }

    @Test func itTakesLibsodiumsTagsOfEveryLength() {
        var generator = SeededGenerator()
        for length in [1, 2, 15, 16, 17, 31, 32, 33, 48, 63, 65, 80] {
            let probe = probe(length: length)
            for _ in 0..<2 {
                let (key, message) = (generator.bytes(32), generator.bytes(length))
                let expected = libsodiumTag(key, message)
                #expect(tag(hash(key, message), key) == expected)
                #expect(probe.accepts(inputs(key, message, expected)))
                #expect(!probe.accepts(inputs(key, message, expected + 1)))
                #expect(!probe.accepts(inputs(key, message, (expected + (two128 >> 1)) % two128)))
            }
        }
    }

    @Test func itCostsFiveRowsAndAHundredNinetyFourABlock() {
        #expect(Self.oneBlock.cost == 5 + 194)
        #expect(Self.twoBlocks.cost == 393)
        #expect(probe(length: 80).cost == 393 + 3 * 194)
    }

    @Test func extremeKeysAndMessagesAreTaken() {
        var generator = SeededGenerator()
        let (ones, zeros) = ([UInt8](repeating: 255, count: 16), [UInt8](repeating: 0, count: 16))
        for message in [ones + ones, zeros + zeros, ones + zeros] {
            for key in [ones + ones, zeros + zeros, generator.bytes(32), ones + zeros, zeros + ones] {
                #expect(Self.twoBlocks.accepts(inputs(key, message, libsodiumTag(key, message))))
            }
        }
    }

    @Test func everyEdgeOfTheLastHashIsTaken() {
        var generator = SeededGenerator()
        let edges: [BigInteger] = [0, 1, 2, 3, 4, p - 1, p - 2, p - 3, p - 4, two128, two128 * 2, p - 4 - 8]
        for (blocks, h) in [1, 2].flatMap({ blocks in edges.map { (blocks, $0) } }) {
            let (key, message) = solve(h, blocks: blocks, &generator)
            #expect(hash(key, message) == h)
            #expect(Self.blocks(blocks).accepts(inputs(key, message, libsodiumTag(key, message))))
        }
    }

    /// h + p still fits 130 bits for h below 5 (0 needs r = 0, where no quotient is left to make up for p), and its tag is off by 5: libsodium would refuse the box.
    @Test func aHashThatIsNotCanonicalIsRefusedByThatCheckAlone() {
        var generator = SeededGenerator()
        for (blocks, h) in [1, 2].flatMap({ blocks in (1...4).map { (blocks, BigInteger($0)) } }) {
            let probe = Self.blocks(blocks)
            let (key, message) = solve(h, blocks: blocks, &generator)
            let forged = inputs(key, message, tag(h + p, key))
            #expect(!probe.accepts(forged))
            let lie = replacement(probe, forged, byMultiples: 1)
            let rows = probe.failures(forged, lie)
            #expect(rows == [probe.circuit.system.rowCount - 4], "\(rows)")
        }
    }

    @Test func hashesShiftedByThePrimeAreRefused() {
        var generator = SeededGenerator()
        for _ in 0..<10 {
            let (key, message) = (generator.bytes(32), generator.bytes(32))
            let h = hash(key, message)
            for shift in [1, -1] {
                let shifted = h + BigInteger(shift) * p
                let residue = ((shifted % two128) + two128) % two128
                for claimed in [tag(h, key), tag(residue, key)] {
                    let forged = inputs(key, message, claimed)
                    #expect(
                        !Self.twoBlocks.accepts(
                            forged, replacing: replacement(Self.twoBlocks, forged, byMultiples: shift)))
                }
            }
        }
    }

    /// The last h plus `multiples` times p, and the last quotient less by as much; bits beyond 130 are cut off.
    private func replacement(_ probe: Probe, _ inputs: [Fr], byMultiples multiples: Int) -> [Variable: Fr] {
        let values = probe.values(inputs)
        let hash = hashBits(probe)
        func integer(_ range: Range<Int>) -> BigInteger {
            range.enumerated().reduce(BigInteger(0)) {
                $0 + (values[$1.element] == .one ? BigInteger(1) << $1.offset : 0)
            }
        }
        // The first block's quotient is two bits shorter: there is no h yet.
        let quotient = hash.lowerBound - (probe.circuit.system.publicInputCount == 19 ? 60 : 62)..<hash.lowerBound
        var lie: [Variable: Fr] = [:]
        let (h, q) = (integer(hash) + BigInteger(multiples) * p, integer(quotient) - BigInteger(multiples))
        for (range, value) in [(hash, h), (quotient, q)] where !value.isNegative {
            for (i, index) in range.enumerated() { lie[variable(index)] = value.bit(i) ? .one : .zero }
        }
        return lie
    }

    @Test func aBitThatClampingClearsIsNotMultiplied() {
        var generator = SeededGenerator()
        let (key, message) = (generator.bytes(32), generator.bytes(32))
        let r = BigInteger(littleEndianBytes: key[..<16])
        for bit in (0..<128) where !clamp.bit(bit) && r.bit(bit) {
            let unclamped = hash(key, message) { clamped($0) + (BigInteger(1) << bit) }
            #expect(!Self.twoBlocks.accepts(inputs(key, message, tag(unclamped, key))))
        }
    }

    @Test func aTagBeyondSixteenBytesIsRefusedOrTheVerifiers() {
        let key = [UInt8](repeating: 0, count: 16) + [UInt8](repeating: 255, count: 16)
        let message = [UInt8](repeating: 0, count: 16)
        #expect(Self.oneBlock.accepts(inputs(key, message, two128 - 1)))
        #expect(!Self.oneBlock.accepts(inputs(key, message, two128 - 1 + two128)))  // the carry would be −1
    }

    @Test func liesAboutAnyHintAreRefused() {
        var generator = SeededGenerator()
        let (key, message) = (generator.bytes(32), generator.bytes(32))
        let honest = inputs(key, message, libsodiumTag(key, message))
        #expect(Self.twoBlocks.survivors(honest, limit: 60, using: &generator).isEmpty)
    }
}
