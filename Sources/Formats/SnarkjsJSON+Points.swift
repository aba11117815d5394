internal import Curves
internal import Fields

/// The outermost object of a JSON file of snarkjs.
struct JSONObject {
    private let members: [String: JSONValue]

    init(_ text: some Collection<UInt8>) throws(SnarkjsJSONError) {
        guard case .object(let members) = try SnarkjsJSON.value(of: text) else { throw .malformed(field: "file") }
        self.members = Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value) })
    }

    subscript(field: String) -> JSONValue? { members[field] }

    func checkKind() throws(SnarkjsJSONError) {
        guard let kind = members["protocol"] else { throw .missing(field: "protocol") }
        guard kind == .string("groth16") else { throw .wrongProtocol }
        guard let curve = members["curve"] else { return }
        guard curve == .string("bn128") || curve == .string("bn254") else { throw .wrongCurve }
    }

    func array(_ field: String) throws(SnarkjsJSONError) -> [JSONValue] {
        guard let value = members[field] else { throw .missing(field: field) }
        guard case .array(let elements) = value, !elements.isEmpty else { throw .malformed(field: field) }
        return elements
    }

    func point(_ field: String) throws(SnarkjsJSONError) -> JSONPoint {
        guard let value = members[field] else { throw .missing(field: field) }
        return try JSONPoint(field, value)
    }
}

/// The three projective coordinates of a point, of which the last says only whether it is the identity.
struct JSONPoint {
    private let field: String
    private let coordinates: [JSONValue]

    init(_ field: String, _ value: JSONValue) throws(SnarkjsJSONError) {
        guard case .array(let coordinates) = value, coordinates.count == 3 else { throw .malformed(field: field) }
        self.field = field
        self.coordinates = coordinates
    }

    func g1() throws(SnarkjsJSONError) -> G1 {
        try point(x: number(coordinates[0]), y: number(coordinates[1]), z: number(coordinates[2]))
    }

    func g2() throws(SnarkjsJSONError) -> G2 {
        try point(x: pair(coordinates[0]), y: pair(coordinates[1]), z: pair(coordinates[2]))
    }

    private func point<C>(
        x: C.Coordinate, y: C.Coordinate, z: C.Coordinate
    ) throws(SnarkjsJSONError) -> AffinePoint<C> {
        if z.isZero {
            guard x.isZero, y == .one else { throw .notInGroup(field: field) }
            return .identity
        }
        guard z == .one else { throw .malformed(field: field) }
        guard let point = AffinePoint<C>(x: x, y: y) else { throw .notInGroup(field: field) }
        return point
    }

    private func number(_ value: JSONValue) throws(SnarkjsJSONError) -> Fq {
        guard case .string(let digits) = value else { throw .malformed(field: field) }
        guard let number = Fq(decimal: digits) else { throw .malformedNumber(field: field) }
        return number
    }

    private func pair(_ value: JSONValue) throws(SnarkjsJSONError) -> Fq2 {
        guard case .array(let parts) = value, parts.count == 2 else { throw .malformed(field: field) }
        return Fq2(try number(parts[0]), try number(parts[1]))
    }
}
