import Console
import Testing

@Suite struct OutputTests {
    private struct Report: Encodable {
        let proven: Bool
        let keyPath: String
        let address: String?
    }

    @Test func jsonHasSortedKeysAndPlainSlashes() throws {
        let text = try Output.jsonText(Report(proven: true, keyPath: "/data/keys", address: nil))
        #expect(text == #"{"keyPath":"/data/keys","proven":true}"#)
    }

    @Test func whatATerminalWouldObeyIsShownAsCode() {
        #expect("1Zk é 漢".harmless == "1Zk é 漢")
        #expect("a\nb\u{1b}[2J\u{202e}\u{7f}".harmless == "a\\nb\\u{1B}[2J\\u{202E}\\u{7F}")
    }
}
