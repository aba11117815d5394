package import Formats
internal import Glibc
package import Storage

/// The identities of the services that were met before, one file an address: like ssh's known hosts, the first meeting is
/// believed and every later one must be with the same.
package struct PinnedServices: Sendable {
    /// Made by whoever uses it, for its owner alone.
    package let folder: String

    package init(folder: String) { self.folder = folder }

    /// What became of an identity that a service claims.
    package enum Meeting: Hashable, Sendable {
        /// The first at this address: it is kept from now on.
        case first
        case known
        /// Another identity was met here before.
        case changed(from: Bytes<32>)
    }

    /// The file that keeps the identity of the service at `address`.
    package func path(of address: ServiceAddress) -> String {
        "\(folder)/\(address.scheme.rawValue)_\(address.host)_\(address.port)"
    }

    /// The identity that was met at `address`; nil where none was, or where the file holds none.
    package func identity(at address: ServiceAddress) -> Bytes<32>? {
        let descriptor = open(path(of: address), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var text = [UInt8](repeating: 0, count: 66)
        let count = read(descriptor, &text, text.count)
        guard count == 65, text[64] == 0x0a else { return nil }
        return Hexadecimal.bytes(of: String(decoding: text[..<64], as: UTF8.self)).flatMap { Bytes($0) }
    }

    /// Compares what the service at `address` says that it is with what it was, and keeps it the first time.
    ///
    /// Throws where it cannot be kept: `FileError.exists` for a file that holds no identity.
    package func meet(_ identity: Bytes<32>, at address: ServiceAddress) throws(FileError) -> Meeting {
        if let known = self.identity(at: address) { return known == identity ? .known : .changed(from: known) }
        do throws(FileError) {
            try writeWhole(Array("\(identity)\n".utf8), to: path(of: address), mode: 0o600, replacing: false)
        } catch .exists(let path) {
            // Another program met it at the same time.
            guard let known = self.identity(at: address) else { throw .exists(path: path) }
            return known == identity ? .known : .changed(from: known)
        }
        return .first
    }
}
