internal import Curves
package import Fields
package import Gadgets
internal import R1CS

/// A genuine libsodium sealed box, in rows. With s the scalar of the digit bits and everything else public but `shared` and
/// what follows from it:
///
///     epk    = s·G                                both coordinates, on Curve25519
///     shared = u(C − s·H)
///     k1     = HSalsa20(shared, 0)                k2 = HSalsa20(k1, nonce[0 ..< 16])
///     stream = Salsa20(k2, nonce[16 ..< 24])
///     mac    = Poly1305(stream[0 ..< 32], ct)     m = ct ⊕ stream[32…]
///
/// Why that is a sealed box, and of the right key, is on this folder's page.
package enum SealedBoxConstraints {
    static let scalarBitCount = 250
    static let windowBits = 10
    static let bindingLength = 31
    static let nonceLength = 24
    /// Ciphertext bytes in one public input.
    static let chunkLength = 31

    /// 2²⁵⁵ − 19 as 15 limbs of 17 bits, X¹⁵ = 19; groups of 119 and 136 bits.
    static let field = ForeignField<Curve25519BaseModulus>(
        limbs: 15, of: 17, fold: [19], lowLimbs: 7, tableStride: 2)

    /// v² = u³ + 486662·u² + u.
    package static let curve = CubicCurve<Curve25519BaseModulus>(a: 486_662, b: 1, c: 0)

    /// The multiples of the base point.
    package static let chainOfG = chain(Edwards25519Point.generator.montgomery)

    /// The multiples of −H, where H is a point whose logarithm nobody knows.
    package static let chainOfMinusH = chain(-Edwards25519Point.nothingUpMySleeve.montgomery)

    private static func chain(_ base: Montgomery25519Point) -> FixedBaseChain<Curve25519BaseModulus> {
        do {
            return try FixedBaseChain(
                CubicCurve.Point(x: base.u, y: base.v), order: BigInteger(Scalar25519.modulus), on: curve,
                over: field, windows: scalarBitCount / windowBits, windowBits: windowBits)
        } catch {
            preconditionFailure("250 bits stay below the order of Curve25519's subgroup")
        }
    }

    /// Writes the rows; returns the message. The private inputs are declared here, the public ones are given.
    static func constrain(
        _ inputs: PublicInputs, in builder: inout CircuitBuilder
    ) throws(BoundError) -> [Byte] {
        let scalar = builder.privateInputs(scalarBitCount)
        let nonce = Word.words(builder.region("nonce bits") { $0.range(inputs.nonce, bits: 8 * nonceLength) })
        let ciphertext = builder.region("ciphertext bits") { builder in
            inputs.ciphertext.flatMap { builder.range($0.form, bits: 8 * $0.length) }
        }
        let shared = try sharedSecret(inputs, scalar, in: &builder)
        let stream = keyStream(shared, nonce, bits: 256 + ciphertext.count, in: &builder)
        builder.region("Poly1305") {
            $0.constrainPoly1305(
                r: Array(stream[..<128]), s: Array(stream[128..<256]), message: Byte.bytes(ciphertext),
                tag: inputs.mac)
        }
        let message = builder.region("message bits") { builder in
            zip(stream[256...], ciphertext).map { builder.xor($0, $1) }
        }
        return Byte.bytes(message)
    }

    /// 256 bits of the u of C − s·H, the last one zero; and epk = s·G on the way.
    private static func sharedSecret(
        _ inputs: PublicInputs, _ scalar: [LinearCombination], in builder: inout CircuitBuilder
    ) throws(BoundError) -> [Bit] {
        let bits = builder.region("digit bits") { $0.bits(scalar) }
        let digits = builder.region("one-hot selectors") { $0.signedDigits(bits, width: windowBits) }
        let key = try builder.region("chain s*G") { builder throws(BoundError) in
            try builder.multiple(chainOfG, by: digits)
        }
        try builder.region("epk u") { builder throws(BoundError) in
            try builder.constrainX(of: key, low: inputs.keyU.low, high: inputs.keyU.high)
        }
        try builder.region("epk v") { builder throws(BoundError) in
            try builder.constrainY(of: key, low: inputs.keyV.low, high: inputs.keyV.high)
        }
        let mask = try builder.region("chain -s*H") { builder throws(BoundError) in
            try builder.multiple(chainOfMinusH, by: digits)
        }
        let shared = try builder.region("add C") { builder throws(BoundError) in
            let commitment = ChainPoint(
                xParts: inputs.commitmentU, stride: 5, yLow: inputs.commitmentV.low,
                yHigh: inputs.commitmentV.high, in: field)
            return try builder.add(mask, commitment, toMultipleOf: chainOfMinusH, by: digits)
        }
        let u = try builder.region("shared u bits") { builder throws(BoundError) in
            try builder.canonicalXBits(of: shared)
        }
        return u + [.zero]
    }

    /// The first `bits` bits of XSalsa20's key stream under crypto_box's key for this shared secret.
    private static func keyStream(
        _ shared: [Bit], _ nonce: [Word], bits: Int, in builder: inout CircuitBuilder
    ) -> [Bit] {
        let zeros = [Word](repeating: Word(constant: 0), count: 4)
        let first = builder.region("HSalsa20 of shared") { $0.hSalsa20(key: Word.words(shared), input: zeros) }
        let second = builder.region("HSalsa20 of nonce") { $0.hSalsa20(key: first, input: Array(nonce[..<4])) }
        var stream: [Bit] = []
        for block in 0..<(bits + 511) / 512 {
            let start = Salsa20State(key: second, nonce: Array(nonce[4...]), counter: UInt64(block))
            let end = builder.region("Salsa20 core") { $0.salsa20Rounds(start) }
            let words = builder.region("stream words") { builder in
                zip(end.words, start.words).map { builder.sum($0, $1) }
            }
            stream += words.flatMap(\.bits)
        }
        return Array(stream[..<bits])
    }
}
