internal import Escrow
internal import Formats

/// A value with one encoding, which is documented in `Docs/protocol.md`. Integers are little-endian.
protocol Canonical {
    func write(to writer: inout BinaryWriter)
    init(from reader: inout BinaryReader) throws(BinaryError)
}

extension BinaryWriter {
    /// The number of values as 32 bits, then the values.
    mutating func write<Value: Canonical>(list values: [Value]) {
        write(UInt32(values.count))
        for value in values { value.write(to: &self) }
    }
}

extension BinaryReader {
    /// A list; every value takes at least one byte, so that no count makes the reader allocate more than its input.
    mutating func readList<Value: Canonical>(_ field: String, of _: Value.Type = Value.self)
        throws(BinaryError) -> [Value]
    {
        let count = try readLength(field, as: UInt32.self, in: 0...remaining)
        var values: [Value] = []
        for _ in 0..<count { values.append(try Value(from: &self)) }
        return values
    }

    /// What `convert` makes of an integer. Throws where it makes nothing of it.
    mutating func readInteger<T: FixedWidthInteger, Value>(
        _ field: String, expecting expected: String, _ convert: (T) -> Value?
    ) throws(BinaryError) -> Value {
        let position = self
        guard let value = convert(try readInteger(field, as: T.self)) else {
            throw position.error(field, .invalid(expected: expected))
        }
        return value
    }
}

extension ID: Canonical {
    func write(to writer: inout BinaryWriter) { writer.write(bytes) }

    init(from reader: inout BinaryReader) throws(BinaryError) {
        self.init(try reader.read(32, "32-byte name"))!
    }
}

extension Amount: Canonical {
    func write(to writer: inout BinaryWriter) { writer.write(units) }

    init(from reader: inout BinaryReader) throws(BinaryError) {
        self = try reader.readInteger("amount", expecting: "an amount below 2^63") { Amount($0) }
    }
}

extension BasisPoints: Canonical {
    func write(to writer: inout BinaryWriter) { writer.write(count) }

    init(from reader: inout BinaryReader) throws(BinaryError) {
        self = try reader.readInteger("basis points", expecting: "0 to 10000") { BasisPoints($0) }
    }
}

extension Moment: Canonical {
    func write(to writer: inout BinaryWriter) { writer.write(milliseconds) }

    init(from reader: inout BinaryReader) throws(BinaryError) {
        self = try reader.readInteger("time", expecting: "a time from 1970 to 9999") { Moment(milliseconds: $0) }
    }
}
