public import Escrow
internal import Sealing

/// The Merkle tree over the entries' hashes. Source: RFC 6962, section 2.1, with SHA-256.
///
/// It keeps the roots of the complete subtrees that cover the leaves from the left, the largest first: at most 64.
public struct MerkleTree: Hashable, Sendable {
    public private(set) var size: UInt64
    private var peaks: [ID<Entry>]

    public init() {
        size = 0
        peaks = []
    }

    /// A tree as it was kept somewhere: one peak for every bit that is set in `size`. Nil for another number of peaks.
    public init?(size: UInt64, peaks bytes: [UInt8]) {
        guard bytes.count == 32 * size.nonzeroBitCount else { return nil }
        self.size = size
        peaks = stride(from: 0, to: bytes.count, by: 32).map { ID(bytes[$0..<$0 + 32])! }
    }

    /// 32 bytes a peak, the largest subtree first.
    public var peakBytes: [UInt8] { peaks.flatMap(\.bytes) }

    /// SHA-256(0x00 ‖ bytes).
    public static func leafHash(_ bytes: [UInt8]) -> ID<Entry> { ID(SHA256.hash([0x00] + bytes))! }

    /// SHA-256(0x01 ‖ left ‖ right).
    public static func nodeHash(_ left: ID<Entry>, _ right: ID<Entry>) -> ID<Entry> {
        ID(SHA256.hash([0x01] + left.bytes + right.bytes))!
    }

    /// Adds the leaf with this hash at the right.
    ///
    /// - Returns: the roots of the subtrees that it completes, that over two leaves first.
    @discardableResult
    public mutating func append(_ leaf: ID<Entry>) -> [ID<Entry>] {
        var (node, completed) = (leaf, [ID<Entry>]())
        for _ in 0..<size.trailingOnes {
            node = Self.nodeHash(peaks.removeLast(), node)
            completed.append(node)
        }
        peaks.append(node)
        size += 1
        return completed
    }

    /// The root; of no leaves, SHA-256 of nothing.
    public var root: ID<Entry> {
        guard var node = peaks.last else { return ID(SHA256.hash([]))! }
        for peak in peaks.dropLast().reversed() { node = Self.nodeHash(peak, node) }
        return node
    }
}

extension UInt64 {
    fileprivate var trailingOnes: Int { (~self).trailingZeroBitCount }
}
