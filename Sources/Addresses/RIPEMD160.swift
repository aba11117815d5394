/// RIPEMD-160. Source: Dobbertin, Bosselaers, Preneel, "RIPEMD-160: A Strengthened Version of RIPEMD" (1996), appendix A.
///
/// Plain and scalar, for addresses; the search has its own, on vectors, which is held to this one.
public enum RIPEMD160 {
    /// The 20-byte hash of a message of any length.
    public static func hash(_ message: some Collection<UInt8>) -> [UInt8] {
        var state: [UInt32] = initialState
        var words = [UInt32](repeating: 0, count: 16)
        var filled = 0
        func take(_ byte: UInt8) {
            words[filled >> 2] = words[filled >> 2] >> 8 | UInt32(byte) << 24
            filled += 1
            if filled == 64 {
                compress(&state, words)
                filled = 0
            }
        }
        for byte in message { take(byte) }
        take(0x80)
        while filled != 56 { take(0) }
        for shift in stride(from: 0, through: 56, by: 8) {
            take(UInt8(truncatingIfNeeded: (UInt64(message.count) * 8) >> UInt64(shift)))
        }
        return state.flatMap { word in
            [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> $0) }
        }
    }

    private static func compress(_ state: inout [UInt32], _ words: [UInt32]) {
        let left = line(state, words, order: leftOrder, shifts: leftShifts, constants: leftConstants) { $0 }
        let right = line(state, words, order: rightOrder, shifts: rightShifts, constants: rightConstants) { 4 - $0 }
        let old = state
        for i in 0..<5 { state[i] = old[(i + 1) % 5] &+ left[(i + 2) % 5] &+ right[(i + 3) % 5] }
    }

    /// One of the two lines of 80 steps; `function` names the Boolean function of each of the five rounds.
    private static func line(
        _ state: [UInt32], _ words: [UInt32], order: [UInt8], shifts: [UInt8], constants: [UInt32],
        function: (Int) -> Int
    ) -> [UInt32] {
        var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
        for step in 0..<80 {
            let mixed: UInt32 =
                switch function(step / 16) {
                case 0: b ^ c ^ d
                case 1: (b & c) | (~b & d)
                case 2: (b | ~c) ^ d
                case 3: (b & d) | (c & ~d)
                default: b ^ (c | ~d)
                }
            let sum = a &+ mixed &+ words[Int(order[step])] &+ constants[step / 16]
            (a, b, c, d, e) = (e, rotateLeft(sum, UInt32(shifts[step])) &+ e, b, rotateLeft(c, 10), d)
        }
        return [a, b, c, d, e]
    }

    private static func rotateLeft(_ x: UInt32, _ count: UInt32) -> UInt32 { x << count | x >> (32 - count) }

    package static let initialState: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]

    /// 2³⁰·√n for n = 2, 3, 5, 7, after 0.
    package static let leftConstants: [UInt32] = [0, 0x5a82_7999, 0x6ed9_eba1, 0x8f1b_bcdc, 0xa953_fd4e]
    /// 2³⁰·∛n for n = 2, 3, 5, 7, before 0.
    package static let rightConstants: [UInt32] = [0x50a2_8be6, 0x5c4d_d124, 0x6d70_3ef3, 0x7a6d_76e9, 0]

    /// Which word of the block each step takes.
    package static let leftOrder: [UInt8] = [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8,
        3, 10, 14, 4, 9, 15, 8, 1, 2, 7, 0, 6, 13, 11, 5, 12,
        1, 9, 11, 10, 0, 8, 12, 4, 13, 3, 7, 15, 14, 5, 6, 2,
        4, 0, 5, 9, 7, 12, 2, 10, 14, 1, 3, 8, 11, 6, 15, 13,
    ]
    package static let rightOrder: [UInt8] = [
        5, 14, 7, 0, 9, 2, 11, 4, 13, 6, 15, 8, 1, 10, 3, 12,
        6, 11, 3, 7, 0, 13, 5, 10, 14, 15, 8, 12, 4, 9, 1, 2,
        15, 5, 1, 3, 7, 14, 6, 9, 11, 8, 12, 2, 10, 0, 4, 13,
        8, 6, 4, 1, 3, 11, 15, 0, 5, 12, 2, 13, 9, 7, 10, 14,
        12, 15, 10, 4, 1, 5, 8, 7, 6, 2, 13, 14, 0, 3, 9, 11,
    ]

    /// By how much each step rotates.
    package static let leftShifts: [UInt8] = [
        11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8,
        7, 6, 8, 13, 11, 9, 7, 15, 7, 12, 15, 9, 11, 7, 13, 12,
        11, 13, 6, 7, 14, 9, 13, 15, 14, 8, 13, 6, 5, 12, 7, 5,
        11, 12, 14, 15, 14, 15, 9, 8, 9, 14, 5, 6, 8, 6, 5, 12,
        9, 15, 5, 11, 6, 8, 13, 12, 5, 12, 13, 14, 11, 8, 5, 6,
    ]
    package static let rightShifts: [UInt8] = [
        8, 9, 9, 11, 13, 15, 15, 5, 7, 7, 8, 11, 14, 14, 12, 6,
        9, 13, 15, 7, 12, 8, 9, 11, 7, 7, 12, 7, 6, 15, 13, 11,
        9, 7, 15, 11, 8, 6, 6, 14, 12, 13, 5, 14, 13, 13, 7, 5,
        15, 5, 8, 11, 14, 14, 6, 14, 6, 9, 12, 9, 12, 5, 15, 8,
        8, 5, 12, 9, 12, 5, 14, 6, 8, 13, 6, 5, 15, 13, 11, 11,
    ]
}
