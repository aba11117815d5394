import Console
import Formats
import Glibc
import Sealing
import VerifiedCompute
import WorkerConsole

extension WorkerConfiguration {
    /// The worker's identity, from its key file. A passphrase comes from a file or a variable and from nowhere else: nobody is there
    /// to ask.
    func identity() throws -> Identity {
        let path = try key
        let passphraseFile = try layers.text(.passphraseFile)
        guard let name = try layers.text(.passphraseVariable) else {
            var options = PassphraseOptions()
            options.passphraseFile = passphraseFile
            return try options.identity(in: path)
        }
        guard passphraseFile == nil else {
            throw Failure(.malformed, "give --passphrase-file or --passphrase-variable, and not both")
        }
        guard let passphrase = Secret(environment: name) else {
            throw Failure(.malformed, "the variable \(name.harmless) holds no passphrase")
        }
        do throws(KeyFileError) {
            let file = try KeyFile(path: path)
            return file.isProtected ? try file.identity(passphrase: passphrase) : try file.identity()
        } catch {
            throw Failure(keyFile: path, error)
        }
    }
}

extension Secret {
    /// What a variable of the environment holds, which is wiped and removed there; nil where it is not set or empty.
    fileprivate init?(environment name: String) {
        guard let value = getenv(name), strlen(value) > 0 else { return nil }
        let count = strlen(value)
        self.init(count: count)
        withUnsafeMutableBytes { $0.copyMemory(from: UnsafeRawBufferPointer(start: value, count: count)) }
        explicit_bzero(value, count)
        unsetenv(name)
    }
}
