import Fields
import Sealing
import TestSupport

extension Secret {
    /// The bytes, in the open.
    var exposed: [UInt8] { withUnsafeBytes { Array($0) } }
}

/// The box of the known answers, from its digits.
func knownBox(_ known: KnownAnswers) -> SealedBox {
    let digits = Secret(copying: known.text("s_bits").utf8.map { $0 - UInt8(ascii: "0") })
    return SealedBox(knownMessage(known), to: RecipientKey(known.bytes("pk"))!, digits: digits)!
}

/// The message of the known answers: k as 32 bytes, most significant first.
func knownMessage(_ known: KnownAnswers) -> Secret {
    Secret(copying: BigInteger(known.text("k"))!.uint256!.bigEndianBytes)
}

/// What surrounds the known answers' equality proof.
func knownContext(_ known: KnownAnswers) -> EqualityStatement.Context {
    let fields = known.list("task_digest_payee_circuit_id_vk_digest").map { [UInt8](hex: $0) }
    return EqualityStatement.Context(
        taskDigest: fields[0], payee: fields[1], circuitID: fields[2], verifyingKeyDigest: fields[3],
        publicInputs: known.publicInputs.map { Fr(decimal: $0.value)! })
}

/// A copy with one bit of one byte changed.
func flipped(_ bytes: [UInt8], at index: Int, bit: Int = 0) -> [UInt8] {
    var bytes = bytes
    bytes[index] ^= 1 << UInt8(bit)
    return bytes
}
