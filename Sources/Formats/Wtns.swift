public import Fields
public import R1CS
public import Storage

/// A witness in iden3's `.wtns` format over BN254's Fr, mapped into memory: the values in canonical form, the constant one
/// first.
public struct Wtns: Sendable {
    public let count: Int
    private let file: MappedFile
    private nonisolated(unsafe) let values: UnsafeRawBufferPointer

    public init(path: String) throws(FileFormatError) {
        file = try MappedFile(path: path)
        let sections = try SectionedFile(file, magic: "wtns", version: 2)
        let header = try sections.section(1, length: 40)
        guard header.word32(0) == 32, header.word256(4) == Fr.modulus else { throw .wrongField }
        count = Int(header.word32(36))
        guard count > 0 else { throw .impossibleCounts }
        values = try sections.section(2, length: count * 32)
        for index in 0..<count {
            let value = values.word256(32 * index)
            guard value < Fr.modulus, index > 0 || value == .one else {
                throw .malformedEntry(section: 2, index: index)
            }
        }
    }

    public func withUnsafeValues<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt256>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(file) {} }
        return try body(
            UnsafeBufferPointer(start: values.baseAddress!.assumingMemoryBound(to: UInt256.self), count: count))
    }

    /// The first `count` values behind the constant one; there are as many.
    public func publicInputs(_ count: Int) -> [Fr] {
        withUnsafeValues { values in values[1..<1 + count].map { Fr(canonical: $0)! } }
    }
}

extension Wtns {
    /// Writes a witness whole. It holds what a proof must not show, so nobody else may read the file (mode 0600).
    ///
    /// Throws where there is such a file already and `replacing` is false.
    public static func write(
        _ witness: borrowing Witness, to path: String, replacing: Bool = false
    ) throws(FileError) {
        var file = try AtomicFile(path: path, mode: 0o600)
        try file.write(
            Array("wtns".utf8) + word32(2) + word32(2) + word32(1) + word64(40) + word32(32)
                + Fr.modulus.littleEndianBytes + word32(witness.count) + word32(2) + word64(32 * witness.count))
        for start in stride(from: 0, to: witness.count, by: 1 << 12) {
            let bytes = witness.withUnsafeValues { values in
                values[start..<min(start + (1 << 12), values.count)].flatMap(\.littleEndianBytes)
            }
            try file.write(bytes)
        }
        try file.commit(replacing: replacing)
    }
}
