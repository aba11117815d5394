import ArgumentParser
import Console
import Formats
import Groth16
import Sealing
import VerifiedCompute

struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell what files of the field's formats hold: .r1cs, .wtns, .zkey, .ptau and snarkjs' JSON.",
        discussion: "What a file is, is told from its contents. The points of a proving key are checked.")

    @Argument(help: ArgumentHelp("The files.", valueName: "file"))
    var files: [String]

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws { try Inspection(files: files, json: json).run() }
}

/// Tells what files hold.
struct Inspection {
    let files: [String]
    let json: Bool

    func run() throws {
        let reports = try files.map { path in Report(path, try summary(path)) }
        if json { return try Output.json(["files": reports]) }
        for (index, report) in reports.enumerated() {
            if index > 0 { try Output.result("") }
            for line in report.lines { try Output.result(line) }
        }
    }

    private func summary(_ path: String) throws(Failure) -> FileSummary {
        do throws(InspectionError) {
            return try FileSummary(path: path)
        } catch {
            switch error {
            case .binary(let error): throw Failure(path: path, error)
            case .json(let error): throw Failure(malformed: path, error)
            case .unknown:
                throw Failure(
                    .malformed,
                    "\(path.harmless) is no .r1cs, .wtns, .zkey or .ptau file, and none of snarkjs' JSON files")
            }
        }
    }
}

extension Inspection {
    /// What is said of one file.
    struct Report: Encodable {
        private let path: String
        private let summary: FileSummary

        init(_ path: String, _ summary: FileSummary) { (self.path, self.summary) = (path, summary) }

        var lines: [String] {
            var lines = ["\(path.harmless): \(summary.kind.words), \(Quantity.amount(UInt64(summary.byteCount))) bytes"]
            func add(_ label: String, _ text: String) {
                lines.append("  " + label + String(repeating: " ", count: max(2, 22 - label.count)) + text)
            }
            for fact in summary.facts { add(fact.label, fact.text) }
            if let key = summary.verifyingKey {
                add("verifying key", key.digest.hex)
                for reason in key.unsafeReasons { add("warning", "proofs under this key prove nothing: \(reason)") }
            }
            for (index, contribution) in (summary.history?.contributions ?? []).enumerated() {
                add("contribution \(index + 1)", contribution.words)
                add("", contribution.hash)
            }
            for section in summary.sections {
                let size = "\(Quantity.amount(UInt64(section.byteCount))) bytes"
                add("section \(section.number)", section.name.map { "\($0), \(size)" } ?? size)
            }
            return lines
        }

        private struct Name: CodingKey {
            let stringValue: String
            init(stringValue: String) { self.stringValue = stringValue }
            var intValue: Int? { nil }
            init?(intValue: Int) { nil }
        }

        private struct Section: Encodable {
            let number: UInt32
            let name: OrNull<String>
            let bytes: Int
        }

        private struct Contribution: Encodable {
            let name: OrNull<String>
            let hash: String
            /// These two are null for a person's contribution.
            let beacon: OrNull<String>
            let beaconExponent: OrNull<Int>

            init(_ contribution: KeyContribution) {
                name = OrNull(contribution.name)
                hash = contribution.hash
                if case .beacon(let value, let exponent) = contribution.source {
                    (beacon, beaconExponent) = (OrNull(Hexadecimal.text(of: value)), OrNull(exponent))
                } else {
                    (beacon, beaconExponent) = (OrNull(nil), OrNull(nil))
                }
            }
        }

        func encode(to encoder: any Encoder) throws {
            var object = encoder.container(keyedBy: Name.self)
            try object.encode(path, forKey: Name(stringValue: "file"))
            try object.encode(summary.kind.rawValue, forKey: Name(stringValue: "kind"))
            try object.encode(summary.byteCount, forKey: Name(stringValue: "bytes"))
            for fact in summary.facts {
                switch fact.value {
                case .count(let count): try object.encode(count, forKey: Name(stringValue: fact.name))
                case .text(let text): try object.encode(text, forKey: Name(stringValue: fact.name))
                }
            }
            if let key = summary.verifyingKey {
                try object.encode(key.digest.hex, forKey: Name(stringValue: "keyDigest"))
                try object.encode(
                    key.unsafeReasons.map(\.description), forKey: Name(stringValue: "unsafeReasons"))
            }
            if let history = summary.history {
                try object.encode(history.circuitHash.hex, forKey: Name(stringValue: "circuitHash"))
                try object.encode(
                    history.contributions.map { Contribution($0) }, forKey: Name(stringValue: "contributionHistory"))
            }
            guard !summary.sections.isEmpty else { return }
            let sections = summary.sections.map {
                Section(number: $0.number, name: OrNull($0.name), bytes: $0.byteCount)
            }
            try object.encode(sections, forKey: Name(stringValue: "sections"))
        }
    }
}

extension KeyContribution {
    /// What the contributor published: BLAKE2b-512, in hexadecimal.
    fileprivate var hash: String { Hexadecimal.text(of: BLAKE2b.hash(hashedBytes, length: 64)) }

    fileprivate var words: String {
        let name = name?.harmless ?? "(no name)"
        guard case .beacon(let value, let exponent) = source else { return name }
        return "\(name), the beacon \(Hexadecimal.text(of: value)), hashed 2^\(exponent) times"
    }
}

extension FileSummary.Kind {
    fileprivate var words: String {
        switch self {
        case .circuit: "a circuit"
        case .witness: "a witness"
        case .provingKey: "a proving key"
        case .powersOfTau: "powers of tau, from the first phase of a ceremony"
        case .verifyingKey: "a verifying key"
        case .proof: "a proof"
        case .publicInputs: "public inputs"
        }
    }
}

extension FileSummary.Fact {
    /// The name in words: `publicInputs` as `public inputs`.
    fileprivate var label: String {
        name.reduce(into: "") { label, letter in label += letter.isUppercase ? " \(letter.lowercased())" : "\(letter)" }
    }

    fileprivate var text: String {
        switch value {
        case .count(let count): Quantity.amount(UInt64(count))
        case .text(let text): text
        }
    }
}
