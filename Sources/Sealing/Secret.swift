import CSodium

/// A fixed number of secret bytes in libsodium's guarded memory: between inaccessible pages, kept out of swap and
/// core dumps where the system allows it, zeroed and freed when the value goes away.
///
/// It cannot be copied by assignment, printed or compared with `==`. Its length is public. Each one costs some pages
/// (16 kB), so keep few. Traps where the system has no memory left.
///
/// Source: libsodium documentation, "Secure memory".
public struct Secret: ~Copyable, @unchecked Sendable {
    // Sendable because the memory has this one owner: a change needs exclusive access to the value, and those who
    // borrow it at the same time only read.
    private let address: UnsafeMutablePointer<UInt8>

    /// The number of bytes; public.
    public let count: Int

    /// `count` zero bytes.
    public init(count: Int) {
        Sodium.require()
        precondition(count >= 0)
        guard let memory = sodium_malloc(count) else { fatalError("no memory for a secret") }
        sodium_memzero(memory, count)
        address = memory.bindMemory(to: UInt8.self, capacity: count)
        self.count = count
    }

    /// `count` zero bytes that `fill` then writes.
    package init<Failure: Error>(
        count: Int, _ fill: (UnsafeMutablePointer<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        self.init(count: count)
        try fill(address)
    }

    /// Copies bytes that are already elsewhere in memory; whoever passes them wipes them.
    public init(copying bytes: some Collection<UInt8>) {
        self.init(count: bytes.count)
        for (i, byte) in bytes.enumerated() { address[i] = byte }
    }

    /// Takes the bytes over and leaves zeros in their place. Copies of the array that were made before stay as they
    /// are.
    public init(moving bytes: inout [UInt8]) {
        self.init(copying: bytes)
        bytes.withUnsafeMutableBytes { sodium_memzero($0.baseAddress, $0.count) }
    }

    /// `count` bytes from the system's random generator.
    public static func random(count: Int) -> Secret {
        Secret(count: count) { randombytes_buf($0, count) }
    }

    deinit { sodium_free(address) }  // zeroes first

    /// Reads the bytes; the pointer is good inside `body` only.
    public borrowing func withUnsafeBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: address, count: count))
    }

    /// Reads and writes the bytes; the pointer is good inside `body` only.
    public mutating func withUnsafeMutableBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeMutableRawBufferPointer(start: address, count: count))
    }

    /// Reads the bytes as libsodium takes them; the pointer is good inside `body` only.
    package borrowing func withPointer<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafePointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafePointer(address))
    }

    /// A second copy, in guarded memory of its own.
    public borrowing func copy() -> Secret {
        Secret(count: count) { $0.update(from: address, count: count) }
    }

    /// Whether the bytes are the same, in time that depends on the lengths alone.
    public borrowing func isEqual(to other: borrowing Secret) -> Bool {
        count == other.count && sodium_memcmp(address, other.address, count) == 0
    }
}
