/// Reads a binary format from front to back, strictly.
///
/// Every length is compared with what is left before anything is copied, so that no input makes a reader allocate more than
/// its own size. Integers are little-endian. Whoever reads ends with `finish()`, which refuses what is left over.
public struct BinaryReader {
    private let bytes: ArraySlice<UInt8>
    /// The offset of `bytes` in the whole input, for errors.
    private let origin: Int
    private var next: Int

    public init(_ bytes: [UInt8]) {
        self.init(bytes[...], origin: 0)
    }

    private init(_ bytes: ArraySlice<UInt8>, origin: Int) {
        self.bytes = bytes
        self.origin = origin
        next = bytes.startIndex
    }

    /// The offset of the next byte in the whole input.
    public var position: Int { origin + (next - bytes.startIndex) }

    /// How many bytes are left.
    public var remaining: Int { bytes.endIndex - next }

    /// The next `count` bytes (0 or more), which share the input's memory.
    public mutating func read(_ count: Int, _ field: String) throws(BinaryError) -> ArraySlice<UInt8> {
        precondition(count >= 0, "a count is not negative")
        guard count <= remaining else { throw error(field, .endsEarly(missing: count - remaining)) }
        defer { next += count }
        return bytes[next..<next + count]
    }

    public mutating func readBytes<let count: Int>(_ field: String) throws(BinaryError) -> Bytes<count> {
        Bytes(try read(count, field))!
    }

    public mutating func readInteger<T: FixedWidthInteger>(_ field: String, as _: T.Type = T.self) throws(BinaryError)
        -> T
    {
        try read(MemoryLayout<T>.size, field).reversed().reduce(0) { $0 << 8 | T(truncatingIfNeeded: $1) }
    }

    /// A length of type `T`, which must be in `range`.
    public mutating func readLength<T: FixedWidthInteger & UnsignedInteger>(
        _ field: String, as _: T.Type, in range: ClosedRange<Int>
    ) throws(BinaryError) -> Int {
        let start = self
        let length = Int(clamping: try readInteger(field, as: T.self))
        guard length >= range.lowerBound else {
            throw start.error(field, .tooShort(length: length, minimum: range.lowerBound))
        }
        guard length <= range.upperBound else {
            throw start.error(field, .tooLong(length: length, limit: range.upperBound))
        }
        return length
    }

    /// What `convert` makes of the next `count` bytes. Throws where it makes nothing of them.
    public mutating func read<Value>(
        _ count: Int, _ field: String, expecting expected: String, _ convert: (ArraySlice<UInt8>) -> Value?
    ) throws(BinaryError) -> Value {
        let start = self
        guard let value = convert(try read(count, field)) else {
            throw start.error(field, .invalid(expected: expected))
        }
        return value
    }

    /// One of the choices of `T`, as one byte.
    public mutating func readChoice<T: RawRepresentable<UInt8>>(_ field: String, as _: T.Type = T.self)
        throws(BinaryError) -> T
    {
        let start = self
        guard let choice = T(rawValue: try readInteger(field)) else { throw start.error(field, .unknown) }
        return choice
    }

    /// Passes over bytes that are always the same.
    public mutating func expect(_ magic: [UInt8], _ field: String) throws(BinaryError) {
        let start = self
        guard try read(magic.count, field).elementsEqual(magic) else { throw start.error(field, .wrongMagic) }
    }

    /// Passes over a version, one byte, which must be `version`.
    public mutating func expect(version: UInt8) throws(BinaryError) {
        let start = self
        guard try readInteger("version") == version else { throw start.error("version", .unknown) }
    }

    /// A reader of the next `count` bytes alone.
    public mutating func part(_ count: Int, _ field: String) throws(BinaryError) -> BinaryReader {
        let start = position
        return BinaryReader(try read(count, field), origin: start)
    }

    /// Throws where bytes are left.
    public func finish() throws(BinaryError) {
        guard remaining == 0 else { throw error("end", .trailingBytes(remaining)) }
    }

    /// An error at the current position.
    public func error(_ field: String, _ fault: BinaryError.Fault) -> BinaryError {
        BinaryError(field: field, position: position, fault: fault)
    }
}
