internal import Fields
public import R1CS

/// A form that is 0 or 1 in every witness that satisfies the rows: to hold one is the evidence that they exist.
public struct Bit: Sendable, Equatable {
    public let form: LinearCombination

    /// No row: for a form that is boolean by other rows, or by arithmetic on forms that are.
    init(knownBoolean form: LinearCombination) { self.form = form }

    public static var zero: Bit { Bit(knownBoolean: .zero) }
    public static var one: Bit { Bit(knownBoolean: .one) }

    /// The bit itself where it is a constant of the circuit.
    public var constant: Bool? { form.constant.map { !$0.isZero } }

    /// 1 − b.
    public static prefix func ! (bit: Bit) -> Bit { Bit(knownBoolean: Fr.one - bit.form) }
}

/// Eight bits, the lowest first.
public struct Byte: Sendable, Equatable {
    public let bits: [Bit]

    public init(_ bits: some Collection<Bit>) {
        precondition(bits.count == 8, "a byte has eight bits")
        self.bits = Array(bits)
    }

    public static func bytes(_ bits: [Bit]) -> [Byte] {
        precondition(bits.count % 8 == 0, "whole bytes")
        return stride(from: 0, to: bits.count, by: 8).map { Byte(bits[$0..<$0 + 8]) }
    }
}

extension LinearCombination {
    /// Σ 2^i · bit i: the number that these bits spell, the lowest first. Fewer than 254 bits, so that it is that number.
    public static func number(_ bits: some Collection<Bit>) -> LinearCombination {
        precondition(bits.count < 254, "a number of so many bits does not fit the field")
        return sum(zip(bits.lazy.map(\.form), powersOfTwo))
    }
}

/// 2^0 to 2^253.
let powersOfTwo: [Fr] = sequence(first: Fr.one) { $0.doubled() }.prefix(254).map(\.self)

/// 2^−i for i from 0 to 253.
let inversePowersOfTwo: [Fr] = {
    let half = Fr(2).inverse()!
    return sequence(first: Fr.one) { $0 * half }.prefix(254).map(\.self)
}()
