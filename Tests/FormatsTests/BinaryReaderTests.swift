import Formats
import Testing

@Suite struct BinaryReaderTests {
    private enum Choice: UInt8 { case only = 7 }

    @Test func integersAreLittleEndian() throws {
        var writer = BinaryWriter()
        writer.write(UInt32(0x0102_0304))
        writer.write(Int64(-2))
        writer.write(UInt64.max)
        writer.write(UInt8(9))
        #expect(writer.bytes == [4, 3, 2, 1, 254] + [UInt8](repeating: 255, count: 15) + [9])
        var reader = BinaryReader(writer.bytes)
        #expect(try reader.readInteger("a", as: UInt32.self) == 0x0102_0304)
        #expect(try reader.readInteger("b", as: Int64.self) == -2)
        #expect(try reader.readInteger("c", as: UInt64.self) == .max)
        #expect(try reader.readInteger("d", as: UInt8.self) == 9)
        try reader.finish()
    }

    @Test func anInputThatEndsEarlySaysWhereAndByHowMuch() throws {
        var reader = BinaryReader([1, 2, 3])
        _ = try reader.read(1, "first")
        #expect(throws: BinaryError(field: "second", position: 1, fault: .endsEarly(missing: 2))) {
            try reader.readInteger("second", as: UInt32.self)
        }
        #expect(reader.position == 1)
    }

    @Test func whatIsLeftOverIsRefused() throws {
        var reader = BinaryReader([1, 2, 3])
        _ = try reader.read(1, "first")
        #expect(throws: BinaryError(field: "end", position: 1, fault: .trailingBytes(2))) { try reader.finish() }
    }

    @Test func aLengthIsCheckedBeforeAnythingElse() {
        var huge = BinaryReader([255, 255, 255, 255, 0])
        #expect(throws: BinaryError(field: "n", position: 0, fault: .tooLong(length: 4_294_967_295, limit: 100))) {
            try huge.readLength("n", as: UInt32.self, in: 1...100)
        }
        var beyondInt = BinaryReader([UInt8](repeating: 255, count: 8))
        #expect(throws: BinaryError(field: "n", position: 0, fault: .tooLong(length: .max, limit: 100))) {
            try beyondInt.readLength("n", as: UInt64.self, in: 1...100)
        }
        var none = BinaryReader([0])
        #expect(throws: BinaryError(field: "n", position: 0, fault: .tooShort(length: 0, minimum: 1))) {
            try none.readLength("n", as: UInt8.self, in: 1...100)
        }
    }

    @Test func aPartCountsPositionsInTheWhole() throws {
        var reader = BinaryReader([0, 1, 2, 3])
        _ = try reader.read(1, "first")
        var part = try reader.part(2, "part")
        #expect(part.remaining == 2 && part.position == 1)
        _ = try part.read(1, "inner")
        #expect(throws: BinaryError(field: "inner", position: 2, fault: .endsEarly(missing: 1))) {
            try part.read(2, "inner")
        }
        #expect(reader.position == 3)
    }

    @Test func whatIsUnknownIsRefusedWhereItBegins() {
        var choice = BinaryReader([8])
        #expect(throws: BinaryError(field: "choice", position: 0, fault: .unknown)) {
            try choice.readChoice("choice", as: Choice.self)
        }
        var version = BinaryReader([2])
        #expect(throws: BinaryError(field: "version", position: 0, fault: .unknown)) { try version.expect(version: 1) }
        var magic = BinaryReader([1, 2])
        #expect(throws: BinaryError(field: "magic", position: 0, fault: .wrongMagic)) {
            try magic.expect([1, 3], "magic")
        }
    }

    @Test func hexadecimalHasOneSpelling() {
        #expect(Hexadecimal.text(of: [0, 0x9a, 0xff]) == "009aff")
        #expect(Hexadecimal.bytes(of: "009aff") == [0, 0x9a, 0xff])
        for text in ["0", "0A", "0g", "0x00", " 00", "00 ", "é", "/0", ":0", "`0"] {
            #expect(Hexadecimal.bytes(of: text) == nil, "\(text)")
        }
    }

    @Test func errorsAreClausesForPeople() {
        let error = BinaryError(field: "length of the sealed box", position: 411, fault: .tooLong(length: 9, limit: 8))
        #expect("\(error)" == "malformed at byte 411 (length of the sealed box): it says 9 bytes, and 8 is the most")
        let early = BinaryError(field: "payee", position: 0, fault: .endsEarly(missing: 1))
        #expect("\(early)" == "malformed at byte 0 (payee): the input ends 1 byte early")
    }
}
