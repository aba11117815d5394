import Circuits
import Curves
import Fields
import Foundation
import R1CS
import TestSupport

/// One instance of the flagship statement with its intermediate values, and the circuit it belongs to.
struct KnownAnswer: Decodable {
    struct Input: Decodable {
        let name: String
        let value: String
    }

    let scalarDigits: String
    let nonce: String
    let box: String
    let k: String
    let k1: String
    let sharedU: String
    let ephemeralCoordinates: [String]
    let commitmentCoordinates: [String]
    let baseCoordinates: [String]
    let maskCoordinates: [String]
    let targetCoordinates: [String]
    let inputs: [Input]
    let rows: Int
    let variables: Int
    let nonZeros: [Int]
    let rowsByRegion: [String: Int]

    enum CodingKeys: String, CodingKey {
        case scalarDigits = "s_bits"
        case sharedU = "shared_u"
        case ephemeralCoordinates = "epk_montgomery"
        case commitmentCoordinates = "C_montgomery"
        case baseCoordinates = "G_montgomery"
        case maskCoordinates = "H_montgomery"
        case targetCoordinates = "R"
        case inputs = "public_inputs"
        case nonZeros = "nonzeros_A_B_C"
        case rowsByRegion = "rows_by_part"
        case nonce, box, k, k1, rows, variables
    }

    static let shared: KnownAnswer = {
        guard let data = try? VectorFiles.own("sealing/known_answers.json"),
            let answer = try? JSONDecoder().decode(KnownAnswer.self, from: data)
        else { preconditionFailure("Vectors/sealing/known_answers.json is part of the repository") }
        return answer
    }()

    typealias Flagship = SealedStatement<VanityPoint>

    /// Built once for all tests.
    static let circuit = Flagship.circuit()

    var scalarBits: [Bool] { scalarDigits.map { $0 == "1" } }
    var boxBytes: [UInt8] { bytes(hex: box) }
    var nonceBytes: [UInt8] { bytes(hex: nonce) }
    var binding: [UInt8] {
        let value = Fr(decimal: inputs[0].value)!
        return Array(value.littleEndianBytes[..<31])
    }
    var ephemeralKey: Montgomery25519Point { point(ephemeralCoordinates) }
    var commitment: Montgomery25519Point { point(commitmentCoordinates) }
    var target: AffinePoint<Secp256k1> {
        AffinePoint(x: SecpBase(decimal: targetCoordinates[0])!, y: SecpBase(decimal: targetCoordinates[1])!)!
    }

    /// The values that the file lists, in order.
    var publicInputs: [Fr] { inputs.map { Fr(decimal: $0.value)! } }

    func point(_ coordinates: [String]) -> Montgomery25519Point {
        Montgomery25519Point(u: Base25519(decimal: coordinates[0])!, v: Base25519(decimal: coordinates[1])!)!
    }

    /// The witness for other public inputs, other digit bits, or with variables lied about.
    func witness(
        publicInputs: [Fr]? = nil, bits: [Bool]? = nil, replacing: [Variable: Fr] = [:]
    ) -> Witness {
        Self.circuit.witness(publicInputs: publicInputs ?? self.publicInputs, replacing: replacing) { inputs in
            for (i, bit) in (bits ?? scalarBits).enumerated() { inputs[i] = bit ? .one : .zero }
        }
    }

    /// The names of the regions in which a row fails.
    func failures(publicInputs: [Fr]? = nil, bits: [Bool]? = nil, replacing: [Variable: Fr] = [:]) -> Set<String> {
        let witness = witness(publicInputs: publicInputs, bits: bits, replacing: replacing)
        let system = Self.circuit.system
        return Set(witness.withUnsafeValues { system.unsatisfiedRows($0) }.map { system.regionName(ofRow: $0) })
    }
}

func bytes(hex: String) -> [UInt8] {
    let digits = Array(hex.utf8).map { UInt8($0 > 57 ? $0 - 87 : $0 - 48) }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}
