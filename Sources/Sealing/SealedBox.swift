import CSodium
import Curves

/// A libsodium sealed box, and what only its maker knows: the ephemeral scalar in the digits that the circuit proves.
///
/// The bytes are those that `crypto_box_seal` would have made for the clamped scalar congruent to ±s modulo ℓ:
///
///     epk = u(s·G)    nonce = BLAKE2b-192(epk ‖ pk)    k1 = HSalsa20(u(s·pk), 0)    box = epk ‖ secretbox(m, nonce, k1)
///
/// The scalar is fresh for every box and never used again: two boxes under one scalar open each other. To send again
/// is to send the same bytes.
///
/// Timing: libsodium's constant-time functions throughout, except that `crypto_sign_ed25519_pk_to_curve25519` takes a
/// branch on the sign of the shared point's x and on which of two candidate roots it is.
public struct SealedBox: ~Copyable, Sendable {
    /// The number of digits of s, and of bits in `digits`.
    public static let digitCount = 250

    /// What the box is longer than its message: 32 bytes of u and 16 of the authenticator.
    public static let overhead = 48

    /// epk ‖ mac ‖ ciphertext.
    public let bytes: [UInt8]

    /// For whom it is.
    public let recipient: RecipientKey

    /// s·G, the Edwards point of sign 0 that the box's first 32 bytes are the u of; 32 bytes.
    public let ephemeralKey: [UInt8]

    /// C = s·(pk + H), an Edwards point of either sign; 32 bytes.
    public let commitment: [UInt8]

    /// BLAKE2b-192(epk ‖ pk), 24 bytes; public.
    public let nonce: [UInt8]

    /// b₀ … b₂₄₉, a byte of 0 or 1 each, with s = Σ (2bᵢ − 1)·2ⁱ.
    public let digits: Secret

    /// s modulo ℓ, 32 bytes, least significant first.
    let scalar: Secret

    /// u(s·pk), 32 bytes.
    package let sharedSecret: Secret

    /// k1, 32 bytes.
    package let boxKey: Secret

    /// Seals a message of any length.
    public static func seal(_ message: borrowing Secret, to recipient: RecipientKey) -> SealedBox {
        while true {
            let digits = Secret(count: digitCount) { digits in
                randombytes_buf(digits, digitCount)
                for i in 0..<digitCount { digits[i] &= 1 }
            }
            if let box = SealedBox(message, to: recipient, digits: digits) { return box }
        }
    }

    /// The box for given digits, or for their complement where s·G has sign 1. For known answers only: whoever gives
    /// digits must never give them twice.
    ///
    /// Nil where the circuit's check of the shared u would refuse an honest one: at 2²⁵⁵ − 32 and above, once in 2²⁵⁰
    /// draws.
    package init?(_ message: borrowing Secret, to recipient: RecipientKey, digits given: borrowing Secret) {
        precondition(given.count == Self.digitCount)
        let first = scalarOfDigits(given)
        // The sign before the complement is independent of the digits that remain after it.
        guard let point = first.withPointer({ EdwardsGroup.multiple($0) }) else { return nil }
        let flip = point[31] >> 7
        let digits = given.withPointer { given in
            Secret(count: Self.digitCount) { out in for i in 0..<Self.digitCount { out[i] = given[i] ^ flip } }
        }
        let scalar = scalarOfDigits(digits)
        guard let ephemeralKey = scalar.withPointer({ EdwardsGroup.multiple($0) }),
            let u = EdwardsGroup.montgomeryU(ephemeralKey),
            let commitment = scalar.withPointer({ EdwardsGroup.multiple($0, of: recipient.edwardsPlusH) }),
            let shared = sharedU(scalar, recipient)
        else { return nil }
        precondition(liftedU(u) == ephemeralKey, "the ephemeral key has sign 0")
        guard !isNearTheModulus(shared) else { return nil }

        let nonce = BLAKE2b.hash(u + recipient.bytes, length: 24)
        let key = shared.withPointer { shared in
            Secret(count: 32) { _ = crypto_core_hsalsa20($0, [UInt8](repeating: 0, count: 16), shared, nil) }
        }
        var sealed = [UInt8](repeating: 0, count: message.count + 16)
        let count = UInt64(message.count)
        message.withPointer { message in
            key.withPointer { _ = crypto_secretbox_easy(&sealed, message, count, nonce, $0) }
        }
        self.bytes = u + sealed
        self.recipient = recipient
        self.ephemeralKey = ephemeralKey
        self.commitment = commitment
        self.nonce = nonce
        self.digits = digits
        self.scalar = scalar
        self.sharedSecret = shared
        self.boxKey = key
    }
}

/// Σ (2bᵢ − 1)·2ⁱ = 2·Σ bᵢ·2ⁱ − (2²⁵⁰ − 1) modulo ℓ, for 250 bytes of 0 or 1. Never zero: the sum is odd and below ℓ
/// in magnitude.
private func scalarOfDigits(_ digits: borrowing Secret) -> Secret {
    digits.withPointer { digits in
        Secret(count: 32) { scalar in
            for i in 0..<SealedBox.digitCount { scalar[i >> 3] |= digits[i] << UInt8(i & 7) }
            crypto_core_ed25519_scalar_add(scalar, scalar, scalar)
            var allOnes = [UInt8](repeating: 255, count: 32)
            allOnes[31] = 3
            crypto_core_ed25519_scalar_sub(scalar, scalar, allOnes)
        }
    }
}

/// u(s·pk); nil where libsodium refuses, which it never does for a recipient's key and a scalar that is not zero.
private func sharedU(_ scalar: borrowing Secret, _ recipient: RecipientKey) -> Secret? {
    var status: Int32 = -1
    let shared = scalar.withPointer { scalar in
        Secret(count: 32) { out in
            guard crypto_scalarmult_ed25519_noclamp(out, scalar, recipient.edwards) == 0 else { return }
            status = crypto_sign_ed25519_pk_to_curve25519(out, out)
        }
    }
    return status == 0 ? consume shared : nil
}

/// Whether 32 bytes of a canonical u are 2²⁵⁵ − 32 or above.
package func isNearTheModulus(_ u: borrowing Secret) -> Bool {
    u.withPointer { u in
        var allOnes = u[31] | 0x80
        for i in 1..<31 { allOnes &= u[i] }
        return allOnes == 0xff && u[0] >= 0xe0
    }
}
