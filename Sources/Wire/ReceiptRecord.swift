package import Formats

/// The service's word that an entry stands in its log: the answer to every call that changes something, and
/// `GET /v1/receipts/{index}`. Docs/protocol.md has the entry's bytes and what the signature is over.
package struct ReceiptRecord: Message {
    package static let maximumByteCount = 4 << 20

    /// What the entry did, in words.
    package let summary: EntryRecord
    /// The entry's canonical bytes.
    package let entry: [UInt8]
    /// Ed25519, by the service.
    package let signature: Bytes<64>

    package init(summary: EntryRecord, entry: [UInt8], signature: Bytes<64>) {
        self.summary = summary
        self.entry = entry
        self.signature = signature
    }

    package init(_ value: JSONValue, at path: String, unknown: JSONFields.UnknownKeys) throws(JSONError) {
        let fields = try JSONFields(value, at: path, required: ["summary", "entry", "signature"], unknown: unknown)
        summary = try EntryRecord(fields["summary"] ?? .null, at: fields.path(of: "summary"), unknown: unknown)
        entry = try fields.value("entry", expecting: "lower-case hexadecimal digits") { Hexadecimal.bytes(of: $0) }
        signature = try fields.bytes("signature")
    }

    package var json: JSONValue {
        .object([
            .init("summary", summary.json), .init("entry", .string(Hexadecimal.text(of: entry))),
            .init("signature", .hex(signature)),
        ])
    }
}

/// What became of a revealed proof: the answer to `POST /v1/tasks/{digest}/reveal`.
package struct RevealAnswer: Message {
    package static let maximumByteCount = 2 * ReceiptRecord.maximumByteCount + 1024

    /// The service's word that it has the proof.
    package let revealed: ReceiptRecord
    /// The receipt of the verdict; nil while the proof waits for it. Later it comes by `GET /v1/events`, and the
    /// settlement by `GET /v1/tasks/{digest}/settlement`.
    package let judged: ReceiptRecord?

    package init(revealed: ReceiptRecord, judged: ReceiptRecord?) {
        self.revealed = revealed
        self.judged = judged
    }

    package init(_ value: JSONValue, at path: String, unknown: JSONFields.UnknownKeys) throws(JSONError) {
        let fields = try JSONFields(
            value, at: path, required: ["revealed"], optional: ["judged"], unknown: unknown)
        revealed = try ReceiptRecord(fields["revealed"] ?? .null, at: fields.path(of: "revealed"), unknown: unknown)
        judged = try fields.optional("judged") { (key) throws(JSONError) in
            try ReceiptRecord(fields[key] ?? .null, at: fields.path(of: key), unknown: unknown)
        }
    }

    package var json: JSONValue {
        .object([.init("revealed", revealed.json)] + (judged.map { [.init("judged", $0.json)] } ?? []))
    }
}
