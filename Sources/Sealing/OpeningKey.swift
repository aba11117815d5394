import CSodium

/// An X25519 key pair that opens sealed boxes.
public struct OpeningKey: ~Copyable, Sendable {
    private let secret: Secret

    /// Where boxes that this key opens are sealed to.
    public let recipientKey: RecipientKey

    /// The key pair that libsodium's `crypto_box_seed_keypair` makes of 32 secret bytes.
    package init(seed: borrowing Secret) {
        precondition(seed.count == crypto_box_seedbytes())
        var publicKey = [UInt8](repeating: 0, count: crypto_box_publickeybytes())
        secret = seed.withPointer { seed in
            Secret(count: crypto_box_secretkeybytes()) { _ = crypto_box_seed_keypair(&publicKey, $0, seed) }
        }
        // A clamped multiple of the base point is always one, but for −H and −2H, which no one can find.
        recipientKey = RecipientKey(publicKey)!
    }

    /// The key pair of an X25519 secret key of 32 bytes.
    package init(secretKey: consuming Secret) {
        precondition(secretKey.count == crypto_box_secretkeybytes())
        var publicKey = [UInt8](repeating: 0, count: crypto_box_publickeybytes())
        secretKey.withPointer { _ = crypto_scalarmult_base(&publicKey, $0) }
        recipientKey = RecipientKey(publicKey)!
        secret = secretKey
    }

    /// The message in a sealed box, with stock `crypto_box_seal_open`; nil where the box does not open.
    public borrowing func open(_ box: [UInt8]) -> Secret? {
        guard box.count >= SealedBox.overhead else { return nil }
        var status: Int32 = -1
        let publicKey = recipientKey.bytes
        let message = secret.withPointer { key in
            Secret(count: box.count - SealedBox.overhead) {
                status = crypto_box_seal_open($0, box, UInt64(box.count), publicKey, key)
            }
        }
        return status == 0 ? consume message : nil
    }
}
