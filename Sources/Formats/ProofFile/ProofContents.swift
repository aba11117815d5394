/// All of a `proof.bin` that its worker signs.
public struct ProofContents: Hashable, Sendable {
    /// What `crypto_box_seal` adds to a message, and the most that a box may have.
    public static let boxByteCounts = 48...1_048_576

    static let magic = Array("VCPROOF".utf8)
    /// The version of the encoding.
    public static let version: UInt8 = 1

    public let task: PostedTask
    /// Whom the solution pays.
    public let payee: Bytes<32>
    /// The statement that the Groth16 proof is of.
    public let circuitID: Bytes<32>
    /// The solution, sealed to the initiator.
    public let sealedBox: [UInt8]
    public let result: PublicResult
    /// C = s·(pk + H), as an Edwards point. Any bytes here: whoever verifies decodes them.
    public let sharedPoint: Bytes<32>
    /// c ‖ z of the equality of logarithms. Any bytes here.
    public let equalityProof: Bytes<64>
    /// A ‖ B ‖ C, compressed. Any bytes here.
    public let groth16Proof: Bytes<128>
    /// Ed25519.
    public let workerKey: Bytes<32>

    /// `sealedBox` has a length in `boxByteCounts`.
    public init(
        task: PostedTask, payee: Bytes<32>, circuitID: Bytes<32>, sealedBox: [UInt8], result: PublicResult,
        sharedPoint: Bytes<32>, equalityProof: Bytes<64>, groth16Proof: Bytes<128>, workerKey: Bytes<32>
    ) {
        precondition(Self.boxByteCounts.contains(sealedBox.count), "a sealed box has 48 bytes to 1 MiB")
        self.task = task
        self.payee = payee
        self.circuitID = circuitID
        self.sealedBox = sealedBox
        self.result = result
        self.sharedPoint = sharedPoint
        self.equalityProof = equalityProof
        self.groth16Proof = groth16Proof
        self.workerKey = workerKey
    }

    /// The file up to the worker's signature, which is over a digest of these bytes. `Docs/proof-format.md` has the table.
    public var signedBytes: [UInt8] {
        var writer = BinaryWriter()
        writer.write(Self.magic)
        writer.write(Self.version)
        writer.write(task.canonicalBytes, lengthAs: UInt32.self)
        writer.write(payee)
        writer.write(circuitID)
        writer.write(sealedBox, lengthAs: UInt32.self)
        result.write(to: &writer)
        writer.write(sharedPoint)
        writer.write(equalityProof)
        writer.write(groth16Proof)
        writer.write(workerKey)
        return writer.bytes
    }

    init(from reader: inout BinaryReader) throws(BinaryError) {
        try reader.expect(Self.magic, "magic")
        try reader.expect(version: Self.version)
        let taskCount = try reader.readLength(
            "length of the task", as: UInt32.self, in: 0...PostedTask.maximumByteCount)
        var taskReader = try reader.part(taskCount, "task")
        task = try PostedTask(from: &taskReader)
        payee = try reader.readBytes("payee")
        circuitID = try reader.readBytes("circuit id")
        let boxCount = try reader.readLength("length of the sealed box", as: UInt32.self, in: Self.boxByteCounts)
        sealedBox = Array(try reader.read(boxCount, "sealed box"))
        result = try PublicResult(of: task.terms.kind, from: &reader)
        sharedPoint = try reader.readBytes("point C")
        equalityProof = try reader.readBytes("equality proof")
        groth16Proof = try reader.readBytes("Groth16 proof")
        workerKey = try reader.readBytes("worker's key")
    }
}
