import CLanes

/// A vector of 32-bit words, one lane a key: what SHA-256 and RIPEMD-160 are written over.
///
/// Named operations rather than those of `SIMD`, which work lane by lane.
package protocol WordLanes: Sendable {
    static var count: Int { get }
    init(_ word: UInt32)
    static func + (a: Self, b: Self) -> Self
    static func & (a: Self, b: Self) -> Self
    static func | (a: Self, b: Self) -> Self
    static func ^ (a: Self, b: Self) -> Self
    prefix static func ~ (a: Self) -> Self
    /// Shifts by a count below 32, known where it is compiled.
    static func << (a: Self, count: UInt32) -> Self
    static func >> (a: Self, count: UInt32) -> Self
}

extension WordLanes {
    @inline(__always)
    package func rotatedLeft(_ count: UInt32) -> Self { self << count | self >> (32 - count) }

    @inline(__always)
    package func rotatedRight(_ count: UInt32) -> Self { self >> count | self << (32 - count) }

    /// Each word with its bytes in the other order.
    @inline(__always)
    package var byteSwapped: Self {
        (rotatedLeft(8) & Self(0x00ff_00ff)) | (rotatedRight(8) & Self(0xff00_ff00))
    }
}

/// Four lanes: one 128-bit vector, which every processor we run on has.
package struct FourLanes: WordLanes {
    package var words: SIMD4<UInt32>

    package static var count: Int { 4 }
    @inline(__always) init(words: SIMD4<UInt32>) { self.words = words }
    @inline(__always) package init(_ word: UInt32) { words = SIMD4(repeating: word) }
    @inline(__always) package static func + (a: Self, b: Self) -> Self { Self(words: a.words &+ b.words) }
    @inline(__always) package static func & (a: Self, b: Self) -> Self { Self(words: vc_lanes_and(a.words, b.words)) }
    @inline(__always) package static func | (a: Self, b: Self) -> Self { Self(words: vc_lanes_or(a.words, b.words)) }
    @inline(__always) package static func ^ (a: Self, b: Self) -> Self { Self(words: vc_lanes_xor(a.words, b.words)) }
    @inline(__always) package prefix static func ~ (a: Self) -> Self { Self(words: vc_lanes_not(a.words)) }
    @inline(__always) package static func << (a: Self, count: UInt32) -> Self {
        Self(words: vc_lanes_left(a.words, count))
    }
    @inline(__always) package static func >> (a: Self, count: UInt32) -> Self {
        Self(words: vc_lanes_right(a.words, count))
    }
}
