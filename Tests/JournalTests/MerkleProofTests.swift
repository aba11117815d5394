import Escrow
import Journal
import TestSupport
import Testing

@Suite struct MerkleProofs {
    /// Every subtree of these leaves, by the definition.
    private struct Forest {
        let leaves: [ID<Entry>]

        func root(_ range: Range<Int>) -> ID<Entry> {
            guard range.count > 1 else { return leaves[range.lowerBound] }
            var half = 1
            while 2 * half < range.count { half *= 2 }
            let middle = range.lowerBound + half
            return MerkleTree.nodeHash(root(range.lowerBound..<middle), root(middle..<range.upperBound))
        }

        var prover: MerkleProver {
            MerkleProver { level, number in
                let begin = Int(number) << level
                #expect(begin + 1 << level <= leaves.count)
                return root(begin..<begin + 1 << level)
            }
        }
    }

    private static func random(_ count: Int) -> Forest {
        var generator = SeededGenerator(seed: 6)
        return Forest(leaves: (0..<count).map { _ in ID(generator.bytes(32))! })
    }

    /// From Google's certificate-transparency reference tests, over the leaves of `MerkleTreeTests`.
    @Test func theProofsOfCertificateTransparencyComeOut() throws {
        let leaves = [
            "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
        ]
        let prover = Forest(leaves: leaves.map { MerkleTree.leafHash([UInt8](hex: $0)) }).prover
        let a = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
        let b = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
        let c = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
        let d = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
        let e = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
        let f = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
        let g = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
        let h = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        let i = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
        let inclusions: [(UInt64, UInt64, [String])] = [
            (0, 1, []), (0, 8, [a, b, c]), (5, 8, [d, e, f]), (2, 3, [g]), (1, 5, [h, b, d]),
        ]
        for (index, size, path) in inclusions {
            #expect(try prover.inclusion(of: index, in: size).path.map(\.description) == path)
        }
        let consistencies: [(UInt64, UInt64, [String])] = [
            (1, 1, []), (1, 8, [a, b, c]), (6, 8, [i, e, f]), (2, 5, [b, d]),
        ]
        for (old, size, path) in consistencies {
            #expect(try prover.consistency(of: old, with: size).path.map(\.description) == path)
        }
    }

    @Test func everyEntryIsShownInEverySizeAndNoOther() throws {
        let forest = Self.random(33)
        for size in 1...33 {
            let root = forest.root(0..<size)
            for index in 0..<size {
                let proof = try forest.prover.inclusion(of: UInt64(index), in: UInt64(size))
                #expect(proof.holds(for: forest.leaves[index], under: root))
                #expect(!proof.holds(for: forest.leaves[(index + 1) % 33], under: root))
                for other in [index + 1, index ^ 1] where other != index {
                    let moved = InclusionProof(index: UInt64(other), size: proof.size, path: proof.path)
                    #expect(!moved.holds(for: forest.leaves[index], under: root), "\(index) as \(other) of \(size)")
                }
            }
        }
    }

    @Test func everySizeIsConsistentWithEveryLaterOneAndWithNoOtherHistory() throws {
        let forest = Self.random(33)
        var altered = forest.leaves
        altered[0] = altered[1]
        let other = Forest(leaves: altered)
        for size in 1...33 {
            for old in 1...size {
                let proof = try forest.prover.consistency(of: UInt64(old), with: UInt64(size))
                let roots = (forest.root(0..<old), forest.root(0..<size))
                #expect(proof.holds(from: roots.0, to: roots.1))
                #expect(!proof.holds(from: other.root(0..<old), to: roots.1))
                #expect(!proof.holds(from: roots.0, to: other.root(0..<size)))
            }
        }
    }

    @Test func anAlteredPathShowsNothing() throws {
        var generator = SeededGenerator(seed: 7)
        let forest = Self.random(100)
        for _ in 0..<400 {
            let size = Int.random(in: 2...100, using: &generator)
            let index = Int.random(in: 0..<size, using: &generator)
            let old = Int.random(in: 1..<size, using: &generator)
            let root = forest.root(0..<size)
            let inclusion = try forest.prover.inclusion(of: UInt64(index), in: UInt64(size))
            let path = Self.altered(inclusion.path, &generator)
            let broken = InclusionProof(index: inclusion.index, size: inclusion.size, path: path)
            #expect(!broken.holds(for: forest.leaves[index], under: root))
            let consistency = try forest.prover.consistency(of: UInt64(old), with: UInt64(size))
            let bad = ConsistencyProof(
                oldSize: UInt64(old), size: UInt64(size), path: Self.altered(consistency.path, &generator))
            #expect(!bad.holds(from: forest.root(0..<old), to: root))
        }
    }

    private static func altered(_ path: [ID<Entry>], _ generator: inout SeededGenerator) -> [ID<Entry>] {
        var path = path
        let at = Int.random(in: 0..<path.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: path[at] = ID(generator.bytes(32))!
        case 1: path.remove(at: at)
        default: path.insert(ID(generator.bytes(32))!, at: at)
        }
        return path
    }

    @Test func noNumbersCrashTheChecks() {
        var generator = SeededGenerator(seed: 8)
        let edges: [UInt64] = [0, 1, 2, 3, 1 << 62, 1 << 63, .max - 1, .max]
        for a in edges {
            for b in edges {
                for count in [0, 1, 63, 64, 65, 200] {
                    let path: [ID<Entry>] = (0..<count).map { _ in ID(generator.bytes(32))! }
                    let node = ID<Entry>(generator.bytes(32))!
                    let inclusion = InclusionProof(index: a, size: b, path: path)
                    #expect(!inclusion.holds(for: node, under: ID(generator.bytes(32))!))
                    let consistency = ConsistencyProof(oldSize: a, size: b, path: path)
                    #expect(!consistency.holds(from: node, to: ID(generator.bytes(32))!))
                }
            }
        }
    }
}
