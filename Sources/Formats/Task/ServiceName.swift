/// The service that a task is meant for: 1 to 255 characters of ASCII that print, no spaces, such as `https://example.org`.
///
/// Nothing more, since the text is shown on terminals and is signed: no escape sequence, and no two spellings that look alike.
public struct ServiceName: Hashable, Sendable {
    public static let maximumByteCount = 255
    static let expected = "1 to \(maximumByteCount) characters of plain ASCII without spaces"

    public let text: String

    /// Nil for any other text.
    public init?(_ text: String) {
        guard (1...Self.maximumByteCount).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else { return nil }
        self.text = text
    }
}
