/// Writes what `BinaryReader` reads. Integers are little-endian.
public struct BinaryWriter {
    public private(set) var bytes: [UInt8] = []

    public init() {}

    public mutating func write(_ bytes: some Sequence<UInt8>) {
        self.bytes.append(contentsOf: bytes)
    }

    public mutating func write<let count: Int>(_ bytes: Bytes<count>) {
        write(bytes.array)
    }

    public mutating func write<T: FixedWidthInteger>(_ integer: T) {
        for shift in stride(from: 0, to: T.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: integer >> shift))
        }
    }

    /// `bytes` after their number as a `Length`, which must hold it.
    public mutating func write<Length: FixedWidthInteger & UnsignedInteger>(
        _ bytes: some Collection<UInt8>, lengthAs _: Length.Type
    ) {
        write(Length(bytes.count))
        write(bytes)
    }
}
