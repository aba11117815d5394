package import Fields

/// Compressed public keys laid out for hashing in lanes: word by word, each word of all keys side by side.
package struct KeyBatch: ~Copyable {
    package let count: Int
    /// Nine rows of `count` words: x from its most significant word on, then the tag, 2 or 3.
    private let words: UnsafeMutablePointer<UInt32>

    /// The row of the tags.
    package static let tag = 8

    package init(count: Int) {
        self.count = count
        words = .allocate(capacity: 9 * count)
        words.initialize(repeating: 0, count: 9 * count)
    }

    deinit { words.deallocate() }

    /// Writes key `index`: a canonical x and whether y is odd.
    @inline(__always)
    package func set(_ index: Int, x: UInt256, yIsOdd: UInt64) {
        assert(index < count)
        let row = words + index
        row[0] = UInt32(truncatingIfNeeded: x.l3 >> 32)
        row[count] = UInt32(truncatingIfNeeded: x.l3)
        row[2 * count] = UInt32(truncatingIfNeeded: x.l2 >> 32)
        row[3 * count] = UInt32(truncatingIfNeeded: x.l2)
        row[4 * count] = UInt32(truncatingIfNeeded: x.l1 >> 32)
        row[5 * count] = UInt32(truncatingIfNeeded: x.l1)
        row[6 * count] = UInt32(truncatingIfNeeded: x.l0 >> 32)
        row[7 * count] = UInt32(truncatingIfNeeded: x.l0)
        row[8 * count] = 2 | UInt32(truncatingIfNeeded: yIsOdd)
    }

    /// Word `word` of as many keys as there are lanes, from `first` on.
    @inline(__always)
    package func load<Lanes: WordLanes>(word: Int, from first: Int) -> Lanes {
        assert(first + Lanes.count <= count)
        return UnsafeRawPointer(words + word * count + first).loadUnaligned(as: Lanes.self)
    }

    /// Key `index` as its 33 bytes.
    package func bytes(_ index: Int) -> [UInt8] {
        [UInt8(words[Self.tag * count + index])]
            + (0..<8).flatMap { row in
                let word = words[row * count + index]
                return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
            }
    }
}
