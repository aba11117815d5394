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

    let s_bits: String
    let nonce: String
    let box: String
    let k: String
    let k1: String
    let shared_u: String
    let epk_montgomery: [String]
    let C_montgomery: [String]
    let G_montgomery: [String]
    let H_montgomery: [String]
    let R: [String]
    let public_inputs: [Input]
    let rows: Int
    let variables: Int
    let nonzeros_A_B_C: [Int]
    let rows_by_part: [String: Int]

    static let shared: KnownAnswer = {
        guard let data = try? VectorFiles.own("circuits/known_answers.json"),
            let answer = try? JSONDecoder().decode(KnownAnswer.self, from: data)
        else { preconditionFailure("Vectors/circuits/known_answers.json is part of the repository") }
        return answer
    }()

    typealias Flagship = SealedStatement<VanityPoint>

    /// Built once for all tests.
    static let circuit = Flagship.circuit()

    var scalarBits: [Bool] { s_bits.map { $0 == "1" } }
    var boxBytes: [UInt8] { bytes(hex: box) }
    var nonceBytes: [UInt8] { bytes(hex: nonce) }
    var binding: [UInt8] {
        let value = Fr(decimal: public_inputs[0].value)!
        return Array(value.littleEndianBytes[..<31])
    }
    var ephemeralKey: Montgomery25519Point { point(epk_montgomery) }
    var commitment: Montgomery25519Point { point(C_montgomery) }
    var target: AffinePoint<Secp256k1> {
        AffinePoint(x: SecpBase(decimal: R[0])!, y: SecpBase(decimal: R[1])!)!
    }

    /// The values that the file lists, in order.
    var publicInputs: [Fr] { public_inputs.map { Fr(decimal: $0.value)! } }

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
