/// A hash of a sequence of fields that can be read in one way only: BLAKE2b over a domain tag and the fields, each
/// after its length as a `UInt64`, least significant byte first.
///
///     BLAKE2b(u64(tag.count) ‖ tag ‖ u64(field₁.count) ‖ field₁ ‖ …)
///
/// Two transcripts are equal only with the same tag and the same fields in the same order.
public struct Transcript: ~Copyable {
    private var hash: BLAKE2b

    /// A transcript of `length` bytes: 32 for digests, 31 for an element of a 254-bit field.
    private init(_ tag: StaticString, length: Int) {
        hash = BLAKE2b(length: length)
        append(tag.withUTF8Buffer { Array($0) })
    }

    /// Ends in a digest of 32 bytes.
    public static func digest(_ tag: StaticString) -> Transcript { Transcript(tag, length: 32) }

    /// Ends in an integer of 248 bits, which is canonical in every field here.
    public static func element(_ tag: StaticString) -> Transcript { Transcript(tag, length: 31) }

    /// A field of any length.
    public mutating func append(_ field: [UInt8]) {
        hash.update(littleEndianBytes(UInt64(field.count)))
        hash.update(field)
    }

    /// A field of 8 bytes, least significant first.
    public mutating func append(_ value: UInt64) { append(littleEndianBytes(value)) }

    /// 32 bytes, or 31 of an element, least significant first.
    public consuming func finish() -> [UInt8] { hash.finish() }
}

/// 8 bytes, least significant first.
package func littleEndianBytes(_ value: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
}
