public import ArgumentParser
public import Sealing
internal import VerifiedCompute

/// How a program comes by a key file's passphrase: from a file, or asked for on the terminal. Never from the arguments.
public struct PassphraseOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp("The file whose first line is the key file's passphrase.", valueName: "file"))
    public var passphraseFile: String?

    public init() {}

    /// The identity in a key file.
    public func identity(in path: String) throws(Failure) -> Identity {
        let file = try inWords(path) { () throws(KeyFileError) in try KeyFile(path: path) }
        guard file.isProtected else { return try inWords(path) { () throws(KeyFileError) in try file.identity() } }
        let passphrase = try passphrase("Passphrase of \(path.harmless): ")
        return try inWords(path) { () throws(KeyFileError) in try file.identity(passphrase: passphrase) }
    }

    /// What is wrong with the key file, as a failure.
    private func inWords<Value: ~Copyable>(
        _ path: String, _ body: () throws(KeyFileError) -> Value
    ) throws(Failure) -> Value {
        do throws(KeyFileError) {
            return try body()
        } catch {
            throw Failure(keyFile: path, error)
        }
    }

    /// From the file that was given, or from the terminal, where `again` asks twice.
    public func passphrase(_ prompt: String, again: String? = nil) throws(Failure) -> Secret {
        if let passphraseFile { return try SecretLine.first(of: passphraseFile) }
        let passphrase = try SecretLine.ask(prompt, otherwise: "give --passphrase-file")
        if let again {
            guard passphrase.isEqual(to: try SecretLine.ask(again, otherwise: "give --passphrase-file")) else {
                throw Failure(.malformed, "the two passphrases differ")
            }
        }
        return passphrase
    }
}
