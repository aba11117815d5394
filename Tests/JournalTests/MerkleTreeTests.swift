import Escrow
import Journal
import TestSupport
import Testing

@Suite struct MerkleTreeTests {
    /// The roots of the first 1 to 8 of these leaves, from Google's certificate-transparency reference tests.
    @Test func theRootsOfCertificateTransparencyComeOut() {
        let leaves = [
            "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
        ]
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ]
        var tree = MerkleTree()
        #expect(tree.root.description == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        for (leaf, root) in zip(leaves, roots) {
            tree.append(MerkleTree.leafHash([UInt8](hex: leaf)))
            #expect(tree.root.description == root)
        }
    }

    @Test func theTreeIsTheOneOfTheDefinition() throws {
        var generator = SeededGenerator(seed: 1)
        var leaves: [ID<Entry>] = [], tree = MerkleTree()
        for size in 1...130 {
            leaves.append(ID(generator.bytes(32))!)
            tree.append(leaves.last!)
            #expect(tree.root == Self.root(leaves[...]) && tree.size == UInt64(size))
            #expect(try #require(MerkleTree(size: tree.size, peaks: tree.peakBytes)) == tree)
        }
        #expect(MerkleTree(size: 3, peaks: [UInt8](repeating: 0, count: 32)) == nil)
        #expect(MerkleTree(size: .max, peaks: []) == nil)
    }

    /// RFC 6962, section 2.1, word for word: the left subtree has the largest power of two below the size.
    private static func root(_ leaves: ArraySlice<ID<Entry>>) -> ID<Entry> {
        guard leaves.count > 1 else { return leaves.first! }
        var half = 1
        while 2 * half < leaves.count { half *= 2 }
        return MerkleTree.nodeHash(root(leaves.prefix(half)), root(leaves.dropFirst(half)))
    }
}
