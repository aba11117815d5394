public import Escrow

// Proofs about the Merkle tree of a log. Made as RFC 6962, section 2.1.1 and 2.1.2 says; checked as RFC 9162, section 2.1.3.2
// and 2.1.4.2 says. The trees of both are the same.

/// That an entry is the one at an index of the first `size` entries of a log.
public struct InclusionProof: Hashable, Sendable {
    /// More than any path has.
    public static let maximumLength = 64

    /// Below `size`.
    public let index: UInt64
    public let size: UInt64
    /// The siblings on the way from the leaf to the root, at most 64.
    public let path: [ID<Entry>]

    public init(index: UInt64, size: UInt64, path: [ID<Entry>]) {
        self.index = index
        self.size = size
        self.path = path
    }

    /// Whether it shows that `leaf` is in the tree with this root.
    public func holds(for leaf: ID<Entry>, under root: ID<Entry>) -> Bool {
        guard index < size else { return false }
        var (first, last, hash) = (index, size - 1, leaf)
        for node in path {
            guard last > 0 else { return false }
            if first & 1 == 1 || first == last {
                hash = MerkleTree.nodeHash(node, hash)
                while first & 1 == 0 && first > 0 { (first, last) = (first >> 1, last >> 1) }
            } else {
                hash = MerkleTree.nodeHash(hash, node)
            }
            (first, last) = (first >> 1, last >> 1)
        }
        return last == 0 && hash == root
    }
}

/// That the first `size` entries of a log begin with what were its first `oldSize`.
public struct ConsistencyProof: Hashable, Sendable {
    /// 1 to `size`.
    public let oldSize: UInt64
    public let size: UInt64
    /// At most 65; none where the sizes are equal.
    public let path: [ID<Entry>]

    public init(oldSize: UInt64, size: UInt64, path: [ID<Entry>]) {
        self.oldSize = oldSize
        self.size = size
        self.path = path
    }

    /// Whether it shows that the tree with root `new` goes on from the one with root `old`.
    public func holds(from old: ID<Entry>, to new: ID<Entry>) -> Bool {
        guard oldSize >= 1, oldSize <= size else { return false }
        if oldSize == size { return path.isEmpty && old == new }
        let path = oldSize.nonzeroBitCount == 1 ? [old] + self.path : self.path
        guard let start = path.first else { return false }
        var (first, last) = (oldSize - 1, size - 1)
        while first & 1 == 1 { (first, last) = (first >> 1, last >> 1) }
        var (oldHash, newHash) = (start, start)
        for node in path.dropFirst() {
            guard last > 0 else { return false }
            if first & 1 == 1 || first == last {
                oldHash = MerkleTree.nodeHash(node, oldHash)
                newHash = MerkleTree.nodeHash(node, newHash)
                while first & 1 == 0 && first > 0 { (first, last) = (first >> 1, last >> 1) }
            } else {
                newHash = MerkleTree.nodeHash(newHash, node)
            }
            (first, last) = (first >> 1, last >> 1)
        }
        return last == 0 && oldHash == old && newHash == new
    }
}

/// What makes proofs: a log whose complete subtrees can be looked up.
public struct MerkleProver {
    private let subtree: (_ level: Int, _ number: UInt64) throws -> ID<Entry>

    /// - Parameter subtree: the root over the 2^level leaves from number · 2^level on, all of which are there.
    public init(subtree: @escaping (_ level: Int, _ number: UInt64) throws -> ID<Entry>) { self.subtree = subtree }

    /// - Parameters:
    ///   - index: below `size`.
    ///   - size: at most as many leaves as there are.
    public func inclusion(of index: UInt64, in size: UInt64) throws -> InclusionProof {
        precondition(index < size)
        return InclusionProof(index: index, size: size, path: try path(to: index, in: 0..<size))
    }

    /// - Parameters:
    ///   - oldSize: 1 to `size`.
    ///   - size: at most as many leaves as there are.
    public func consistency(of oldSize: UInt64, with size: UInt64) throws -> ConsistencyProof {
        precondition((1...size).contains(oldSize))
        return ConsistencyProof(
            oldSize: oldSize, size: size, path: try path(from: oldSize, in: 0..<size, isWhole: true))
    }

    /// PATH(m, D[n]).
    private func path(to index: UInt64, in leaves: Range<UInt64>) throws -> [ID<Entry>] {
        guard leaves.count > 1 else { return [] }
        let middle = leaves.lowerBound + Self.split(leaves)
        let (left, right) = (leaves.lowerBound..<middle, middle..<leaves.upperBound)
        return index < middle
            ? try path(to: index, in: left) + [try root(of: right)]
            : try path(to: index, in: right) + [try root(of: left)]
    }

    /// SUBPROOF(m, D[n], b), where m is an index and not a number.
    private func path(from end: UInt64, in leaves: Range<UInt64>, isWhole: Bool) throws -> [ID<Entry>] {
        if end == leaves.upperBound { return isWhole ? [] : [try root(of: leaves)] }
        let middle = leaves.lowerBound + Self.split(leaves)
        let (left, right) = (leaves.lowerBound..<middle, middle..<leaves.upperBound)
        return end <= middle
            ? try path(from: end, in: left, isWhole: isWhole) + [try root(of: right)]
            : try path(from: end, in: right, isWhole: false) + [try root(of: left)]
    }

    /// MTH(D[n]).
    private func root(of leaves: Range<UInt64>) throws -> ID<Entry> {
        let count = leaves.upperBound - leaves.lowerBound
        guard count.nonzeroBitCount > 1 else {
            return try subtree(count.trailingZeroBitCount, leaves.lowerBound >> UInt64(count.trailingZeroBitCount))
        }
        let middle = leaves.lowerBound + Self.split(leaves)
        return MerkleTree.nodeHash(
            try root(of: leaves.lowerBound..<middle), try root(of: middle..<leaves.upperBound))
    }

    /// The largest power of two below the number of leaves, which are two or more.
    private static func split(_ leaves: Range<UInt64>) -> UInt64 {
        1 << UInt64(63 - (leaves.upperBound - leaves.lowerBound - 1).leadingZeroBitCount)
    }
}
