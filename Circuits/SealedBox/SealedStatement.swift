public import Curves
public import Fields
internal import Gadgets
public import R1CS

/// "This libsodium sealed box opens, under the initiator's key, to a message that satisfies the relation": one circuit,
/// `SealedBox` and the relation on top of each other. `README.md` in this folder has the argument.
public enum SealedStatement<R: Relation> {
    /// The length of a box: ephemeral key 32, tag 16, message.
    public static var boxLength: Int { 48 + R.messageLength }

    /// The private inputs: 250 bits b₀, b₁, … of the ephemeral scalar s = Σ (2bⱼ − 1)·2^j, each 0 or 1.
    ///
    /// The box must have been made with this very s, and s·G must have Edwards sign 0. Nothing else is private input: shared
    /// secret, key stream and message are computed from these bits and the public inputs.
    public static var scalarBitCount: Int { SealedBoxConstraints.scalarBitCount }

    /// The names of the public inputs, in order.
    public static var publicInputNames: [String] {
        SealedBoxConstraints.publicInputNames(messageLength: R.messageLength) + R.publicInputNames
    }

    /// The circuit, written anew: hold on to it.
    public static func circuit() -> Circuit {
        do {
            var builder = CircuitBuilder()
            let inputs = publicInputNames.map { builder.publicInput($0) }
            let own = SealedBoxConstraints.PublicInputs(
                inputs.dropLast(R.publicInputNames.count), messageLength: R.messageLength)
            let message = try SealedBoxConstraints.constrain(own, in: &builder)
            try R.constrain(
                message, publicInputs: Array(inputs.suffix(R.publicInputNames.count)), in: &builder)
            return builder.build()
        } catch {
            preconditionFailure("a statement's parameters are constants, and these are too small: \(error)")
        }
    }

    /// The public inputs, as a verifier computes them from its own copy of the task and from the box.
    ///
    /// - Parameters:
    ///   - binding: 31 bytes, a hash of everything that is only to be bound.
    ///   - nonce: 24 bytes, BLAKE2b-192 of the box's first 32 bytes and the initiator's public key.
    ///   - box: `boxLength` bytes.
    ///   - ephemeralKey: the lift of the box's first 32 bytes, checked by the caller to lie in the subgroup.
    ///   - commitment: C = s·(pk + H), checked likewise.
    ///   - relation: the relation's parameters.
    ///
    /// Every value is a canonical integer in the range that the circuit relies on. Throws `StatementError` for a wrong
    /// length, an identity, and a box that begins with another u.
    public static func publicInputs(
        binding: [UInt8], nonce: [UInt8], box: [UInt8], ephemeralKey: Montgomery25519Point,
        commitment: Montgomery25519Point, relation: R
    ) throws(StatementError) -> [Fr] {
        try check("binding", binding, SealedBoxConstraints.bindingLength)
        try check("nonce", nonce, SealedBoxConstraints.nonceLength)
        try check("box", box, boxLength)
        if ephemeralKey.isIdentity { throw .degeneratePoint("ephemeral key") }
        if commitment.isIdentity { throw .degeneratePoint("commitment") }
        guard Array(box[..<32]) == ephemeralKey.u.littleEndianBytes else { throw .boxOfAnotherKey }
        let own = SealedBoxConstraints.publicInputs(
            binding: binding, nonce: nonce, box: box, ephemeralKey: ephemeralKey, commitment: commitment)
        let all = own + (try relation.publicInputs())
        precondition(all.count == publicInputNames.count, "a relation gives one value a name")
        return all
    }

    private static func check(_ name: String, _ bytes: [UInt8], _ length: Int) throws(StatementError) {
        guard bytes.count == length else {
            throw .wrongLength(of: name, expected: length, actual: bytes.count)
        }
    }
}
