import Client
import TestSupport
import Testing

@Suite struct EventParserTests {
    private func events(_ text: String, pieces: Int = 1 << 20) throws -> [String] {
        var parser = EventParser(limit: 1000)
        let bytes = Array(text.utf8)
        return try stride(from: 0, to: bytes.count, by: pieces).flatMap { begin in
            try parser.read(bytes[begin..<min(bytes.count, begin + pieces)]).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// The examples of the HTML Living Standard, section 9.2.6.
    @Test func theStandardsExamplesAreRead() throws {
        #expect(try events("data: YHOO\ndata: +2\ndata: 10\n\n") == ["YHOO\n+2\n10"])
        #expect(
            try events(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n")
                == ["first event", "second event", " third event"])
        #expect(try events("data\n\ndata\ndata\n\ndata:") == ["", "\n"])
        #expect(try events("data:test\n\ndata: test\n\n") == ["test", "test"])
    }

    @Test(arguments: ["\n", "\r", "\r\n"]) func everyEndOfALineIsOne(end: String) throws {
        let text = ["id: 3", "event: task", "data: a", "data: b", "", "data: c", "", ""].joined(separator: end)
        #expect(try events(text) == ["a\nb", "c"])
    }

    @Test(arguments: 1...7) func itDoesNotMatterHowTheBytesCome(pieces: Int) throws {
        let text = "data: a\r\ndata: b\r\n\r\n: still here\n\ndata: c\n\n"
        #expect(try events(text, pieces: pieces) == ["a\nb", "c"])
    }

    @Test func anEventThatIsTooLargeIsRefused() {
        var one = EventParser(limit: 10)
        #expect(throws: EventParser.TooLarge.self) { try one.read(Array("data: 12345678\n".utf8)) }
        var many = EventParser(limit: 10)
        #expect(throws: EventParser.TooLarge.self) {
            for _ in 0..<10 { _ = try many.read(Array("data:12\n".utf8)) }
        }
    }
}

@Suite struct LineParserTests {
    @Test(arguments: 1...5) func linesAreTheSameHoweverTheyCome(pieces: Int) throws {
        let bytes = Array("a\n\nbcd\nlast".utf8)
        var parser = LineParser(limit: 4)
        var lines: [String] = []
        for begin in stride(from: 0, to: bytes.count, by: pieces) {
            parser.append(bytes[begin..<min(bytes.count, begin + pieces)])
            while let line = try parser.next() { lines.append(String(decoding: line, as: UTF8.self)) }
        }
        #expect(lines == ["a", "", "bcd"])
        #expect(parser.rest == Array("last".utf8))
    }

    @Test func aLineThatIsTooLongIsRefusedBeforeItEnds() throws {
        var parser = LineParser(limit: 4)
        parser.append(Array("abcd".utf8))
        #expect(try parser.next() == nil)
        parser.append(Array("e".utf8))
        #expect(throws: LineParser.TooLong.self) { try parser.next() }
        var whole = LineParser(limit: 4)
        whole.append(Array("abcde\n".utf8))
        #expect(throws: LineParser.TooLong.self) { try whole.next() }
    }
}
