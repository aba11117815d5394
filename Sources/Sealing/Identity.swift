import CSodium

/// All keys of a person or a machine, derived from one seed of 32 secret bytes.
///
/// With `crypto_kdf_derive_from_key` under the context "VCompute": subkey 1 seeds Ed25519
/// (`crypto_sign_seed_keypair`), subkey 2 seeds X25519 (`crypto_box_seed_keypair`), subkey 3 keys the offsets.
/// Whoever has the seed has everything.
public struct Identity: ~Copyable, Sendable {
    let seed: Secret

    /// Signs for this identity.
    public let signingKey: SigningKey

    /// Opens what is sealed to this identity.
    public let openingKey: OpeningKey

    /// A new identity, from the system's random generator.
    public static func generate() -> Identity { Identity(seed: .random(count: 32)) }

    /// The identity with this seed of 32 bytes.
    public init(seed: consuming Secret) {
        precondition(seed.count == crypto_kdf_keybytes(), "a seed has 32 bytes")
        signingKey = SigningKey(seed: subkey(1, of: seed))
        openingKey = OpeningKey(seed: subkey(2, of: seed))
        self.seed = seed
    }

    /// The Ed25519 key that checks this identity's signatures.
    public var verificationKey: VerificationKey { signingKey.verificationKey }

    /// Where boxes for this identity are sealed to.
    public var recipientKey: RecipientKey { openingKey.recipientKey }

    /// The secret q for a task's nonce: 32 bytes, most significant first, from 1 to n − 1 for the order n of
    /// secp256k1.
    ///
    /// BLAKE2b-512 under subkey 3 of the domain, the nonce and a counter, reduced modulo n. Constant-time but for the
    /// counter, which goes past zero once in 2²⁵⁶.
    public borrowing func offset(nonce: [UInt8]) -> Secret {
        let key = subkey(3, of: seed)
        var counter: UInt64 = 0
        while true {
            var hash = BLAKE2b(length: 64, key: key)
            hash.update(Array("VerifiedCompute/offset/v1".utf8))
            hash.update(littleEndianBytes(UInt64(nonce.count)) + nonce + littleEndianBytes(counter))
            let offset = hash.finishSecret().reducedModuloSecp256k1Order()
            if !offset.isEqual(to: Secret(count: 32)) { return offset }
            counter += 1
        }
    }
}

private func subkey(_ number: UInt64, of seed: borrowing Secret) -> Secret {
    seed.withPointer { seed in
        Secret(count: 32) { _ = crypto_kdf_derive_from_key($0, 32, number, "VCompute", seed) }
    }
}
