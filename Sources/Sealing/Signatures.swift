import CSodium

/// An Ed25519 key that signs. Source: RFC 8032.
///
/// What is signed is u64(domain.count) ‖ domain ‖ message (the count least significant byte first), so that a
/// signature for one purpose is none for another.
public struct SigningKey: ~Copyable, Sendable {
    private let secret: Secret

    /// The key that checks these signatures.
    public let verificationKey: VerificationKey

    /// The key pair that libsodium's `crypto_sign_seed_keypair` makes of 32 secret bytes.
    package init(seed: borrowing Secret) {
        precondition(seed.count == crypto_sign_seedbytes())
        var public32 = [UInt8](repeating: 0, count: crypto_sign_publickeybytes())
        secret = seed.withPointer { seed in
            Secret(count: crypto_sign_secretkeybytes()) { _ = crypto_sign_seed_keypair(&public32, $0, seed) }
        }
        verificationKey = VerificationKey(unchecked: public32)
    }

    /// 64 bytes; the same for the same message.
    public borrowing func signature(of message: [UInt8], domain: StaticString) -> [UInt8] {
        let signed = signedBytes(message, domain)
        var signature = [UInt8](repeating: 0, count: crypto_sign_bytes())
        secret.withPointer { _ = crypto_sign_detached(&signature, nil, signed, UInt64(signed.count), $0) }
        return signature
    }

    /// 64 bytes over the text as it stands, for formats of others that leave no room for a domain.
    ///
    /// The text has no zero byte, which traps; with a domain, seven of the first eight bytes signed are zero. So no
    /// signature of one form is ever one of the other, but the text itself must say what it is for.
    package borrowing func signature(ofBareText text: String) -> [UInt8] {
        let signed = Array(text.utf8)
        precondition(!signed.contains(0), "a text that is signed bare has no zero byte")
        var signature = [UInt8](repeating: 0, count: crypto_sign_bytes())
        secret.withPointer { _ = crypto_sign_detached(&signature, nil, signed, UInt64(signed.count), $0) }
        return signature
    }
}

/// The public half of a `SigningKey`: 32 bytes that encode a point of the group of prime order.
public struct VerificationKey: Hashable, Sendable {
    /// 32 bytes.
    public let bytes: [UInt8]

    fileprivate init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// Nil for another length, an encoding that is not canonical, a point off the curve, of low order or with
    /// torsion.
    public init?(_ bytes: [UInt8]) {
        guard EdwardsGroup.isValid(bytes) else { return nil }
        self.bytes = bytes
    }

    /// Whether the 64 bytes are this key's signature; false for any other length, and strict about S and R as
    /// libsodium is.
    public func isValid(_ signature: [UInt8], of message: [UInt8], domain: StaticString) -> Bool {
        guard signature.count == crypto_sign_bytes() else { return false }
        let signed = signedBytes(message, domain)
        return crypto_sign_verify_detached(signature, signed, UInt64(signed.count), bytes) == 0
    }

    /// Whether the 64 bytes are this key's `signature(ofBareText:)`; false for any other length, and for a text with a
    /// zero byte.
    package func isValid(_ signature: [UInt8], ofBareText text: String) -> Bool {
        let signed = Array(text.utf8)
        guard signature.count == crypto_sign_bytes(), !signed.contains(0) else { return false }
        return crypto_sign_verify_detached(signature, signed, UInt64(signed.count), bytes) == 0
    }
}

private func signedBytes(_ message: [UInt8], _ domain: StaticString) -> [UInt8] {
    let tag = domain.withUTF8Buffer { Array($0) }
    return littleEndianBytes(UInt64(tag.count)) + tag + message
}
