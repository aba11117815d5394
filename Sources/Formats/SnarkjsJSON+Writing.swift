internal import Curves
public import Fields
public import Groth16

/// The files as snarkjs writes them, byte for byte: `JSON.stringify` with one space a level, and no line feed at the end.
extension SnarkjsJSON {
    /// `vk_alphabeta_12` is e(alpha, beta), which nobody needs to read: see `Pairing.finalExponentiation` for its power.
    public static func text(_ key: VerifyingKey) -> String {
        let pairing = Pairing.pairing(key.alpha1, key.beta2)
        return object([
            ("protocol", .string("groth16")), ("curve", .string("bn128")), ("nPublic", .integer(key.publicInputCount)),
            ("vk_alpha_1", json(key.alpha1)), ("vk_beta_2", json(key.beta2)), ("vk_gamma_2", json(key.gamma2)),
            ("vk_delta_2", json(key.delta2)), ("vk_alphabeta_12", .array([json(pairing.c0), json(pairing.c1)])),
            ("IC", .array(key.ic.map(json))),
        ])
    }

    public static func text(_ proof: Proof) -> String {
        object([
            ("pi_a", json(proof.a)), ("pi_b", json(proof.b)), ("pi_c", json(proof.c)),
            ("protocol", .string("groth16")), ("curve", .string("bn128")),
        ])
    }

    public static func text(publicInputs: [Fr]) -> String {
        JSONValue.array(publicInputs.map { .string($0.decimal) }).text(step: " ")
    }

    private static func object(_ members: [(String, JSONValue)]) -> String {
        JSONValue.object(members.map { JSONValue.Member($0, $1) }).text(step: " ")
    }

    private static func json(_ point: G1) -> JSONValue {
        let coordinates = point.isIdentity ? [.zero, .one, .zero] : [point.x, point.y, Fq.one]
        return .array(coordinates.map { .string($0.decimal) })
    }

    private static func json(_ point: G2) -> JSONValue {
        .array((point.isIdentity ? [.zero, .one, .zero] : [point.x, point.y, Fq2.one]).map(json))
    }

    private static func json(_ element: Fq2) -> JSONValue {
        .array([.string(element.c0.decimal), .string(element.c1.decimal)])
    }

    private static func json(_ element: Fq6) -> JSONValue { .array([element.c0, element.c1, element.c2].map(json)) }
}
