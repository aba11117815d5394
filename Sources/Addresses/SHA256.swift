import Glibc

/// SHA-256. Source: NIST FIPS 180-4, sections 5.1.1 and 6.2.
///
/// Plain and scalar, for addresses and checksums; the search has its own, on vectors, which is held to this one.
public enum SHA256 {
    /// The 32-byte hash of a message of any length. What it copied of the message is wiped.
    public static func hash(_ message: some Collection<UInt8>) -> [UInt8] {
        var state = initialState
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { words in
            words.initialize(repeating: 0)
            var filled = 0
            func take(_ byte: UInt8) {
                words[filled >> 2] = words[filled >> 2] << 8 | UInt32(byte)
                filled += 1
                if filled == 64 {
                    compress(&state, words)
                    filled = 0
                }
            }
            for byte in message { take(byte) }
            take(0x80)
            while filled != 56 { take(0) }
            for shift in stride(from: 56, through: 0, by: -8) {
                take(UInt8(truncatingIfNeeded: (UInt64(message.count) * 8) >> UInt64(shift)))
            }
            explicit_bzero(words.baseAddress!, 256)
        }
        return state.flatMap { word in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
        }
    }

    /// The hash of the hash, as Bitcoin uses it.
    public static func twice(_ message: some Collection<UInt8>) -> [UInt8] { hash(hash(message)) }

    /// Takes in the block in `words[0..<16]`; the other 48 words are the schedule.
    private static func compress(_ state: inout [UInt32], _ words: UnsafeMutableBufferPointer<UInt32>) {
        for t in 16..<64 {
            let (x, y) = (words[t - 15], words[t - 2])
            let s0 = rotateRight(x, 7) ^ rotateRight(x, 18) ^ (x >> 3)
            let s1 = rotateRight(y, 17) ^ rotateRight(y, 19) ^ (y >> 10)
            words[t] = words[t - 16] &+ s0 &+ words[t - 7] &+ s1
        }
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for t in 0..<64 {
            let s1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25)
            let t1 = h &+ s1 &+ ((e & f) ^ (~e & g)) &+ roundConstants[t] &+ words[t]
            let s0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22)
            let t2 = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
            (h, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
        }
        for (i, word) in [a, b, c, d, e, f, g, h].enumerated() { state[i] &+= word }
    }

    private static func rotateRight(_ x: UInt32, _ count: UInt32) -> UInt32 { x >> count | x << (32 - count) }

    /// The first 32 bits of the fractional parts of the square roots of the first 8 primes.
    package static let initialState: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]

    /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
    package static let roundConstants: [UInt32] = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]
}
