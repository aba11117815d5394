internal import Escrow
package import Formats
internal import Journal
internal import Sealing
package import VerifiedCompute
internal import Wire

/// What a worker keeps of one submission to one service: what must not be lost between promise and payment.
///
/// As JSON, 0600: `salt` opens the commitment, and a receipt proves what the service promised. None of it helps anyone to the
/// solution.
package struct SubmissionRecord: Hashable, Sendable {
    /// An entry of the log and the service's signature, as the service sent them.
    package struct Kept: Hashable, Sendable {
        package let entry: [UInt8]
        package let signature: Bytes<64>

        init(_ receipt: Receipt) {
            entry = receipt.entry.canonicalBytes
            signature = Bytes(receipt.signature)!
        }

        /// Nil where the entry is none.
        var receipt: Receipt? {
            (try? Entry(canonicalBytes: entry)).map { Receipt(entry: $0, signature: signature.array) }
        }
    }

    /// The keys of the service and of whoever submits.
    package let service, party: Bytes<32>
    package let task: Digest
    package let payee: Bytes<32>
    /// The hash of the `proof.bin`.
    package let submission: Bytes<32>
    package let salt: Bytes<32>
    package internal(set) var committed, revealed, judged, settled: Kept?
    /// Of commitments of before, which the service said had lapsed: a bond was staked with each.
    package internal(set) var earlier: [Kept] = []

    /// A new submission, with a salt of its own.
    package init(
        of proof: [UInt8], for task: Digest, paying payee: Bytes<32>, to service: Bytes<32>, by party: Bytes<32>
    ) {
        self.service = service
        self.party = party
        self.task = task
        self.payee = payee
        submission = Self.submission(of: proof)
        salt = Bytes(Sodium.randomBytes(32))!
    }

    /// The hash of a `proof.bin`.
    static func submission(of proof: [UInt8]) -> Bytes<32> { Bytes(ID<Submission>(of: proof).bytes)! }

    var opening: Opening {
        Opening(payee: ID(payee.array)!, submission: ID(submission.array)!, salt: ID(salt.array)!)
    }

    /// What is shown after the promise.
    func solution(_ proof: [UInt8]) -> RevealSolution { RevealSolution(payee: payee, salt: salt, proof: proof) }

    /// What is promised: a hash of task, payee, submission and salt.
    package var commitment: Bytes<32> { Bytes(opening.commitment(to: ID(task.array)!).bytes)! }
}

extension SubmissionRecord {
    /// The most bytes of such a file.
    static let maximumByteCount = 1 << 20
    /// The most commitments of before that are kept.
    static let maximumEarlierCount = 64

    private static let format = "VerifiedCompute/submission/v1"

    /// Reads what `json` writes.
    package init(json bytes: [UInt8]) throws(JSONError) {
        let fields = try JSONFields(
            try JSONParser.parse(bytes, limit: Self.maximumByteCount), at: "",
            required: ["format", "service", "party", "task", "payee", "submission", "salt"],
            optional: ["committed", "revealed", "judged", "settled", "earlier"])
        guard try fields.text("format") == Self.format else { throw fields.invalid("format", Self.format) }
        service = try fields.bytes("service")
        party = try fields.bytes("party")
        task = try fields.bytes("task")
        payee = try fields.bytes("payee")
        submission = try fields.bytes("submission")
        salt = try fields.bytes("salt")
        committed = try fields.kept("committed")
        revealed = try fields.kept("revealed")
        judged = try fields.kept("judged")
        settled = try fields.kept("settled")
        guard fields["earlier"] != nil else { return }
        for (value, path) in try fields.list("earlier", atMost: Self.maximumEarlierCount) {
            earlier.append(try Kept(try JSONFields(value, at: path, required: ["entry", "signature"])))
        }
    }

    package var json: [UInt8] {
        func receipt(_ name: String, _ kept: Kept?) -> JSONValue.Member? {
            kept.map { .init(name, $0.json) }
        }
        let members: [JSONValue.Member?] = [
            .init("format", .string(Self.format)), .init("service", .hex(service)), .init("party", .hex(party)),
            .init("task", .hex(task)), .init("payee", .hex(payee)), .init("submission", .hex(submission)),
            .init("salt", .hex(salt)), receipt("committed", committed), receipt("revealed", revealed),
            receipt("judged", judged), receipt("settled", settled),
            earlier.isEmpty ? nil : .init("earlier", .array(earlier.map(\.json))),
        ]
        return Array(JSONValue.object(members.compactMap { $0 }).text.utf8)
    }
}

extension JSONFields {
    fileprivate func kept(_ key: String) throws(JSONError) -> SubmissionRecord.Kept? {
        guard self[key] != nil else { return nil }
        return try SubmissionRecord.Kept(try object(key, required: ["entry", "signature"]))
    }
}

extension SubmissionRecord.Kept {
    fileprivate init(_ fields: JSONFields) throws(JSONError) {
        entry = try fields.value("entry", expecting: "lower-case hexadecimal digits") { Hexadecimal.bytes(of: $0) }
        signature = try fields.bytes("signature")
    }

    fileprivate var json: JSONValue {
        .object([
            .init("entry", .string(Hexadecimal.text(of: entry))), .init("signature", .hex(signature)),
        ])
    }
}
