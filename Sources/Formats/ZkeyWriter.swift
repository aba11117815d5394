public import Storage
internal import Curves
internal import Fields
public import Groth16

/// Writes a proving key as a `.zkey` file that appears whole or not at all: it grows under a temporary name beside its
/// place, and `commit` puts it there.
///
/// Section 10 says that there were no contributions, with zeros for the circuit's hash.
public final class ZkeyWriter: ProvingKeySink {
    /// Nil once it is committed.
    private var file: AtomicFile?
    private var header: ProvingKeyHeader?
    private var next: ProvingKeyPart? = .ic
    private var missingBytes = 0

    public init(path: String) throws(FileError) { file = try AtomicFile(path: path, mode: 0o644) }

    public func begin(_ header: ProvingKeyHeader) throws {
        precondition(self.header == nil, "a key has one header")
        self.header = header
        var bytes = Array("zkey".utf8) + word32(1) + word32(10)
        bytes += sectionHeader(1, length: 4) + word32(1)
        bytes += sectionHeader(2, length: Zkey.headerLength)
        bytes += word32(32) + Fq.modulus.littleEndianBytes + word32(32) + Fr.modulus.littleEndianBytes
        bytes += word32(header.variableCount) + word32(header.publicInputCount) + word32(header.domainSize)
        bytes += memory(header.alpha1) + memory(header.beta1) + memory(header.beta2) + memory(header.gamma2)
        bytes += memory(header.delta1) + memory(header.delta2)
        try file?.write(bytes)
        try open(.ic)
    }

    public func append(_ bytes: UnsafeRawBufferPointer, to part: ProvingKeyPart) throws {
        while missingBytes == 0, let current = next, current != part { try open(current.following!) }
        precondition(part == next && bytes.count <= missingBytes, "the parts come in order and in their lengths")
        missingBytes -= bytes.count
        try file?.write(bytes)
    }

    /// Puts the finished file in its place; see `AtomicFile.commit`.
    public func commit(replacing: Bool = true) throws {
        while missingBytes == 0, let current = next, let following = current.following { try open(following) }
        precondition(next == .h && missingBytes == 0, "the key is whole")
        try file?.write(sectionHeader(10, length: 68) + [UInt8](repeating: 0, count: 68))
        guard let file = file.take() else { preconditionFailure("a key is committed once") }
        try file.commit(replacing: replacing)
    }

    private func open(_ part: ProvingKeyPart) throws {
        next = part
        let count = header!.count(of: part)
        missingBytes = count * part.elementByteCount
        let prefix = part == .coefficients ? word32(count) : []
        try file?.write(sectionHeader(part.rawValue, length: prefix.count + missingBytes) + prefix)
    }

}

extension ProvingKeyPart {
    /// The part behind this one in the file.
    fileprivate var following: ProvingKeyPart? { ProvingKeyPart(rawValue: rawValue + 1) }
}

/// A point as the file holds it.
private func memory<C>(_ point: AffinePoint<C>) -> [UInt8] { withUnsafeBytes(of: point) { Array($0) } }

private func sectionHeader(_ number: UInt32, length: Int) -> [UInt8] { word32(Int(number)) + word64(length) }
