public import R1CS

/// Salsa20's permutation and what libsodium's boxes make of it, on words of 32 bits.
///
/// Source: Bernstein, "The Salsa20 family of stream ciphers" and "Extending the Salsa20 nonce".
public struct Salsa20State: Sendable {
    /// Sixteen words.
    public let words: [Word]

    init(words: [Word]) {
        precondition(words.count == 16 && words.allSatisfy { $0.width == 32 }, "sixteen words of 32 bits")
        self.words = words
    }

    /// The state of a key of eight words and an input of four: constants on the diagonal.
    public init(key: [Word], input: [Word]) {
        precondition(key.count == 8 && input.count == 4, "a key of eight words, an input of four")
        let sigma: [Word] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574].map(Word.init(constant:))
        self.init(
            words: [sigma[0]] + key[0..<4] + [sigma[1]] + input + [sigma[2]] + key[4..<8] + [sigma[3]])
    }

    /// The state that makes block number `counter` of a key stream, once it is permuted and added to itself; `nonce` has two
    /// words.
    public init(key: [Word], nonce: [Word], counter: UInt64) {
        let number = [UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32)]
        self.init(key: key, input: nonce + number.map(Word.init(constant:)))
    }
}

extension CircuitBuilder {
    /// Ten double rounds, without the final addition. 49 rows for each of the 320 updates, fewer while words are constant:
    /// `ExclusiveSum` has the equations.
    public mutating func salsa20Rounds(_ state: Salsa20State) -> Salsa20State {
        var histories = state.words.map(ExclusiveSum.init)
        for round in 0..<20 {
            let quarters = round % 2 == 0 ? columnQuarters : rowQuarters
            for (a, b, c, d) in quarters {
                for (target, x, y, rotation) in [(b, a, d, 7), (c, b, a, 9), (d, c, b, 13), (a, d, c, 18)] {
                    histories[target].update(
                        histories[x].word, histories[y].word, rotatedBy: rotation, in: &self)
                }
            }
        }
        for i in histories.indices { histories[i].finish(in: &self) }
        return Salsa20State(words: histories.map(\.word))
    }

    /// HSalsa20: eight words of the permuted state, the diagonal and the input's places. At most 15,680 rows.
    public mutating func hSalsa20(key: [Word], input: [Word]) -> [Word] {
        let end = salsa20Rounds(Salsa20State(key: key, input: input))
        return [0, 5, 10, 15, 6, 7, 8, 9].map { end.words[$0] }
    }
}

private let columnQuarters = [(0, 4, 8, 12), (5, 9, 13, 1), (10, 14, 2, 6), (15, 3, 7, 11)]
private let rowQuarters = [(0, 1, 2, 3), (5, 6, 7, 4), (10, 11, 8, 9), (15, 12, 13, 14)]
