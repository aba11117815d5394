import CSodium

/// The key stream of ChaCha20 for a nonce of zero, word by word: pseudorandom numbers that anyone who has the seed can draw
/// again. Source: Bernstein, "ChaCha, a variant of Salsa20" (with its 64-bit counter and nonce).
package struct ChaCha20 {
    private let key: [UInt8]
    private var block: [UInt8] = []
    private var position = 0
    private var counter: UInt64 = 0

    /// 32 bytes.
    package init(key: [UInt8]) {
        Sodium.require()
        precondition(key.count == 32)
        self.key = key
    }

    /// The next four bytes of the stream, least significant first.
    package mutating func nextWord() -> UInt32 {
        if position == block.count { refill() }
        defer { position += 4 }
        return (0..<4).reversed().reduce(0) { $0 << 8 | UInt32(block[position + $1]) }
    }

    private mutating func refill() {
        block = [UInt8](repeating: 0, count: 64)
        let zeros = block
        let nonce = [UInt8](repeating: 0, count: 8)
        crypto_stream_chacha20_xor_ic(&block, zeros, 64, nonce, counter, key)
        counter += 1
        position = 0
    }
}
