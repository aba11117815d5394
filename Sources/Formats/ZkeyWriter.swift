internal import Curves
internal import Fields
public import Groth16
public import Storage

/// Writes a proving key as a `.zkey` file that appears whole or not at all: it grows under a temporary name beside its
/// place, and `commit` puts it there.
///
/// Section 10 says that there were no contributions, with zeros for the circuit's hash.
public final class ZkeyWriter: ProvingKeySink {
    /// Nil once it is committed.
    private var file: SectionedFileWriter?
    private var header: ProvingKeyHeader?
    private var next: ProvingKeyPart? = .ic
    private var missingBytes = 0

    public init(path: String) throws(FileError) {
        file = try SectionedFileWriter(path: path, magic: "zkey", version: 1, sectionCount: 10)
    }

    public func begin(_ header: ProvingKeyHeader) throws {
        precondition(self.header == nil, "a key has one header")
        self.header = header
        try file?.section(1, word32(Zkey.groth16))
        try file?.section(2, header.sectionBytes)
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
        try file?.section(10, KeyHistory.none.sectionBytes)
        guard let file = file.take() else { preconditionFailure("a key is committed once") }
        try file.commit(replacing: replacing)
    }

    private func open(_ part: ProvingKeyPart) throws {
        next = part
        let count = header!.count(of: part)
        missingBytes = count * part.elementByteCount
        let prefix = part == .coefficients ? word32(count) : []
        try file?.begin(part.rawValue, length: prefix.count + missingBytes)
        try file?.write(prefix)
    }
}

extension ProvingKeyPart {
    /// The part behind this one in the file.
    fileprivate var following: ProvingKeyPart? { ProvingKeyPart(rawValue: rawValue + 1) }
}

extension Zkey {
    /// The protocol's number in section 1.
    package static let groth16 = 1
}

extension ProvingKeyHeader {
    /// Section 2 of a `.zkey` file.
    package var sectionBytes: [UInt8] {
        var bytes = word32(32) + Fq.modulus.littleEndianBytes + word32(32) + Fr.modulus.littleEndianBytes
        bytes += word32(variableCount) + word32(publicInputCount) + word32(domainSize)
        bytes += memory(alpha1) + memory(beta1) + memory(beta2) + memory(gamma2) + memory(delta1) + memory(delta2)
        return bytes
    }
}

/// A point as the file holds it.
func memory<C>(_ point: AffinePoint<C>) -> [UInt8] { withUnsafeBytes(of: point) { Array($0) } }
