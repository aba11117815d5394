internal import Escrow
internal import Formats
internal import FoundationEssentials
internal import Glibc
package import Journal
package import Sealing
package import Storage

/// A folder of receipts, one file each: what a service signed to whoever posted, cancelled or saw a settlement, for an audit
/// to hold it to.
///
///     {"format":"VerifiedCompute/receipt/v1","service":"…","entry":"…","signature":"…"}
package struct ReceiptFolder: Sendable {
    /// It must exist and be its owner's alone.
    package let folder: String

    private static let suffix = ".receipt"
    private static let format = "VerifiedCompute/receipt/v1"
    private static let maximumByteCount = 4 << 20

    package init(folder: String) { self.folder = folder }

    /// Keeps a receipt of the service with this key, on the disk when this returns.
    ///
    /// - Returns: the file.
    @discardableResult
    package func keep(_ receipt: Receipt, of service: VerificationKey) throws(FileError) -> String {
        let (key, hash) = (Hexadecimal.text(of: service.bytes), receipt.entry.hash.description)
        let path = "\(folder)/\(key.prefix(16))-\(receipt.entry.index)-\(hash.prefix(16))\(Self.suffix)"
        let json = JSONValue.object([
            .init("format", .string(Self.format)), .init("service", .string(key)),
            .init("entry", .string(Hexadecimal.text(of: receipt.entry.canonicalBytes))),
            .init("signature", .string(Hexadecimal.text(of: receipt.signature))),
        ])
        try writeWhole(Array((json.compactText + "\n").utf8), to: path, mode: 0o600, replacing: true)
        return path
    }

    /// Lets go of a receipt for which a later one stands.
    ///
    /// - Parameter path: the file, as `keep` named it.
    package func remove(_ path: String) { unlink(path) }

    /// Every receipt that is kept here of the service with this key; files that hold none are passed over.
    package func receipts(of service: VerificationKey) -> [Receipt] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(Self.suffix) }.sorted().compactMap { name in
            let path = "\(folder)/\(name)"
            guard let file = try? MappedFile(path: path), file.bytes.count <= Self.maximumByteCount,
                let (key, receipt) = try? Self.read(Array(file.bytes)), key.array == service.bytes
            else { return nil }
            return receipt
        }
    }

    /// Keeps the last checkpoint that was found good, in place of the one before.
    package func keep(_ checkpoint: SignedCheckpoint, of service: VerificationKey) throws(FileError) {
        let text = LogLine.checkpoint(checkpoint).text + "\n"
        try writeWhole(Array(text.utf8), to: checkpointPath(service), mode: 0o600, replacing: true)
    }

    /// The checkpoint that was kept of the service with this key; nil where there is none that it signed.
    package func checkpoint(of service: VerificationKey) -> SignedCheckpoint? {
        guard let data = FileManager.default.contents(atPath: checkpointPath(service)),
            case .checkpoint(let signed)? = try? LogLine(data.prefix { $0 != 0x0a }), signed.isValid(under: service)
        else { return nil }
        return signed
    }

    private func checkpointPath(_ service: VerificationKey) -> String {
        "\(folder)/\(Hexadecimal.text(of: service.bytes)).checkpoint"
    }

    private static func read(_ bytes: [UInt8]) throws -> (Bytes<32>, Receipt) {
        let fields = try JSONFields(
            try JSONParser.parse(bytes, limit: maximumByteCount), at: "",
            required: ["format", "service", "entry", "signature"])
        guard try fields.text("format") == format else { throw fields.invalid("format", format) }
        let entry = try fields.value("entry", expecting: "lower-case hexadecimal digits") {
            Hexadecimal.bytes(of: $0)
        }
        let signature: Bytes<64> = try fields.bytes("signature")
        return (
            try fields.bytes("service"),
            Receipt(entry: try Entry(canonicalBytes: entry), signature: signature.array)
        )
    }
}
