import Formats
import TestSupport
import Testing

@Suite struct PostedTaskTests {
    @Test func everyTaskIsReadBackFromItsBytes() throws {
        var generator = SeededGenerator()
        for _ in 0..<50 {
            let task = try generator.postedTask()
            let bytes = task.canonicalBytes
            #expect(try PostedTask(canonicalBytes: bytes) == task)
            #expect(bytes == task.terms.canonicalBytes + task.signature.array)
            #expect(bytes.count <= PostedTask.maximumByteCount)
        }
    }

    @Test func noBytesAreMissingAndNoneFollow() throws {
        var generator = SeededGenerator()
        let bytes = try generator.postedTask().canonicalBytes
        for count in bytes.indices {
            #expect(throws: BinaryError.self) { try PostedTask(canonicalBytes: Array(bytes.prefix(count))) }
        }
        #expect(throws: BinaryError(field: "end", position: bytes.count, fault: .trailingBytes(1))) {
            try PostedTask(canonicalBytes: bytes + [0])
        }
    }

    @Test func fieldsStandWhereThePageSays() throws {
        var generator = SeededGenerator()
        let task = try generator.postedTask()
        var bytes = task.canonicalBytes
        let prefixCount = Int(bytes[101])
        let expected: [(offset: Int, value: UInt8, field: String, position: Int, fault: BinaryError.Fault)] = [
            (0, 2, "version", 0, .unknown),
            (33, 2, "kind", 33, .unknown),
            (34, 0, "address format", 34, .unknown),
            (35, 2, "address visibility", 35, .unknown),
            (36, 4, "public key Q", 36, .invalid(expected: "a compressed point of secp256k1")),
            (101, 0, "length of the prefix", 101, .tooShort(length: 0, minimum: 1)),
            (101, 35, "length of the prefix", 101, .tooLong(length: 35, limit: 34)),
            (102, 0x32, "prefix", 102, .invalid(expected: "the beginning of an address")),
            (181 + prefixCount, 0x80, "deadline", 174 + prefixCount, .invalid(expected: "a second from 1970 to 9999")),
        ]
        for (offset, value, field, position, fault) in expected {
            let old = bytes[offset]
            bytes[offset] = value
            #expect(throws: BinaryError(field: field, position: position, fault: fault)) {
                try PostedTask(canonicalBytes: bytes)
            }
            bytes[offset] = old
        }
    }

    @Test func aServiceIsPlainText() {
        #expect(ServiceName("https://example.org") != nil)
        #expect(ServiceName(String(repeating: "a", count: 255)) != nil)
        for text in ["", " ", "a b", "é", "\u{1b}[2J", "\u{7f}", String(repeating: "a", count: 256)] {
            #expect(ServiceName(text) == nil, "\(text)")
        }
    }

    @Test func aDeadlineHasADate() {
        #expect(Deadline(seconds: -1) == nil)
        #expect(Deadline(seconds: 253_402_300_800) == nil)
        #expect(Deadline(seconds: 253_402_300_799)?.seconds == 253_402_300_799)
    }
}
