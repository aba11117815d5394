/// The container of iden3's binary files: a magic word, a version, a count of sections, and each section with its number
/// (u32) and length (u64). Everything is least significant byte first.
///
/// Source: iden3, "Binary format" (`iden3/binfileutils`, `iden3/r1csfile/doc/r1cs_bin_format.md`).
struct SectionedFile {
    let file: MappedFile
    private var sections: [UInt32: Range<Int>] = [:]
    /// The sections as they come.
    private(set) var order: [(number: UInt32, byteCount: Int)] = []

    /// Sections that are not asked for are stepped over; every one lies within the file, none comes twice, and nothing
    /// stands behind the last.
    init(_ file: MappedFile, magic: StaticString, version: UInt32) throws(FileFormatError) {
        self.file = file
        let bytes = file.bytes
        guard bytes.count >= 12 else { throw .truncated }
        guard magic.utf8CodeUnitCount == 4, (0..<4).allSatisfy({ bytes[$0] == magic.utf8Start[$0] }) else {
            throw .wrongMagic
        }
        guard bytes.word32(4) == version else { throw .unsupportedVersion(bytes.word32(4)) }
        var offset = 12
        for _ in 0..<bytes.word32(8) {
            guard bytes.count - offset >= 12 else { throw .truncated }
            let number = bytes.word32(offset)
            let length = bytes.word64(offset + 4)
            offset += 12
            guard length <= UInt64(bytes.count - offset) else { throw .sectionPastEnd(section: number) }
            guard sections[number] == nil else { throw .duplicateSection(number) }
            sections[number] = offset..<offset + Int(length)
            order.append((number, Int(length)))
            offset += Int(length)
        }
        guard offset == bytes.count else { throw .trailingBytes(bytes.count - offset) }
    }

    func contains(_ number: UInt32) -> Bool { sections[number] != nil }

    /// The bytes of a section.
    func section(_ number: UInt32) throws(FileFormatError) -> UnsafeRawBufferPointer {
        guard let range = sections[number] else { throw .missingSection(number) }
        return UnsafeRawBufferPointer(rebasing: file.bytes[range])
    }

    /// The bytes of a section that is `length` bytes long.
    func section(_ number: UInt32, length: Int) throws(FileFormatError) -> UnsafeRawBufferPointer {
        let bytes = try section(number)
        guard bytes.count == length else {
            throw .wrongSectionLength(section: number, length: bytes.count, expected: length)
        }
        return bytes
    }
}

extension UnsafeRawBufferPointer {
    /// Four bytes at `offset`, least significant first.
    func word32(_ offset: Int) -> UInt32 {
        UInt32(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// Eight bytes at `offset`, least significant first.
    func word64(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}

/// Four bytes, least significant first.
package func word32(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }

/// Eight bytes, least significant first.
func word64(_ value: Int) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
