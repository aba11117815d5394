import CSodium
import Circuits
import Curves
import Fields
import R1CS
import TestSupport

/// A box with everything that belongs to it, made with libsodium's primitives and the scalar that the circuit needs.
struct SealedInstance {
    let publicKey: [UInt8]
    let secretKey: [UInt8]
    let bits: [Bool]
    let box: [UInt8]
    let nonce: [UInt8]
    let ephemeralKey: Montgomery25519Point
    let commitment: Montgomery25519Point

    /// `attackBySign`: the box of a prover who negates the scalar in the circuit, and so keys the box with C + s·H.
    init(_ message: [UInt8], attackBySign: Bool = false, using generator: inout SeededGenerator) {
        var (publicKey, secretKey) = ([UInt8](repeating: 0, count: 32), [UInt8](repeating: 0, count: 32))
        _ = crypto_box_seed_keypair(&publicKey, &secretKey, generator.bytes(32))
        let key = Edwards25519Point(liftingU: publicKey)!
        let h = Edwards25519Point.nothingUpMySleeve

        var bits = (0..<250).map { _ in Bool.random(using: &generator) }
        if (scalar(bits) * Edwards25519Point.generator).isNegative { bits = bits.map { !$0 } }
        let s = scalar(bits)
        let ephemeral = s * Edwards25519Point.generator
        let commitment = s * (key + h)
        let shared = attackBySign ? commitment + s * h : s * key
        if attackBySign { bits = bits.map { !$0 } }

        let epk = ephemeral.montgomery.u.littleEndianBytes
        var nonce = [UInt8](repeating: 0, count: 24)
        _ = crypto_generichash(&nonce, 24, epk + publicKey, 64, nil, 0)
        var boxKey = [UInt8](repeating: 0, count: 32)
        _ = crypto_core_hsalsa20(
            &boxKey, [UInt8](repeating: 0, count: 16), shared.montgomery.u.littleEndianBytes, nil)
        var sealed = [UInt8](repeating: 0, count: 16 + message.count)
        _ = crypto_secretbox_easy(&sealed, message, UInt64(message.count), nonce, boxKey)

        (self.publicKey, self.secretKey, self.bits, self.nonce) = (publicKey, secretKey, bits, nonce)
        (box, ephemeralKey, self.commitment) = (epk + sealed, ephemeral.montgomery, commitment.montgomery)
    }

    /// What stock libsodium makes of the box.
    var opened: [UInt8]? {
        var message = [UInt8](repeating: 0, count: box.count - 48)
        let result = crypto_box_seal_open(&message, box, UInt64(box.count), publicKey, secretKey)
        return result == 0 ? message : nil
    }

    func publicInputs<R: Relation>(_ relation: R) throws -> [Fr] {
        try SealedStatement<R>.publicInputs(
            binding: [UInt8](repeating: 7, count: 31), nonce: nonce, box: box, ephemeralKey: ephemeralKey,
            commitment: commitment, relation: relation)
    }

    /// The names of the regions in which a row fails, when this instance is put into a circuit.
    func failures<R: Relation>(_ relation: R, in circuit: Circuit, bits: [Bool]? = nil) throws -> Set<String> {
        let witness = try circuit.witness(publicInputs: publicInputs(relation)) { inputs in
            for (i, bit) in (bits ?? self.bits).enumerated() { inputs[i] = bit ? .one : .zero }
        }
        let rows = witness.withUnsafeValues { circuit.system.unsatisfiedRows($0) }
        return Set(rows.map { circuit.system.regionName(ofRow: $0) })
    }
}

/// Σ (2bⱼ − 1)·2^j modulo ℓ.
func scalar(_ bits: [Bool]) -> Scalar25519 {
    bits.reversed().reduce(.zero) { $0.doubled() + ($1 ? .one : -.one) }
}

/// k as the message spells it.
func message(_ k: BigInteger) -> [UInt8] {
    let bytes = k.littleEndianBytes
    return (bytes + [UInt8](repeating: 0, count: 32 - bytes.count)).reversed()
}

/// k·G.
func vanityPoint(_ k: BigInteger) throws -> VanityPoint {
    try VanityPoint(SecpScalar(reducing: k) * AffinePoint<Secp256k1>.generator)
}
