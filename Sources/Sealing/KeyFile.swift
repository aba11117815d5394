public import Storage
import CSodium
import Glibc

/// Why a key file is no use as it is.
public enum KeyFileError: Error, Equatable, Sendable {
    case file(FileError)
    /// A folder, a device or a pipe.
    case notARegularFile
    /// Its group or others may use it: `chmod 600` makes it private, and whoever could read it may have a copy.
    case permissions(mode: UInt32)
    /// It does not begin as a key file does.
    case notAKeyFile
    case unknownVersion(UInt8)
    case truncated
    /// Its checksum fails, or something stands in it that no writer writes.
    case altered
    /// It is protected by a passphrase, and none was given.
    case passphraseNeeded
    case wrongPassphrase
    /// There is not the memory that the passphrase's hash takes.
    case outOfMemory
}

/// What a guess at a key file's passphrase costs, with Argon2id.
public struct PassphraseCost: Hashable, Sendable {
    let operations: UInt32
    let kibibytes: UInt32

    package init(operations: UInt32, kibibytes: UInt32) {
        self.operations = operations
        self.kibibytes = kibibytes
    }

    /// 64 MiB and about 0.1 s: libsodium's "interactive".
    public static let interactive = PassphraseCost(operations: 2, kibibytes: 65_536)

    /// 256 MiB and about 0.7 s: libsodium's "moderate".
    public static let moderate = PassphraseCost(operations: 3, kibibytes: 262_144)

    /// At most 16 passes over 1 GiB, so that a hostile file cannot hold up its reader for long.
    var isAcceptable: Bool { (1...16).contains(operations) && (8...1_048_576).contains(kibibytes) }
}

/// The seed of an `Identity` in a file that only its owner may read. Version 1, integers least significant byte
/// first:
///
///     offset  bytes  without a passphrase               with one
///          0     20  "VerifiedCompute key\n"            the same
///         20      1  version, 1                         the same
///         21      1  protection, 0                      1
///         22     32  seed                               u32 Argon2id passes, u32 KiB of memory,
///                                                       16 bytes of salt, 24 of nonce, and 48 of the seed sealed by
///                                                       XChaCha20-Poly1305 (IETF) with all before it as additional data
///         54     32  BLAKE2b-256 of all before it       the same, at 118
///
/// The checksum tells an altered file from a wrong passphrase; it is no protection.
public struct KeyFile: ~Copyable, Sendable {
    private static let magic = Array("VerifiedCompute key\n".utf8)
    private static let head = 22
    private static let checksum = 32

    private let contents: Secret

    private init(contents: consuming Secret) { self.contents = contents }
}

// MARK: - Writing

extension KeyFile {
    /// The file of an identity without a passphrase.
    public init(_ identity: borrowing Identity) {
        let seed = identity.seed.copy()
        self.init(protection: 0, bodyCount: 32) { body in seed.withPointer { body.update(from: $0, count: 32) } }
    }

    /// The file of an identity under a passphrase of any length.
    public init(
        _ identity: borrowing Identity, passphrase: borrowing Secret, cost: PassphraseCost = .moderate
    ) throws(KeyFileError) {
        precondition(cost.isAcceptable)
        let salt = Sodium.randomBytes(16)
        let nonce = Sodium.randomBytes(24)
        let open = littleEndianBytes(UInt64(cost.operations) | UInt64(cost.kibibytes) << 32) + salt + nonce
        let key = try passphraseKey(passphrase, salt: salt, cost: cost)
        let additional = Self.magic + [1, 1] + open
        var sealed = [UInt8](repeating: 0, count: 48)
        identity.seed.withPointer { seed in
            key.withPointer {
                _ = crypto_aead_xchacha20poly1305_ietf_encrypt(
                    &sealed, nil, seed, 32, additional, UInt64(additional.count), nil, nonce, $0)
            }
        }
        self.init(protection: 1, bodyCount: 96) { $0.update(from: open + sealed, count: 96) }
    }

    private init(protection: UInt8, bodyCount: Int, _ writeBody: (UnsafeMutablePointer<UInt8>) -> Void) {
        let count = Self.head + bodyCount
        contents = Secret(count: count + Self.checksum) { out in
            out.update(from: Self.magic + [1, protection], count: Self.head)
            writeBody(out + Self.head)
            _ = crypto_generichash(out + count, Self.checksum, out, UInt64(count), nil, 0)
        }
    }

    /// Writes the file whole, with permissions 0600. Without `replacing`, a file that exists is left alone.
    public borrowing func write(to path: String, replacing: Bool = false) throws(FileError) {
        try contents.withUnsafeBytes { (bytes) throws(FileError) in
            try writeWhole(bytes, to: path, mode: 0o600, replacing: replacing)
        }
    }
}

// MARK: - Reading

extension KeyFile {
    /// Reads a file and checks all of it but the passphrase. The seed passes through guarded memory alone.
    public init(path: String) throws(KeyFileError) {
        try self.init(checking: readPrivateFile(path))
    }

    /// Whether the identity takes a passphrase.
    public var isProtected: Bool { contents.withPointer { $0[21] == 1 } }

    /// The identity of a file without a passphrase.
    public borrowing func identity() throws(KeyFileError) -> Identity {
        guard !isProtected else { throw .passphraseNeeded }
        return Identity(
            seed: contents.withPointer { bytes in Secret(count: 32) { $0.update(from: bytes + 22, count: 32) } })
    }

    /// The identity of a file; the passphrase is ignored where the file has none.
    public borrowing func identity(passphrase: borrowing Secret) throws(KeyFileError) -> Identity {
        guard isProtected else { return try identity() }
        // All that leaves guarded memory here is sealed or public.
        let bytes = contents.withPointer { Array(UnsafeBufferPointer(start: $0, count: 118)) }
        let (salt, nonce, sealed) = (Array(bytes[30..<46]), Array(bytes[46..<70]), Array(bytes[70..<118]))
        let key = try passphraseKey(passphrase, salt: salt, cost: PassphraseCost(bytes[22..<30]))
        var status: Int32 = -1
        let seed = key.withPointer { key in
            Secret(count: 32) {
                status = crypto_aead_xchacha20poly1305_ietf_decrypt($0, nil, nil, sealed, 48, bytes, 70, nonce, key)
            }
        }
        guard status == 0 else { throw .wrongPassphrase }
        return Identity(seed: seed)
    }

    private init(checking contents: consuming Secret) throws(KeyFileError) {
        let count = contents.count
        try contents.withPointer { (bytes) throws(KeyFileError) in
            for (i, byte) in Self.magic.prefix(count).enumerated() where bytes[i] != byte { throw .notAKeyFile }
            guard count > Self.head else { throw .truncated }
            guard bytes[20] == 1 else { throw .unknownVersion(bytes[20]) }
            guard bytes[21] <= 1 else { throw .altered }
            let end = Self.head + (bytes[21] == 0 ? 32 : 96)
            guard count >= end + Self.checksum else { throw .truncated }
            guard count == end + Self.checksum else { throw .altered }
            var sum = [UInt8](repeating: 0, count: Self.checksum)
            crypto_generichash(&sum, Self.checksum, bytes, UInt64(end), nil, 0)
            guard sodium_memcmp(sum, bytes + end, Self.checksum) == 0 else { throw .altered }
            if bytes[21] == 1 {
                guard PassphraseCost(UnsafeBufferPointer(start: bytes + 22, count: 8)).isAcceptable else {
                    throw .altered
                }
            }
        }
        self.init(contents: contents)
    }
}

extension PassphraseCost {
    /// 8 bytes: passes, then KiB.
    fileprivate init(_ bytes: some Sequence<UInt8>) {
        let value = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        self.init(operations: UInt32(truncatingIfNeeded: value), kibibytes: UInt32(truncatingIfNeeded: value >> 32))
    }
}

private func passphraseKey(
    _ passphrase: borrowing Secret, salt: [UInt8], cost: PassphraseCost
) throws(KeyFileError) -> Secret {
    var status: Int32 = -1
    let count = UInt64(passphrase.count)
    let key = passphrase.withUnsafeBytes { passphrase in
        Secret(count: 32) {
            status = crypto_pwhash(
                $0, 32, passphrase.baseAddress!.assumingMemoryBound(to: CChar.self), count, salt,
                UInt64(cost.operations), Int(cost.kibibytes) << 10, crypto_pwhash_alg_argon2id13())
        }
    }
    guard status == 0 else { throw .outOfMemory }
    return key
}

/// The bytes of a regular file that its owner alone may use, at most 4096 of them.
private func readPrivateFile(_ path: String) throws(KeyFileError) -> Secret {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)  // a pipe must not keep us waiting
    guard descriptor >= 0 else { throw .file(.system(step: "open", path: path, code: errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .file(.system(step: "stat", path: path, code: errno)) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile }
    guard status.st_mode & 0o077 == 0 else { throw .permissions(mode: status.st_mode & 0o777) }
    guard status.st_size <= 4096 else { throw .notAKeyFile }
    let count = Int(status.st_size)
    return try Secret(count: count) { (out) throws(KeyFileError) in
        var done = 0
        while done < count {
            let got = read(descriptor, out + done, count - done)
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw .file(.system(step: "read", path: path, code: errno)) }
            guard got > 0 else { throw .truncated }
            done += got
        }
    }
}
