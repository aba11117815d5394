import Addresses

/// RIPEMD-160 of SHA-256 of compressed public keys, one key a lane. Either message fits one block, with constant padding.
///
/// Sources: those of `SHA256` and `RIPEMD160`, which the tests hold it to.
package struct KeyHasher<Lanes: WordLanes>: ~Copyable {
    /// The 64 words of SHA-256's schedule.
    package let schedule = UnsafeMutablePointer<Lanes>.allocate(capacity: 64)
    /// SHA-256's 64 round constants and then its initial state, a copy in every lane.
    private let constants = UnsafeMutablePointer<Lanes>.allocate(capacity: 72)

    package init() {
        schedule.initialize(repeating: Lanes(0), count: 64)
        for (i, word) in (SHA256.roundConstants + SHA256.initialState).enumerated() {
            (constants + i).initialize(to: Lanes(word))
        }
    }

    deinit {
        schedule.deallocate()
        constants.deallocate()
    }

    /// Hashes the keys `first ..< first + Lanes.count` of `keys`; the returned five vectors are good until the next call.
    ///
    /// They hold the words of the hash, the most significant first.
    @inline(__always)
    package func hash(_ keys: borrowing KeyBatch, from first: Int) -> UnsafePointer<Lanes> {
        sha256(keys, from: first)
        ripemd160()
        return UnsafePointer(schedule)
    }

    /// SHA-256 of 33 bytes, the tag 2 or 3 and x; leaves the hash in `schedule[0..<8]`.
    @inline(__always)
    private func sha256(_ keys: borrowing KeyBatch, from first: Int) {
        let w = schedule
        var before: Lanes = keys.load(word: KeyBatch.tag, from: first)
        for i in 0..<8 {
            let word: Lanes = keys.load(word: i, from: first)
            w[i] = before << 24 | word >> 8
            before = word
        }
        w[8] = before << 24 | Lanes(0x0080_0000)
        for i in 9..<15 { w[i] = Lanes(0) }
        w[15] = Lanes(33 * 8)
        for t in 16..<64 {
            let (x, y) = (w[t - 15], w[t - 2])
            let s0 = x.rotatedRight(7) ^ x.rotatedRight(18) ^ (x >> 3)
            let s1 = y.rotatedRight(17) ^ y.rotatedRight(19) ^ (y >> 10)
            w[t] = w[t - 16] + s0 + w[t - 7] + s1
        }
        let start = constants + 64
        var (a, b, c, d) = (start[0], start[1], start[2], start[3])
        var (e, f, g, h) = (start[4], start[5], start[6], start[7])
        for eight in 0..<8 {
            let t = 8 &* eight
            round(a, b, c, &d, e, f, g, &h, t)
            round(h, a, b, &c, d, e, f, &g, t &+ 1)
            round(g, h, a, &b, c, d, e, &f, t &+ 2)
            round(f, g, h, &a, b, c, d, &e, t &+ 3)
            round(e, f, g, &h, a, b, c, &d, t &+ 4)
            round(d, e, f, &g, h, a, b, &c, t &+ 5)
            round(c, d, e, &f, g, h, a, &b, t &+ 6)
            round(b, c, d, &e, f, g, h, &a, t &+ 7)
        }
        w[0] = a + start[0]
        w[1] = b + start[1]
        w[2] = c + start[2]
        w[3] = d + start[3]
        w[4] = e + start[4]
        w[5] = f + start[5]
        w[6] = g + start[6]
        w[7] = h + start[7]
    }

    @inline(__always)
    private func round(
        _ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: inout Lanes, _ e: Lanes, _ f: Lanes, _ g: Lanes, _ h: inout Lanes,
        _ t: Int
    ) {
        let s1 = e.rotatedRight(6) ^ e.rotatedRight(11) ^ e.rotatedRight(25)
        let t1 = h + (constants[t] + schedule[t]) + (g ^ (e & (f ^ g))) + s1
        let s0 = a.rotatedRight(2) ^ a.rotatedRight(13) ^ a.rotatedRight(22)
        d = d + t1
        h = t1 + s0 + ((a & b) | (c & (a | b)))
    }
}
