/// A `proof.bin`: a solution to a task, sealed and proven, with its worker's signature.
///
/// Reading checks the form alone; what it says is verified a layer up. The file never holds a verifying key: the task names
/// the digest of the one that decides.
public struct ProofFile: Hashable, Sendable {
    /// More than any `proof.bin` takes: read no more of a file than this.
    public static let maximumByteCount = ProofContents.boxByteCounts.upperBound + PostedTask.maximumByteCount + 4096

    public let contents: ProofContents
    /// Ed25519, by `contents.workerKey`.
    public let signature: Bytes<64>

    public init(contents: ProofContents, signature: Bytes<64>) {
        self.contents = contents
        self.signature = signature
    }

    /// The whole file: what is signed, then the signature.
    public var bytes: [UInt8] { contents.signedBytes + signature.array }

    /// Reads exactly what `bytes` writes: no other bytes are this proof, and no bytes may follow.
    public init(bytes: [UInt8]) throws(BinaryError) {
        var reader = BinaryReader(bytes)
        guard reader.remaining <= Self.maximumByteCount else {
            throw reader.error("file", .tooLong(length: reader.remaining, limit: Self.maximumByteCount))
        }
        contents = try ProofContents(from: &reader)
        signature = try reader.readBytes("worker's signature")
        try reader.finish()
    }
}
