internal import Curves
internal import Fields
public import Sealing

/// The number that a contributor multiplies delta by: toxic waste. Who knows those of all contributors forges proofs.
///
/// It lives in guarded memory, zeroed when it goes away, and is never shown. While it is used, copies pass through registers and
/// the stack, which are not wiped, and the arithmetic is variable-time: contribute on a machine that nobody else uses, and
/// switch it off afterwards.
public struct DeltaFactor: ~Copyable {
    /// The canonical value, 32 bytes, most significant first.
    private let value: Secret

    /// Draws one from 64 bytes of the system's random generator and whatever the contributor adds, which may be nothing: it is
    /// as hard to guess as the better of the two. Uniform and neither 0 nor ±1.
    public init(mixing entropy: borrowing Secret) {
        var value = Self.draw(mixing: entropy)
        while Self.isTrivial(value) { value = Self.draw(mixing: entropy) }
        self.value = value
    }

    private static func draw(mixing entropy: borrowing Secret) -> Secret {
        var hash = BLAKE2b(length: 64)
        Secret.random(count: 64).withUnsafeBytes { hash.update($0) }
        entropy.withUnsafeBytes { hash.update($0) }
        return hash.finishSecret().reduced(modulo: BN254ScalarModulus.self)
    }

    private static func isTrivial(_ value: borrowing Secret) -> Bool {
        let scalar = scalar(value)
        return scalar.isZero || scalar == .one || scalar == -.one
    }

    /// Passes the number on; what `body` keeps of it is no longer guarded.
    borrowing func withScalar<Result>(_ body: (Fr) throws -> Result) rethrows -> Result {
        try body(Self.scalar(value))
    }

    private static func scalar(_ value: borrowing Secret) -> Fr {
        value.withPointer { Fr(canonical: UInt256(bigEndian: $0))! }
    }
}
