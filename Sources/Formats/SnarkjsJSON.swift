internal import Curves
public import Fields
public import Groth16

/// What is wrong with a JSON file of snarkjs. `field` is the key, with indices for what stands within.
public enum SnarkjsJSONError: Error, Equatable, Sendable {
    /// Not JSON, a key twice in one object, or longer than such a file can be.
    case notJSON(JSONError)
    case missing(field: String)
    /// Not the kind of value, or not as many, as belong there.
    case malformed(field: String)
    /// Not canonical decimal digits, or not below the modulus.
    case malformedNumber(field: String)
    /// Another proving system than Groth16.
    case wrongProtocol
    /// Another curve than BN254, which snarkjs calls bn128.
    case wrongCurve
    /// The coordinates are no point of the group.
    case notInGroup(field: String)
    /// A point of a proof is the identity.
    case identity(field: String)
}

/// snarkjs' `verification_key.json`, `proof.json` and `public.json`, over BN254.
///
/// Numbers are strings of canonical decimal digits below their modulus; points are [x, y, "1"], with pairs [c0, c1] in G2,
/// and the identity is (0, 1, 0). `protocol` must be there; `curve`, which some programs leave out, is checked where it is,
/// and the points say it anyway. snarkjs itself accepts more: coordinates plus p, negative and hexadecimal numbers.
public enum SnarkjsJSON {
    /// Far above the size of a key with all the inputs that a circuit has in practice.
    static let maximumSize = 1 << 24

    static func value(of text: some Collection<UInt8>) throws(SnarkjsJSONError) -> JSONValue {
        do throws(JSONError) {
            return try JSONParser.parse(bytes(of: text), limit: maximumSize)
        } catch {
            throw .notJSON(error)
        }
    }

    /// One byte too many is enough to be refused, and a huge file is not copied for it.
    ///
    /// Straight from memory where the text lies there: copied through the collection's own types, a process that checks one proof
    /// would look for their conformances longer than it verifies.
    private static func bytes(of text: some Collection<UInt8>) -> [UInt8] {
        text.withContiguousStorageIfAvailable { Array($0.prefix(maximumSize + 1)) }
            ?? Array(text.prefix(maximumSize + 1))
    }

    /// `vk_alphabeta_12` is left alone, being derived.
    public static func verifyingKey(_ text: some Collection<UInt8>) throws(SnarkjsJSONError) -> VerifyingKey {
        let root = try JSONObject(text)
        try root.checkKind()
        let ic = try root.array("IC")
        guard case .number(let count)? = root["nPublic"], let inputs = Int(count), String(inputs) == count,
            inputs == ic.count - 1
        else { throw .malformed(field: "nPublic") }
        var points: [G1] = []
        for (index, element) in ic.enumerated() { points.append(try JSONPoint("IC[\(index)]", element).g1()) }
        return VerifyingKey(
            alpha1: try root.point("vk_alpha_1").g1(), beta2: try root.point("vk_beta_2").g2(),
            gamma2: try root.point("vk_gamma_2").g2(), delta2: try root.point("vk_delta_2").g2(), ic: points)
    }

    public static func proof(_ text: some Collection<UInt8>) throws(SnarkjsJSONError) -> Proof {
        let root = try JSONObject(text)
        try root.checkKind()
        let (a, b) = (try root.point("pi_a").g1(), try root.point("pi_b").g2())
        let c = try root.point("pi_c").g1()
        if a.isIdentity { throw .identity(field: "pi_a") }
        if b.isIdentity { throw .identity(field: "pi_b") }
        if c.isIdentity { throw .identity(field: "pi_c") }
        return Proof(a: a, b: b, c: c)!
    }

    /// The public inputs, in order.
    public static func publicInputs(_ text: some Collection<UInt8>) throws(SnarkjsJSONError) -> [Fr] {
        guard case .array(let elements) = try value(of: text) else { throw .malformed(field: "public") }
        var inputs: [Fr] = []
        for (index, element) in elements.enumerated() {
            guard case .string(let digits) = element else { throw .malformed(field: "public[\(index)]") }
            guard let input = Fr(decimal: digits) else { throw .malformedNumber(field: "public[\(index)]") }
            inputs.append(input)
        }
        return inputs
    }
}

extension SnarkjsJSONError: CustomStringConvertible {
    /// One clause for people: `"pi_a" is the identity`.
    public var description: String {
        switch self {
        case .notJSON(let error): error.description
        case .missing(let field): "\"\(field)\" is missing"
        case .malformed(let field): "\"\(field)\" is not of the form that it has in a file of snarkjs"
        case .malformedNumber(let field): "\"\(field)\" has a number that is not canonical decimal below the modulus"
        case .wrongProtocol: "\"protocol\" is not \"groth16\""
        case .wrongCurve: "\"curve\" is not \"bn128\""
        case .notInGroup(let field): "\"\(field)\" is no point of the group"
        case .identity(let field): "\"\(field)\" is the identity"
        }
    }
}
