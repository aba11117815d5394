public import Storage
internal import Addresses
public import Formats
internal import Glibc
internal import Groth16
internal import Search
public import Sealing
internal import VerifiedCompute

// What the library's errors are to a person at a terminal: one sentence and an exit status.

extension Failure {
    /// The failure that an error of the library stands for; nil for any other error.
    public init?(library error: any Error) {
        switch error {
        case let error as AddressPatternError: self.init(.malformed, error.description)
        case let error as PostingError: self.init(error)
        case let error as SearchError: self.init(error == .unconfirmed ? .couldNot : .notProven, error.description)
        case let error as ProvingError: self.init(error)
        case let error as OpeningError: self.init(error)
        case let error as KeyStoreError: self.init(error)
        case let error as FileError: self.init(error)
        case let error as SetupError: self.init(error)
        case is Sodium.Unavailable: self.init(.couldNot, "libsodium does not start on this machine")
        default: return nil
        }
    }

    /// A failure to read `path`, which cannot be parsed.
    public init(malformed path: String, _ error: some CustomStringConvertible) {
        self.init(.malformed, "\(path.harmless): \(error)")
    }

    /// A failure with the key file at `path`.
    public init(keyFile path: String, _ error: KeyFileError) {
        let name = path.harmless
        switch error {
        case .file(.system(_, _, ENOENT)):
            self.init(.couldNot, "there is no key file \(name): make one with zktask keygen --out \(name)")
        case .file(let error): self.init(error)
        case .notARegularFile: self.init(.malformed, "\(name) is not a plain file")
        case .permissions(let mode):
            self.init(
                .malformed,
                "\(name) can be read or written by others (mode \(String(mode, radix: 8))): chmod 600 it, and make a new key if anyone may have copied it"
            )
        case .notAKeyFile: self.init(.malformed, "\(name) is not a key file")
        case .unknownVersion(let version):
            self.init(.malformed, "\(name) is a key file of version \(version), which this program does not know")
        case .truncated: self.init(.malformed, "\(name) is cut short: use a backup")
        case .altered: self.init(.malformed, "\(name) was altered: use a backup")
        case .passphraseNeeded:
            self.init(.malformed, "\(name) has a passphrase: give --passphrase-file, or run this on a terminal")
        case .wrongPassphrase: self.init(.malformed, "that is not the passphrase of \(name)")
        case .outOfMemory:
            self.init(.couldNot, "could not open \(name): its passphrase takes more memory than there is")
        }
    }

    private init(_ error: PostingError) {
        switch error {
        case .patternTooEasy:
            self.init(.malformed, "half of all addresses or more begin like this: there is nothing to search for")
        }
    }

    private init(_ error: ProvingError) {
        switch error {
        case .notASolution: self.init(.notProven, "the solution does not solve this task")
        case .otherKey(let digest):
            self.init(
                .couldNot, "the task names the verifying key \(digest), and the proving key here belongs to another")
        case .refused(let refusal): self.init(.notProven, "the proof was not made: \(refusal.sentence)")
        case .unusableKey: self.init(.couldNot, "the proving key cannot be used for this circuit")
        case .witnessFile(let error): self.init(error)
        }
    }

    private init(_ error: OpeningError) {
        switch error {
        case .otherInitiator: self.init(.notProven, "this proof is for a task that was posted with another key file")
        case .taskSignature: self.init(.notProven, "the task in the file was altered: its signature does not hold")
        case .boxDoesNotOpen:
            self.init(.notProven, "the sealed box does not open with this key: the file was altered or never proven")
        case .otherAddress: self.init(.notProven, "what is in the box does not lead to the address that the file shows")
        }
    }

    private init(_ error: KeyStoreError) {
        switch error {
        case .noProvingKey(let kind):
            self.init(
                .couldNot,
                "there is no proving key for \(kind.rawValue): give --keys the folder that has it (a worker uses the key of whoever posts the task and never makes one)"
            )
        case .noVerifyingKey(let digest):
            self.init(
                .couldNot, "the verifying key \(digest) is not here: give --vk FILE, or --keys the folder that has it")
        case .altered(let path):
            self.init(
                .couldNot, "\(path.harmless) is not the key that was put there: remove it and get or make it again")
        case .file(let path, let error): self.init(path: path, error)
        case .notAVerifyingKey(let path, let error):
            self.init(.malformed, "\(path.harmless) is not a verifying key in snarkjs' format: \(error)")
        case .write(let error): self.init(error)
        case .hostile(let path):
            self.init(.couldNot, "\(path.harmless) is hostile: proofs under it would give the solution away")
        case .interrupted: self.init(.interrupted, "interrupted: no key was made")
        case .otherCircuit(let kind):
            self.init(.notProven, "the key is not of the circuit of \(kind.rawValue) that this program has")
        case .unsafe(let reasons):
            self.init(
                .notProven,
                "anyone can forge under the key: \(reasons.map(\.description).joined(separator: "; "))")
        }
    }

    private init(_ error: SetupError) {
        switch error {
        case .tooManyRows(let count):
            self.init(.malformed, "the circuit has \(count) rows, and 2^27 is the most that BN254 has room for")
        }
    }

    /// A failure with a file in one of iden3's formats.
    public init(path: String, _ error: FileFormatError) {
        switch error {
        case .system(let code): self.init(doing: "read or write \(path.harmless)", errno: code)
        default: self.init(malformed: path, error)
        }
    }

    public init(_ error: FileError) {
        switch error {
        case .exists(let path):
            self.init(.couldNot, "\(path.harmless) is there already: give another name")
        case .system(let step, let path, let code):
            // The small steps of writing a file whole are nobody's business but the programmer's.
            let verb =
                ["create", "chmod", "write", "sync", "rename", "link", "sync folder"].contains(step) ? "write" : step
            self.init(doing: "\(verb) \(path.harmless)", errno: code)
        }
    }
}
