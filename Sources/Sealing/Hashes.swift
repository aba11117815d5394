import CSodium

/// BLAKE2b with 16 to 64 bytes of output, in pieces or at once. Source: RFC 7693.
///
/// The state is zeroed when it goes away. Constant-time in the input, whose length is public.
public struct BLAKE2b: ~Copyable {
    private let state: HashState
    private let length: Int

    /// A hash of `length` bytes, 16 to 64.
    public init(length: Int = 32) {
        precondition((16...64).contains(length), "BLAKE2b gives 16 to 64 bytes")
        self.length = length
        state = HashState(byteCount: crypto_generichash_statebytes())
        crypto_generichash_init(state.opaque, nil, 0, length)
    }

    /// A keyed hash of `length` bytes, 16 to 64; the key has 16 to 64 bytes.
    public init(length: Int = 32, key: borrowing Secret) {
        precondition((16...64).contains(length) && (16...64).contains(key.count), "BLAKE2b takes 16 to 64 bytes")
        self.length = length
        state = HashState(byteCount: crypto_generichash_statebytes())
        let (state, count) = (state.opaque, key.count)
        key.withPointer { _ = crypto_generichash_init(state, $0, count, length) }
    }

    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        crypto_generichash_update(state.opaque, bytes.bytePointer, UInt64(bytes.count))
    }

    public mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

    public consuming func finish() -> [UInt8] {
        var out = [UInt8](repeating: 0, count: length)
        crypto_generichash_final(state.opaque, &out, length)
        return out
    }

    /// Another hash of what this one has taken so far.
    package borrowing func copy() -> BLAKE2b { BLAKE2b(copying: self) }

    private init(copying other: borrowing BLAKE2b) {
        length = other.length
        state = HashState(copying: other.state)
    }

    /// The hash as a secret.
    package consuming func finishSecret() -> Secret {
        let (state, length) = (state.opaque, length)
        return Secret(count: length) { _ = crypto_generichash_final(state, $0, length) }
    }

    /// The hash of `bytes`, of `length` bytes, 16 to 64.
    public static func hash(_ bytes: [UInt8], length: Int = 32) -> [UInt8] {
        var hash = BLAKE2b(length: length)
        hash.update(bytes)
        return hash.finish()
    }
}

/// SHA-512, in pieces or at once. Source: FIPS 180-4.
///
/// The state is zeroed when it goes away. Constant-time in the input, whose length is public.
public struct SHA512: ~Copyable {
    private let state = HashState(byteCount: crypto_hash_sha512_statebytes())

    private var pointer: UnsafeMutablePointer<crypto_hash_sha512_state> {
        state.memory.assumingMemoryBound(to: crypto_hash_sha512_state.self)
    }

    public init() { crypto_hash_sha512_init(pointer) }

    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        crypto_hash_sha512_update(pointer, bytes.bytePointer, UInt64(bytes.count))
    }

    public mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

    /// 64 bytes.
    public consuming func finish() -> [UInt8] {
        var out = [UInt8](repeating: 0, count: 64)
        crypto_hash_sha512_final(pointer, &out)
        return out
    }

    /// 64 bytes, as a secret.
    package consuming func finishSecret() -> Secret {
        let pointer = pointer
        return Secret(count: 64) { _ = crypto_hash_sha512_final(pointer, $0) }
    }

    public static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var hash = SHA512()
        hash.update(bytes)
        return hash.finish()
    }
}

/// SHA-256. Source: FIPS 180-4.
public enum SHA256 {
    /// 32 bytes.
    public static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: 32)
        crypto_hash_sha256(&out, bytes, UInt64(bytes.count))
        return out
    }

    /// The hash of the hash …, `count` times in all; `bytes` itself for 0.
    public static func iterated(_ bytes: [UInt8], count: Int) -> [UInt8] {
        guard count > 0 else { return bytes }
        var out = hash(bytes)
        for _ in 1..<count { crypto_hash_sha256(&out, out, 32) }
        return out
    }
}

/// Memory for the state of a hash, aligned as libsodium wants it, zeroed when it goes away.
///
/// Not private: where another target drops a hash half-way, the compiler there asks the linker for this type.
package struct HashState: ~Copyable {
    let memory: UnsafeMutableRawPointer
    private let byteCount: Int

    init(byteCount: Int) {
        Sodium.require()
        self.byteCount = byteCount
        memory = .allocate(byteCount: byteCount, alignment: 64)
    }

    init(copying other: borrowing HashState) {
        self.init(byteCount: other.byteCount)
        memory.copyMemory(from: other.memory, byteCount: byteCount)
    }

    var opaque: OpaquePointer { OpaquePointer(memory) }

    deinit {
        sodium_memzero(memory, byteCount)
        memory.deallocate()
    }
}

extension UnsafeRawBufferPointer {
    /// The first byte, as libsodium's functions take it; nil where there may be none.
    var bytePointer: UnsafePointer<UInt8>? { baseAddress?.assumingMemoryBound(to: UInt8.self) }
}
