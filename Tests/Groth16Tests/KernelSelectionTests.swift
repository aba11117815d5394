import Curves
import Fields
import Foundation
import Groth16
import R1CS
import TestSupport
import Testing

/// Each kernel in a process of its own, as `VC_KERNELS` selects it. Test builds trap where the vector functions are entered and
/// `ifma` was never in use.
@Suite struct KernelSelectionTests {
    @Test(arguments: Kernel.available) func setupProofsAndBatchesRunOnTheSelectedKernelAlone(kernel: Kernel) async {
        await #expect(processExitsWith: .success) { [name = kernel.rawValue as String] in
            setenv("VC_KERNELS", name, 1)
            try #require(Kernel.current.rawValue == name)
            let circuit = chain(of: 300)
            let (key, verifyingKey) = try makeKeys(for: circuit.system, seed: 6)
            let prover = try Prover(key, for: verifyingKey)
            let proof = try prover.prove(circuit.witness(publicInputs: [5], privateInputs: []))
            let verifier = try Verifier(verifyingKey)
            #expect(try verifier.verify([5], proof))
            let claims = [5, 5, 6, 5].map { Verifier.Claim(publicInputs: [$0], proof: proof) }
            #expect(try verifier.falseClaims(claims) == [2])
            #expect(BN254G2.isInSubgroup(.generator))
            try #require(Kernel.current.rawValue == name)
        }
    }

    @Test(.enabled(if: Kernel.ifma.isAvailable)) func vectorCodeUnderAnotherKernelIsNoticed() async {
        await #expect(processExitsWith: .failure) {
            setenv("VC_KERNELS", "portable", 1)
            try #require(Kernel.current == .portable)
            _ = ShortScalars.multiplesInLanes(of: [.generator], by: [3])
        }
    }
}

/// A chain of products over `rows` rows, with bits among them.
private func chain(of rows: Int) -> Circuit {
    var builder = CircuitBuilder()
    var value = builder.publicInput("x")
    for row in 0..<rows {
        let bit = builder.hint(1, from: []) { _ in [Fr(row & 1)] }[0]
        builder.constrain(bit, bit - 1, .zero)
        value = builder.product(value + bit, value + 3)
    }
    return builder.build()
}
