public import Groth16

/// What a file of iden3's or snarkjs' formats holds, as far as the file itself tells. Nothing is trusted: every section lies
/// within the file, and where this program can use the file, what it would check is checked.
public struct FileSummary: Sendable, Equatable {
    /// The raw value is how such files are named.
    public enum Kind: String, Sendable, CaseIterable {
        case circuit = "r1cs"
        case witness = "wtns"
        case provingKey = "zkey"
        case powersOfTau = "ptau"
        case verifyingKey = "verification_key.json"
        case proof = "proof.json"
        case publicInputs = "public.json"
    }

    /// A section of a binary file, in the order of the file.
    public struct Section: Sendable, Equatable {
        public let number: UInt32
        /// What the format keeps in it; nil for a number that it does not have.
        public let name: String?
        public let byteCount: Int
    }

    /// One thing that the file says, such as `publicInputs`.
    public struct Fact: Sendable, Equatable {
        public enum Value: Sendable, Equatable {
            case count(Int)
            case text(String)
        }

        /// In camel case, as a key of JSON.
        public let name: String
        public let value: Value

        init(_ name: String, _ count: Int) { (self.name, value) = (name, .count(count)) }
        init(_ name: String, _ text: String) { (self.name, value) = (name, .text(text)) }
    }

    public let kind: Kind
    public let byteCount: Int
    public let facts: [Fact]
    /// None for JSON.
    public let sections: [Section]
    /// For a proving or verifying key over BN254.
    public let verifyingKey: VerifyingKey?
    /// For a proving key over BN254. Nothing of it is verified here.
    public let history: KeyHistory?

    init(
        kind: Kind, byteCount: Int, facts: [Fact], sections: [Section] = [], verifyingKey: VerifyingKey? = nil,
        history: KeyHistory? = nil
    ) {
        self.kind = kind
        self.byteCount = byteCount
        self.facts = facts
        self.sections = sections
        self.verifyingKey = verifyingKey
        self.history = history
    }
}

/// Why a file is not told about.
public enum InspectionError: Error, Equatable, Sendable {
    case binary(FileFormatError)
    case json(SnarkjsJSONError)
    /// It begins like none of the formats.
    case unknown
}

extension FileSummary {
    /// Reads as much of the file as it takes: all of a key, whose points are checked, of a circuit and of JSON; of powers of tau,
    /// which are many, the sections' lengths and the contributions; of a witness the header. What is over another field than BN254's, or
    /// for another proving system than Groth16, is told by its header.
    public init(path: String) throws(InspectionError) {
        let file: MappedFile
        do throws(FileFormatError) {
            file = try MappedFile(path: path)
            if let summary = try Self.binary(file) {
                self = summary
                return
            }
        } catch {
            throw .binary(error)
        }
        let summary: FileSummary?
        do throws(SnarkjsJSONError) {
            summary = try Self.json(file.bytes)
        } catch {
            throw .json(error)
        }
        guard let summary else { throw .unknown }
        self = summary
    }

    /// Nil where the file has none of the magic words.
    private static func binary(_ file: MappedFile) throws(FileFormatError) -> FileSummary? {
        switch String(decoding: file.bytes.prefix(4), as: UTF8.self) {
        case "r1cs": try circuit(file)
        case "wtns": try witness(file)
        case "zkey": try provingKey(file)
        case "ptau": try powersOfTau(file)
        default: nil
        }
    }
}
