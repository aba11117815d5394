internal import Addresses
internal import Curves
internal import Fields
public import Formats
public import Sealing

/// An address and its private key, as the initiator forms it from a solution. Wiped when it goes.
public struct Wallet: ~Copyable {
    public let address: String
    /// 33 bytes, SEC 1.
    public let publicKey: [UInt8]
    /// 32 bytes, most significant first.
    public let privateKey: Secret

    /// The text of `wallet.json`, UTF-8: `address`, `publicKey`, `privateKeyHex`, `privateKeyWIF`.
    public var json: Secret {
        let head = """
            {
              "address": "\(address)",
              "publicKey": "\(Hexadecimal.text(of: publicKey))",
              "privateKeyHex": "
            """
        let middle = "\",\n  \"privateKeyWIF\": \""
        let tail = "\"\n}\n"
        var text = Secret(count: head.utf8.count + 64 + middle.utf8.count + WalletImportFormat.count + tail.utf8.count)
        text.withUnsafeMutableBytes { text in
            var offset = 0
            func put(_ string: String) {
                for byte in string.utf8 {
                    text[offset] = byte
                    offset += 1
                }
            }
            let digits = Array("0123456789abcdef".utf8)
            privateKey.withUnsafeBytes { key in
                put(head)
                for byte in key {
                    text[offset] = digits[Int(byte >> 4)]
                    text[offset + 1] = digits[Int(byte & 15)]
                    offset += 2
                }
                put(middle)
                WalletImportFormat.write(
                    privateKey: key,
                    into: UnsafeMutableRawBufferPointer(rebasing: text[offset..<offset + WalletImportFormat.count]))
                offset += WalletImportFormat.count
                put(tail)
            }
        }
        return text
    }
}

/// Why a proof file gives this identity no wallet.
public enum OpeningError: Error, Equatable, Sendable {
    /// The task was posted under other keys than these.
    case otherInitiator
    /// The task in the file was altered: the signature does not hold.
    case taskSignature
    /// The box does not open with this key. A proven one always does.
    case boxDoesNotOpen
    /// What is in the box does not lead to the address that the file shows. A proven one always does.
    case otherAddress
}

extension Identity {
    /// Opens the box of a proof file and forms the address's private key, q + k.
    ///
    /// The address is derived again from the finished key on a slow path that shares no arithmetic with the rest, and
    /// compared with the file's. Whether the proof holds is not asked: what opens and leads to the address is a solution.
    public borrowing func wallet(from file: ProofFile) throws(OpeningError) -> Wallet {
        let task = file.contents.task
        guard task.terms.initiator.signingKey.array == verificationKey.bytes,
            task.terms.initiator.sealingKey.array == recipientKey.bytes
        else { throw .otherInitiator }
        guard task.hasValidSignature else { throw .taskSignature }
        guard let message = openingKey.open(file.contents.sealedBox), message.count == 32 else { throw .boxDoesNotOpen }
        let offset = offset(nonce: task.terms.kind.vanityAddress.nonce.array)
        guard case .vanityAddress(let point) = file.contents.result,
            let privateKey = sum(offset, message),
            let derived = privateKey.withUnsafeBytes({ IndependentDerivation(scalar: $0) }), derived.point == point
        else { throw .otherAddress }
        return Wallet(address: derived.address.text, publicKey: derived.publicKey, privateKey: privateKey)
    }
}

/// a + b modulo the order of secp256k1, 32 bytes each, most significant first; nil where b is not below the order or the
/// sum is zero. Addition on limbs under masks, no branch on the values but for those two.
private func sum(_ a: borrowing Secret, _ b: borrowing Secret) -> Secret? {
    func scalar(_ secret: borrowing Secret) -> SecpScalar? {
        secret.withUnsafeBytes { bytes in
            func limb(_ index: Int) -> UInt64 {
                (0..<8).reduce(0) { $0 << 8 | UInt64(bytes[8 * index + $1]) }
            }
            return SecpScalar(canonical: UInt256(limb(3), limb(2), limb(1), limb(0)))
        }
    }
    guard let a = scalar(a), let b = scalar(b) else { return nil }
    let total = (a + b).canonical
    guard !total.isZero else { return nil }
    var secret = Secret(count: 32)
    secret.withUnsafeMutableBytes { bytes in
        for i in 0..<32 { bytes[31 - i] = UInt8(truncatingIfNeeded: total[limb: i >> 3] >> UInt64(8 * (i & 7))) }
    }
    return secret
}
