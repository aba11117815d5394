import Curves
import Fields
import Formats
import Foundation
import Groth16
import R1CS
import TestSupport
import Testing

/// Times at the size of the flagship circuit. Run with `VC_MEASURE=1`.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["VC_MEASURE"] != nil))
struct MeasuredSizes {
    @Test func setupProveAndVerifyAtNinetyThousandRows() throws {
        var builder = CircuitBuilder()
        let inputs = (0..<18).map { builder.publicInput("\($0)") }
        var bits: [LinearCombination] = []
        var value = inputs[0]
        let count = 91_000
        // Three in four rows are bits, the rest products of seven-bit sums: about 13 entries a row.
        for row in 0..<count {
            if row % 4 != 3 {
                let bit = builder.hint(1, from: []) { _ in [Fr(row & 1)] }[0]
                builder.constrain(bit, bit - 1, .zero)
                bits.append(bit)
            } else {
                value = builder.product(value + .sum(bits.suffix(24)), value + .sum(bits.suffix(20)))
            }
        }
        let circuit = builder.build()
        print("entries of A and B", circuit.system.nonZeroCounts)
        let folder = try TemporaryFolder()
        let clock = ContinuousClock()
        var (verifyingKey, generator) = (VerifyingKey?.none, SystemRandomNumberGenerator())
        print(
            "setup",
            try clock.measure {
                let writer = try ZkeyWriter(path: folder.path("key.zkey"))
                verifyingKey = try Setup.makeKeys(for: circuit.system, into: writer, using: &generator)
                try writer.commit()
            })
        var zkey: Zkey?
        print("open", try clock.measure { zkey = try Zkey(path: folder.path("key.zkey"), trust: .digest) })
        let publicInputs = (1...18).map { Fr($0) }
        let witness = circuit.witness(publicInputs: publicInputs, privateInputs: [])
        let prover = try Prover(zkey!.provingKey, for: verifyingKey!)
        var proof: Proof?
        for _ in 0..<3 { print("prove", try clock.measure { proof = try prover.prove(witness) }) }
        let verifier = try Verifier(verifyingKey!)
        let claims = (0..<64).map { _ in Verifier.Claim(publicInputs: publicInputs, proof: proof!) }
        var (holds, falseOnes) = (false, [0])
        for _ in 0..<3 {
            print("verify", try clock.measure { holds = try verifier.verify(publicInputs, proof!) })
            print("batch of 64", try clock.measure { falseOnes = try verifier.falseClaims(claims) })
        }
        #expect(holds && falseOnes.isEmpty)
        let wrong = Verifier.Claim(publicInputs: publicInputs.map { $0 + 1 }, proof: proof!)
        let sizes = [(64, 0), (64, 1), (64, 2), (64, 4), (64, 8), (64, 64), (8, 8), (4, 4), (2, 0), (2, 2)]
        for (count, falseCount) in sizes {
            var mixed = Array(claims.prefix(count))
            for index in mixed.indices.shuffled().prefix(falseCount) { mixed[index] = wrong }
            // The fastest of several: the least disturbed.
            func fastest(_ falseOnes: () throws -> Int) throws -> Duration {
                var found = 0
                let times = try (0..<9).map { _ in try clock.measure { found = try falseOnes() } }
                #expect(found == falseCount)
                return times.min()!
            }
            let together = try fastest { try verifier.falseClaims(mixed).count }
            let singly = try fastest { try mixed.count { try !verifier.verify($0.publicInputs, $0.proof) } }
            print("\(count) claims, \(falseCount) false: together \(together), one by one \(singly)", together / singly)
        }
        print("check every point", try clock.measure { _ = try Zkey(path: folder.path("key.zkey"), trust: .none) })
    }
}
