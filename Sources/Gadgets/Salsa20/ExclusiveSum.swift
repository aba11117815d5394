internal import Fields
package import R1CS

/// What has become of one word under updates w ← w ⊕ ((b + c) <<< k), at (3·width + 2)/2 rows an update: 49 for 32 bits.
///
/// The sum's bits are never allocated. With y the new word, s = (w ⊕ y) >>> k are the bits of (b + c) mod 2^width, so one
/// equation says all:
///
///     E = b + c − Σᵢ (wᵢ + yᵢ − 2·wᵢ·yᵢ) · 2^((i − k) mod width) − carry · 2^width = 0        (1)
///
/// Two updates in a row, w₀ → w₁ → w₂, share the factor w₁, and so the rows of their products:
///
///     w₁ᵢ · (w₀ᵢ · 2^((i − k₀) mod width) + Λ · w₂ᵢ · 2^((i − k₁) mod width)) = zᵢ            Λ = 2^(width + 8)
///     E₀ + Λ · E₁ = 0
///
/// where the second carry is whatever solves the last equation, and a row makes it a bit.
///
/// Sound: |E₀| < 2^(width + 2) < Λ, and |E₀ + Λ·E₁| < 2^(2·width + 11), far below r, so the equation holds over the
/// integers; modulo Λ it gives E₀ = 0, then E₁ = 0. In (1) the word (w ⊕ y) >>> k lies in [0, 2^width) and the carry is
/// a bit, so b + c fixes both, and y with them.
package struct ExclusiveSum {
    private struct Update {
        let old: Word
        let new: Word
        let total: LinearCombination
        let rotation: Int
    }

    package private(set) var word: Word
    /// An update whose equation is not written yet: it waits for the next one.
    private var pending: Update?

    package init(_ word: Word) { self.word = word }

    private var width: Int { word.width }

    /// word ← word ⊕ ((b + c) <<< rotation).
    package mutating func update(_ b: Word, _ c: Word, rotatedBy rotation: Int, in builder: inout CircuitBuilder) {
        if pending == nil, let b = b.constant, let c = c.constant {
            word = word.xor(constant: rotate((b &+ c) & mask, by: rotation))
            return
        }
        let total = b.number + c.number
        let new = hintedWord(total, rotation, &builder)
        defer { word = new }
        if let old = word.constant {
            // With a constant the exclusive or is a form, and (1) needs no products.
            let sum = weightedSum(new.xor(constant: old).bits, rotation)
            _ = builder.bit((total - sum) * inversePowersOfTwo[width])
            return
        }
        let update = Update(old: word, new: new, total: total, rotation: rotation)
        guard let first = pending else {
            pending = update
            return
        }
        pending = nil
        constrain(first, update, in: &builder)
    }

    /// Writes what is left to write.
    package mutating func finish(in builder: inout CircuitBuilder) {
        guard let last = pending else { return }
        pending = nil
        let products = zip(last.new.bits, zip(last.old.bits, weights(last.rotation)))
            .map { new, old in builder.product(new.form, old.0.form * old.1) }
        _ = builder.bit((linearPart(last) + .sum(products) * 2) * inversePowersOfTwo[width])
    }

    private func constrain(_ first: Update, _ second: Update, in builder: inout CircuitBuilder) {
        let lambda = powersOfTwo[width + 8]
        let (w0, w1) = (weights(first.rotation), weights(second.rotation))
        let products = (0..<width).map { i in
            builder.product(
                first.new.bits[i].form,
                first.old.bits[i].form * w0[i] + second.new.bits[i].form * (lambda * w1[i]))
        }
        let carry = builder.bit(builder.hintBits(of: first.total, from: width, count: 1)[0])
        let total = LinearCombination.sum([
            (linearPart(first), .one), (carry.form, -powersOfTwo[width]),
            (linearPart(second), lambda), (.sum(products), 2),
        ])
        _ = builder.bit(total * (inversePowersOfTwo[width] * inversePowersOfTwo[width + 8]))
    }

    /// E without its products and its carry.
    private func linearPart(_ update: Update) -> LinearCombination {
        update.total
            - .sum([
                (weightedSum(update.old.bits, update.rotation), .one),
                (weightedSum(update.new.bits, update.rotation), .one),
            ])
    }

    private func weights(_ rotation: Int) -> [Fr] {
        (0..<width).map { powersOfTwo[($0 - rotation + width) % width] }
    }

    private func weightedSum(_ bits: [Bit], _ rotation: Int) -> LinearCombination {
        .sum(zip(bits.map(\.form), weights(rotation)))
    }

    private func hintedWord(_ total: LinearCombination, _ rotation: Int, _ builder: inout CircuitBuilder) -> Word {
        let width = width
        let hinted = builder.hint(width, from: [word.number, total]) { values in
            let (old, sum) = (values[0].canonical.l0, values[1].canonical.l0)
            return (0..<width).map { i in
                let bit = old >> UInt64(i) ^ sum >> UInt64((i - rotation + width) % width)
                return bit & 1 == 1 ? .one : .zero
            }
        }
        return Word(builder.bits(hinted))
    }

    private var mask: UInt64 { (1 << UInt64(width)) - 1 }

    private func rotate(_ value: UInt64, by count: Int) -> UInt64 {
        (value << UInt64(count) | value >> UInt64(width - count)) & mask
    }
}
