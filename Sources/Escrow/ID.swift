/// 32 bytes that name one thing: a party by its Ed25519 key, a task by its digest. `Subject` keeps the names of
/// different things apart.
public struct ID<Subject>: Hashable, Sendable {
    /// Big-endian.
    @usableFromInline let words: (UInt64, UInt64, UInt64, UInt64)

    /// Nil for any other number of bytes than 32.
    @inlinable public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        var rest = bytes.makeIterator()
        func word() -> UInt64 { (0..<8).reduce(0) { word, _ in word << 8 | UInt64(rest.next()!) } }
        words = (word(), word(), word(), word())
    }

    /// 32 bytes, in the order in which they were given.
    public var bytes: [UInt8] {
        withUnsafeBytes(of: (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)) { Array($0) }
    }

    public static func == (a: ID, b: ID) -> Bool { a.words == b.words }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}

extension ID: CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    public var description: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

/// Whoever holds money or acts: an Ed25519 public key.
public enum Party {}

/// A `proof.bin`, named by a hash of its bytes.
public enum Submission {}
