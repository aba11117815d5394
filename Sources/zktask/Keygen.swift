import Storage
import ArgumentParser
import Console
import Formats
import Sealing
import VerifiedCompute

struct Keygen: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a key file.",
        discussion: """
            The file holds one seed, from which the signing key, the sealing key and the secret half of every vanity address \
            are derived. Keep a copy: with the key file and proof.bin alone a solution can always be opened, and never without.
            """)

    @Option(help: ArgumentHelp("Where to write the key file, readable by you alone.", valueName: "file"))
    var out: String

    @Flag(help: "Protect the file with a passphrase, asked for on the terminal or read from --passphrase-file.")
    var passphrase = false

    @OptionGroup var passphraseOptions: PassphraseOptions

    @Flag(help: "Print one JSON object.")
    var json = false

    struct Result: Encodable {
        let keyFile: String
        let signingKey: String
        let sealingKey: String
    }

    func run() throws {
        let identity = Identity.generate()
        let isProtected = passphrase || passphraseOptions.passphraseFile != nil
        let secret = isProtected ? try passphraseOptions.passphrase("New passphrase: ", again: "The same again: ") : nil
        try write(identity, passphrase: secret)
        let result = Result(
            keyFile: out, signingKey: Hexadecimal.text(of: identity.verificationKey.bytes),
            sealingKey: Hexadecimal.text(of: identity.recipientKey.bytes))
        if json { return try Output.json(result) }
        try Output.result("key file     \(result.keyFile)")
        try Output.result("signing key  \(result.signingKey)")
        try Output.result("sealing key  \(result.sealingKey)")
    }

    private func write(_ identity: borrowing Identity, passphrase: consuming Secret?) throws {
        do throws(KeyFileError) {
            switch consume passphrase {
            case .some(let secret): try KeyFile(identity, passphrase: secret).write(keyFileTo: out)
            case .none: try KeyFile(identity).write(keyFileTo: out)
            }
        } catch {
            throw Failure(keyFile: out, error)
        }
    }
}

extension KeyFile {
    fileprivate borrowing func write(keyFileTo path: String) throws(KeyFileError) {
        do throws(FileError) {
            try write(to: path)
        } catch {
            throw .file(error)
        }
    }
}
