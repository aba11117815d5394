import Formats
import Sealing

/// Where the next page of a list begins: bytes that only the service reads, in base64url without padding.
package struct Cursor: Hashable, Sendable {
    /// 1 to `maximumByteCount`.
    package let bytes: [UInt8]

    package static let maximumByteCount = 96

    package init(_ bytes: [UInt8]) {
        precondition(
            (1...Self.maximumByteCount).contains(bytes.count), "a cursor has 1 to \(Self.maximumByteCount) bytes")
        self.bytes = bytes
    }

    /// Nil for anything but the one spelling of a cursor.
    package init?(text: String) {
        guard text.utf8.count <= Self.maximumByteCount / 3 * 4, let bytes = Base64.url.bytes(of: text), !bytes.isEmpty
        else { return nil }
        self.bytes = bytes
    }

    package var text: String { Base64.url.text(of: bytes) }
}
