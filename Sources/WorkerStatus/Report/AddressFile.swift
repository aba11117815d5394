internal import Glibc
package import Storage

/// `status.address` in a workspace: where the worker that works there tells its status, for programs of the same user.
///
/// It is there while the server listens, and stays behind where the worker was killed: whoever reads it asks at the address
/// whether that workspace's worker answers.
package struct AddressFile: Sendable {
    package let path: String

    package init(workspace: String) { path = "\(workspace)/status.address" }

    /// The address that stands there; nil where there is none that can be read.
    package var address: StatusAddress? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var text = [UInt8](repeating: 0, count: 128)
        let count = read(descriptor, &text, text.count)
        guard count > 0, count < text.count else { return nil }
        return StatusAddress(String(decoding: text[..<count].prefix { $0 != 0x0a }, as: UTF8.self))
    }

    package func write(_ address: StatusAddress) throws(FileError) {
        try writeWhole(Array("\(address)\n".utf8), to: path, mode: 0o600, replacing: true)
    }

    package func remove() { unlink(path) }
}
