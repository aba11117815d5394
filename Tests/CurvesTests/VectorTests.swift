import Curves
import Fields
import Foundation
import TestSupport
import Testing

/// Vectors of others and our own, for sums, multiples, validation and pairings.
@Suite struct VectorTests {
    private struct EVMCase: Decodable {
        enum CodingKeys: String, CodingKey {
            case input = "Input"
            case expected = "Expected"
            case name = "Name"
        }
        let input, expected, name: String
    }

    private static func evm(_ name: String) throws -> [EVMCase] {
        guard let data = VectorFiles.shared("public/evm-bn254/\(name).json") else { return [] }
        return try JSONDecoder().decode([EVMCase].self, from: data)
    }

    private static func padded(_ hex: String, to count: Int) -> [UInt8] {
        let input = bytes(hex: hex).prefix(count)
        return input + [UInt8](repeating: 0, count: count - input.count)
    }

    @Test func theAdditionPrecompileAgrees() throws {
        for vector in try Self.evm("bn256Add") {
            let input = Self.padded(vector.input, to: 128)
            let (a, b) = (try #require(G1(evm: input[..<64])), try #require(G1(evm: input[64...])))
            #expect((a + b).evm == bytes(hex: vector.expected), "\(vector.name)")
        }
    }

    @Test func theMultiplicationPrecompileAgrees() throws {
        for vector in try Self.evm("bn256ScalarMul") {
            let input = Self.padded(vector.input, to: 96)
            let (point, scalar) = (try #require(G1(evm: input[..<64])), Fr(reducingBigEndian: input[64...]))
            #expect((scalar * point).evm == bytes(hex: vector.expected), "\(vector.name)")
        }
    }

    @Test func thePairingPrecompileAgrees() throws {
        for vector in try Self.evm("bn256Pairing") {
            let expected = bytes(hex: vector.expected).last == 1
            #expect(evmPairing(bytes(hex: vector.input)) == expected, "\(vector.name)")
        }
    }

    @Test(arguments: [32, 64, 128, 254]) func constantinesMultiplesAgree(bits: Int) throws {
        try Self.constantine("G1", bits) { (json: JSON) in G1(x: json["x"].fq, y: json["y"].fq) }
        try Self.constantine("G2", bits) { (json: JSON) in
            G2(x: Fq2(json["x"]["c0"].fq, json["x"]["c1"].fq), y: Fq2(json["y"]["c0"].fq, json["y"]["c1"].fq))
        }
    }

    private static func constantine<C>(
        _ group: String, _ bits: Int, point: (JSON) -> AffinePoint<C>?
    ) throws where C.ScalarModulus == BN254ScalarModulus {
        let name = "public/curves-constantine/tv_BN254_Snarks_scalar_mul_\(group)_\(bits)bit.json"
        guard let data = VectorFiles.shared(name) else { return }
        for vector in try JSON(data)["vectors"].array {
            let (p, q) = (try #require(point(vector["P"])), try #require(point(vector["Q"])))
            let scalar = Fr(reducing: BigInteger(vector["scalar"].string.dropFirst(2).lowercased(), radix: 16)!)
            #expect(scalar * p == q)
            #expect(multiScalarMultiplication([p], [scalar]).affine == q)
        }
    }

    @Test func ourOwnCasesAreJudgedAsExpected() throws {
        let cases = try JSON(VectorFiles.own("curves/curve_bn254.json"))["cases"].array
        var judged = 0
        for vector in cases {
            let operation = vector["op"].string
            let valid = vector["valid"].bool
            func group<C>(
                read: ([UInt8]) -> AffinePoint<C>?, snarkjs: (JSON) -> AffinePoint<C>
            ) where C.ScalarModulus == BN254ScalarModulus {
                func point(_ key: String) -> AffinePoint<C>? { read(bytes(hex: vector[key]["evm"].string)) }
                let result: AffinePoint<C>? =
                    switch operation.dropFirst(3) {
                    case "add": point("a").flatMap { a in point("b").map { a + $0 } }
                    case "neg": point("a").map { -$0 }
                    case "mul": point("a").map { Fr(reducing: BigInteger(vector["k"].string)!) * $0 }
                    case "msm":
                        multiScalarMultiplication(
                            vector["points"].array.map(snarkjs), vector["scalars"].array.map { Fr(decimal: $0.string)! }
                        ).affine
                    default: nil
                    }
                #expect(result != nil && result == point("out"), "\(vector["id"].string)")
            }
            switch operation {
            case "g1_validate":
                guard let hex = vector["evm"].optionalString else { continue }
                #expect((G1(evm: bytes(hex: hex)) != nil) == valid, "\(vector["id"].string)")
            case "g2_validate":
                #expect((G2(evm: bytes(hex: vector["evm"].string)) != nil) == valid, "\(vector["id"].string)")
            case "pairing_check":
                let expected = valid ? vector["out"].bool : nil
                #expect(evmPairing(bytes(hex: vector["evm"].string)) == expected, "\(vector["id"].string)")
            case "pairing_gt":
                let value = Pairing.pairing(vector["a"]["js"].g1, vector["b"]["js"].g2)
                #expect(value == vector["out"]["snarkjs_tower"].fq12, "\(vector["id"].string)")
            case _ where operation.hasPrefix("g1_"): group(read: { G1(evm: $0) }, snarkjs: \.g1)
            default: group(read: { G2(evm: $0) }, snarkjs: \.g2)
            }
            judged += 1
        }
        #expect(judged == 108)
    }
}

/// Parsed JSON, for vectors whose shape varies; what is missing stops the test.
private struct JSON {
    private let value: Any
    init(_ data: Data) throws { value = try JSONSerialization.jsonObject(with: data) }
    private init(value: Any) { self.value = value }

    subscript(key: String) -> JSON { JSON(value: (value as! [String: Any])[key]!) }
    var array: [JSON] { (value as! [Any]).map { JSON(value: $0) } }
    var string: String { value as! String }
    var optionalString: String? { value as? String }
    var bool: Bool { value as! Bool }

    /// Decimal, or hexadecimal after 0x.
    var fq: Fq {
        string.hasPrefix("0x")
            ? Fq(reducing: BigInteger(string.dropFirst(2).lowercased(), radix: 16)!) : Fq(decimal: string)!
    }
    var fq2: Fq2 { Fq2(array[0].fq, array[1].fq) }
    var fq6: Fq6 { Fq6(array[0].fq2, array[1].fq2, array[2].fq2) }
    var fq12: Fq12 { Fq12(array[0].fq6, array[1].fq6) }
    /// Affine coordinates and a third that is 1, or 0 for the identity.
    var g1: G1 { array[2].fq.isZero ? .identity : G1(x: array[0].fq, y: array[1].fq)! }
    var g2: G2 { array[2].fq2.isZero ? .identity : G2(x: array[0].fq2, y: array[1].fq2)! }
}
