import Addresses
import Curves
import Fields
import Search
import TestSupport
import Testing

/// The point that batch index j holds when the first key is `first`, computed plainly.
private func naive(_ first: AffinePoint<Secp256k1>, count: Int) -> [AffinePoint<Secp256k1>] {
    var points: [AffinePoint<Secp256k1>] = []
    var sum = JacobianPoint(first)
    for _ in 0..<count {
        points.append(sum.affine)
        sum += Secp256k1.generator
    }
    return points
}

/// The key as `KeyBatch` writes it: x = 0 and an even y for the identity.
private func key(_ point: AffinePoint<Secp256k1>) -> [UInt8] {
    point.isIdentity ? [2] + [UInt8](repeating: 0, count: 32) : point.sec1Compressed
}

private func expectWalk(from first: AffinePoint<Secp256k1>, reach: Int, batches: Int) {
    var walk = KeyWalk(first: first, table: GeneratorTable(reach: reach))
    let expected = naive(first, count: 2 * reach * batches).map(key)
    for batch in 0..<batches {
        walk.next()
        for index in 0..<2 * reach {
            let place = 2 * reach * batch + index
            guard walk.keys.bytes(index) == expected[place] else {
                Issue.record("reach \(reach), batch \(batch), index \(index)")
                return
            }
        }
    }
}

@Suite struct KeyWalkTests {
    @Test func everyKeyOfTheWalkIsTheNextMultiple() {
        var generator = SeededGenerator()
        for (reach, batches) in [(1, 40), (2, 40), (3, 20), (8, 10), (100, 4), (1024, 2)] {
            let first = SecpScalar.random(using: &generator) * AffinePoint<Secp256k1>.generator
            expectWalk(from: first, reach: reach, batches: batches)
        }
    }

    /// Near the identity the centre meets ±i·G, the step, and the identity itself: each batch size crosses them all.
    @Test func equalCoordinatesAndTheIdentityAreWalkedThrough() {
        for reach in [1, 2, 4, 5] {
            for start in -30 ... -10 {
                let first = SecpScalar(start) * AffinePoint<Secp256k1>.generator
                expectWalk(from: first, reach: reach, batches: 60 / (2 * reach))
            }
        }
    }

    @Test func hashesInLanesAgreeWithThePlainOnes() {
        var generator = SeededGenerator()
        let first = SecpScalar.random(using: &generator) * AffinePoint<Secp256k1>.generator
        var walk = KeyWalk(first: first, table: GeneratorTable(reach: 64))
        let hasher = KeyHasher<FourLanes>()
        for _ in 0..<4 {
            walk.next()
            for group in stride(from: 0, to: 128, by: FourLanes.count) {
                let words = hasher.hash(walk.keys, from: group)
                for lane in 0..<FourLanes.count {
                    let hash = Hash160(publicKey: walk.keys.bytes(group + lane))
                    let found = (0..<5).map { words[$0].words[lane] }
                    #expect(found == hash.words)
                }
            }
        }
    }

    /// x all zeros, all ones and random: bits that points rarely have.
    @Test func hashesInLanesTakeAnyKey() {
        var generator = SeededGenerator()
        let batch = KeyBatch(count: 64)
        for index in 0..<64 {
            let x =
                index < 2
                ? (index == 0 ? UInt256.zero : UInt256(.max, .max, .max, .max))
                : SecpBase.random(using: &generator).canonical
            batch.set(index, x: x, yIsOdd: generator.next() & 1)
        }
        let hasher = KeyHasher<FourLanes>()
        for group in stride(from: 0, to: 64, by: FourLanes.count) {
            let words = hasher.hash(batch, from: group)
            for lane in 0..<FourLanes.count {
                #expect((0..<5).map { words[$0].words[lane] } == Hash160(publicKey: batch.bytes(group + lane)).words)
            }
        }
    }
}

extension Hash160 {
    fileprivate var words: [UInt32] {
        [UInt32(high >> 32), UInt32(truncatingIfNeeded: high)]
            + [UInt32(middle >> 32), UInt32(truncatingIfNeeded: middle), low]
    }
}
