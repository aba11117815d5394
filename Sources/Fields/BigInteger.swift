import CGMP
import Glibc

/// An integer of any size, on GMP. A value type: every operation returns a new integer.
///
/// Used where speed does not decide: constants, radix conversion, wide reduction, integer witnesses, references in tests.
public struct BigInteger: @unchecked Sendable {
    // Sendable because `storage` is never written after the initialiser that made it has returned.
    private let storage: Storage

    private final class Storage {
        let value = UnsafeMutablePointer<__mpz_struct>.allocate(capacity: 1)
        init() { __gmpz_init(value) }
        deinit {
            __gmpz_clear(value)
            value.deallocate()
        }
    }

    private init(_ write: (UnsafeMutablePointer<__mpz_struct>) -> Void) {
        storage = Storage()
        write(storage.value)
    }

    private func read<Result>(_ body: (UnsafePointer<__mpz_struct>) -> Result) -> Result {
        withExtendedLifetime(storage) { body(storage.value) }
    }

    private static func combine(
        _ a: BigInteger, _ b: BigInteger,
        _ operation: (UnsafeMutablePointer<__mpz_struct>, UnsafePointer<__mpz_struct>, UnsafePointer<__mpz_struct>)
            -> Void
    ) -> BigInteger {
        BigInteger { out in a.read { x in b.read { y in operation(out, x, y) } } }
    }

    public init(_ value: Int) { self.init { __gmpz_set_si($0, value) } }

    public init(_ value: UInt256) { self.init(littleEndianBytes: value.littleEndianBytes) }

    /// The integer that these bytes spell, least significant first; no bytes are zero.
    public init(littleEndianBytes bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        self.init { out in __gmpz_import(out, bytes.count, -1, 1, 0, 0, bytes) }
    }

    /// The integer that these bytes spell, most significant first; no bytes are zero.
    public init(bigEndianBytes bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        self.init { out in __gmpz_import(out, bytes.count, 1, 1, 0, 0, bytes) }
    }

    /// Digits of `radix` (2 to 62) after an optional "-": no sign "+", no space, no prefix, at least one digit.
    ///
    /// Above 36 the digits are 0 to 9, A to Z, a to z in this order; up to 36 small letters are capitals.
    public init?(_ text: some StringProtocol, radix: Int = 10) {
        precondition((2...62).contains(radix))
        let digits = text.first == "-" ? text.dropFirst() : text[...]
        guard !digits.isEmpty,
            digits.utf8.allSatisfy({ byte in
                let digit: Int =
                    switch byte {
                    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) - 48
                    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte) - (radix > 36 ? 61 : 87)
                    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte) - 55
                    default: .max
                    }
                return digit < radix
            })
        else { return nil }
        self.init { out in _ = __gmpz_set_str(out, String(text), Int32(radix)) }
    }

    public var isNegative: Bool { read { vc_mpz_sign($0) } < 0 }
    public var isZero: Bool { read { vc_mpz_sign($0) } == 0 }

    /// The bits of the magnitude; 0 for zero.
    public var bitWidth: Int { isZero ? 0 : read { __gmpz_sizeinbase($0, 2) } }

    /// Bit `index` of a non-negative integer.
    public func bit(_ index: Int) -> Bool { read { __gmpz_tstbit($0, UInt(index)) } == 1 }

    /// The magnitude's bytes, least significant first, without trailing zeros.
    public var littleEndianBytes: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: (bitWidth + 7) / 8)
        read { value in _ = __gmpz_export(&bytes, nil, -1, 1, 0, 0, value) }
        return bytes
    }

    /// A non-negative integer below 2²⁵⁶; nil for any other.
    public var uint256: UInt256? {
        guard !isNegative, bitWidth <= 256 else { return nil }
        let bytes = littleEndianBytes
        return UInt256(littleEndianBytes: bytes + [UInt8](repeating: 0, count: 32 - bytes.count))
    }

    /// The value as an `Int`; nil where it does not fit.
    public var int: Int? { read { __gmpz_fits_slong_p($0) != 0 ? __gmpz_get_si($0) : nil } }

    public func description(radix: Int) -> String {
        let text = read { __gmpz_get_str(nil, Int32(radix), $0) }!
        defer { free(text) }
        return String(cString: text)
    }
}

extension BigInteger: Comparable, Hashable, CustomStringConvertible, ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int) { self.init(value) }
    public var description: String { description(radix: 10) }

    public static func == (a: BigInteger, b: BigInteger) -> Bool { a.read { x in b.read { __gmpz_cmp(x, $0) == 0 } } }
    public static func < (a: BigInteger, b: BigInteger) -> Bool { a.read { x in b.read { __gmpz_cmp(x, $0) < 0 } } }
    public func hash(into hasher: inout Hasher) {
        hasher.combine(isNegative)
        hasher.combine(littleEndianBytes)
    }
}

extension BigInteger {
    public static func + (a: BigInteger, b: BigInteger) -> BigInteger { combine(a, b, __gmpz_add) }
    public static func - (a: BigInteger, b: BigInteger) -> BigInteger { combine(a, b, __gmpz_sub) }
    public static func * (a: BigInteger, b: BigInteger) -> BigInteger { combine(a, b, __gmpz_mul) }
    public static prefix func - (a: BigInteger) -> BigInteger { BigInteger { out in a.read { __gmpz_neg(out, $0) } } }

    /// The quotient rounded toward −∞; the divisor is not zero.
    public static func / (a: BigInteger, b: BigInteger) -> BigInteger { combine(a, b, __gmpz_fdiv_q) }

    /// The remainder of the quotient rounded toward −∞: it has the divisor's sign. The divisor is not zero.
    public static func % (a: BigInteger, b: BigInteger) -> BigInteger { combine(a, b, __gmpz_fdiv_r) }

    public static func << (a: BigInteger, count: Int) -> BigInteger {
        BigInteger { out in a.read { __gmpz_mul_2exp(out, $0, UInt(count)) } }
    }

    /// Rounds toward −∞.
    public static func >> (a: BigInteger, count: Int) -> BigInteger {
        BigInteger { out in a.read { __gmpz_fdiv_q_2exp(out, $0, UInt(count)) } }
    }

    /// `selfⁿ mod modulus`, for a non-negative n.
    public func power(_ exponent: BigInteger, modulo modulus: BigInteger) -> BigInteger {
        BigInteger { out in
            read { base in exponent.read { e in modulus.read { __gmpz_powm(out, base, e, $0) } } }
        }
    }

    /// The inverse modulo `modulus`, from 0 up to the modulus; nil where none exists.
    public func inverse(modulo modulus: BigInteger) -> BigInteger? {
        var exists: Int32 = 0
        let inverse = BigInteger { out in read { x in modulus.read { exists = __gmpz_invert(out, x, $0) } } }
        return exists != 0 ? inverse : nil
    }
}
