internal import Escrow
internal import Formats
package import Journal

/// A receipt as `--json` prints it: the entry's bytes and the service's signature, with which anyone can hold the service to it.
package struct ReceiptReport: Encodable, Sendable {
    /// The entry's place in the log.
    package let index: UInt64
    /// When the service decided, in milliseconds.
    package let time: Int64
    package let entry: String
    package let signature: String

    package init(_ receipt: Receipt) {
        index = receipt.entry.index
        time = receipt.entry.time.milliseconds
        entry = Hexadecimal.text(of: receipt.entry.canonicalBytes)
        signature = Hexadecimal.text(of: receipt.signature)
    }
}
