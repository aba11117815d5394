import CSodium
import Fields

/// A proof that one scalar s makes both epk = s·G and C = s·(pk + H): 64 bytes c ‖ z, both below ℓ, least significant
/// byte first.
///
///     A₁ = w·G    A₂ = w·(pk + H)    c = SHA-512(tag ‖ G ‖ H ‖ pk ‖ epk ‖ C ‖ A₁ ‖ A₂ ‖ context) mod ℓ    z = w + c·s
///
/// Source: Chaum and Pedersen, "Wallet Databases with Observers", section 3.2, made non-interactive as Fiat and
/// Shamir do, over all that is public.
public struct EqualityProof: Hashable, Sendable {
    /// c ‖ z, 64 bytes.
    public let bytes: [UInt8]

    private static let tag = Array("VerifiedCompute/DLEQ/v1".utf8)
    private static let nonceTag = Array("VerifiedCompute/DLEQ/nonce/v1".utf8)

    /// Nil for another length and for a c or z at or above ℓ.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == 64, Scalar25519(littleEndianBytes: bytes[..<32]) != nil,
            Scalar25519(littleEndianBytes: bytes[32...]) != nil
        else { return nil }
        self.bytes = bytes
    }

    /// c for the seven points G, H, pk, epk, C, A₁, A₂, 32 bytes each.
    package static func challenge(points: [UInt8], context: [UInt8]) -> [UInt8] {
        let digest = SHA512.hash(tag + points + context)
        var challenge = [UInt8](repeating: 0, count: 32)
        crypto_core_ed25519_scalar_reduce(&challenge, digest)
        return challenge
    }

    /// Whether the proof shows the statement.
    ///
    /// Recomputes A₁ = z·G − c·epk and A₂ = z·(pk + H) − c·C with libsodium, about 0.3 ms; false at any return but
    /// zero.
    public func holds(for statement: EqualityStatement) -> Bool {
        let (c, z) = (Array(bytes[..<32]), Array(bytes[32...]))
        guard let zG = EdwardsGroup.multiple(z),
            let cE = EdwardsGroup.multiple(c, of: statement.ephemeralKey),
            let zK = EdwardsGroup.multiple(z, of: statement.recipient.edwardsPlusH),
            let cC = EdwardsGroup.multiple(c, of: statement.commitment),
            let a1 = EdwardsGroup.difference(zG, cE), let a2 = EdwardsGroup.difference(zK, cC)
        else { return false }
        return Self.challenge(points: statement.points + a1 + a2, context: statement.context) == c
    }

    /// The proof by the one who knows `scalar`, s modulo ℓ; whether the statement is true is not looked at.
    ///
    /// The nonce is hedged: w = SHA-512(tag ‖ s ‖ 32 random bytes ‖ G ‖ H ‖ pk ‖ epk ‖ C ‖ context) mod ℓ stays
    /// secret with a broken random generator, and differs between statements.
    package init(_ statement: EqualityStatement, scalar: borrowing Secret, randomness: borrowing Secret) {
        precondition(scalar.count == 32 && randomness.count == 32)
        var hash = SHA512()
        hash.update(Self.nonceTag)
        scalar.withUnsafeBytes { hash.update($0) }
        randomness.withUnsafeBytes { hash.update($0) }
        hash.update(statement.points + statement.context)
        let wide = hash.finishSecret()
        let w = wide.withPointer { wide in Secret(count: 32) { crypto_core_ed25519_scalar_reduce($0, wide) } }
        guard let a1 = w.withPointer({ EdwardsGroup.multiple($0) }),
            let a2 = w.withPointer({ EdwardsGroup.multiple($0, of: statement.recipient.edwardsPlusH) })
        else { preconditionFailure("a nonce of zero: once in 2^252") }
        let c = Self.challenge(points: statement.points + a1 + a2, context: statement.context)
        var z = [UInt8](repeating: 0, count: 32)
        scalar.withPointer { s in
            w.withPointer { w in
                let product = Secret(count: 32) { crypto_core_ed25519_scalar_mul($0, c, s) }
                product.withPointer { crypto_core_ed25519_scalar_add(&z, w, $0) }
            }
        }
        bytes = c + z
    }
}

extension SealedBox {
    /// What the verifier will see of this box in this context; nil where a field of the context has another length
    /// than it must.
    public borrowing func equalityStatement(_ context: EqualityStatement.Context) -> EqualityStatement? {
        EqualityStatement(recipient: recipient, commitment: commitment, box: bytes, context: context)
    }

    /// Proves the statement, which must be about this box, with fresh randomness.
    public borrowing func equalityProof(_ statement: EqualityStatement) -> EqualityProof {
        precondition(
            statement.recipient == recipient && statement.ephemeralKey == ephemeralKey
                && statement.commitment == commitment,
            "the statement is about another box")
        return EqualityProof(statement, scalar: scalar, randomness: .random(count: 32))
    }
}
