import Curves
import Fields
import Groth16
import R1CS
import TestSupport
import Testing

@Suite struct VerifierTests {
    @Test(arguments: [0, 3, 5]) func aWrongNumberOfInputsIsAnError(count: Int) throws {
        let cubic = try CubicCase.shared.get()
        let inputs = Array((cubic.inputs + [0]).prefix(count))
        #expect(throws: VerifierError.wrongInputCount(count, expected: 4)) {
            try cubic.verifier.verify(inputs, cubic.proof)
        }
        #expect(throws: VerifierError.wrongInputCount(count, expected: 4)) {
            try cubic.verifier.falseClaims([
                .init(publicInputs: cubic.inputs, proof: cubic.proof), .init(publicInputs: inputs, proof: cubic.proof),
            ])
        }
    }

    @Test func unsafeKeysAreRefusedWithTheirReasons() throws {
        let good = try CubicCase.shared.get().verifyingKey
        func key(
            alpha1: G1? = nil, beta2: G2? = nil, gamma2: G2? = nil, delta2: G2? = nil, ic: [G1]? = nil
        ) -> VerifyingKey {
            VerifyingKey(
                alpha1: alpha1 ?? good.alpha1, beta2: beta2 ?? good.beta2, gamma2: gamma2 ?? good.gamma2,
                delta2: delta2 ?? good.delta2, ic: ic ?? good.ic)
        }
        let other = 5 * G2.generator
        let cases: [(VerifyingKey, [UnsafeKeyReason])] = [
            (key(alpha1: .identity), [.alphaIsIdentity]),
            (key(beta2: .identity), [.betaIsIdentity]),
            (key(gamma2: .identity), [.gammaIsIdentity]),
            (key(delta2: .identity), [.deltaIsIdentity]),
            (key(gamma2: other, delta2: other), [.deltaIsGamma]),
            (key(gamma2: other, delta2: -other), [.deltaIsGamma]),
            (key(delta2: .generator), [.deltaIsGamma, .deltaIsGenerator]),
            (key(gamma2: other, delta2: .generator), [.deltaIsGenerator]),
            (key(gamma2: other, delta2: -.generator), [.deltaIsGenerator]),
            (key(ic: [.identity] + good.ic[1...]), [.inputIsUnbound(0)]),
            (key(ic: good.ic[..<3] + [.identity, .identity]), [.inputIsUnbound(3), .inputIsUnbound(4)]),
        ]
        for (key, reasons) in cases {
            #expect(key.unsafeReasons == reasons)
            #expect(throws: VerifierError.unsafeKey(reasons)) { try Verifier(key) }
            #expect(throws: Never.self) { try Verifier(key, allowUnsafe: true) }
        }
    }

    /// The forgery that the refusal of delta = gamma is for.
    @Test func underDeltaEqualToGammaAnyoneForges() throws {
        let good = try CubicCase.shared.get().verifyingKey
        let key = VerifyingKey(
            alpha1: good.alpha1, beta2: good.beta2, gamma2: good.gamma2, delta2: good.gamma2, ic: good.ic)
        let inputs: [Fr] = [1, 2, 3, 4]
        let point = multiScalarMultiplication(good.ic, [.one] + inputs).affine
        let forgery = try #require(Proof(a: good.alpha1, b: good.beta2, c: -point))
        #expect(try Verifier(key, allowUnsafe: true).verify(inputs, forgery))
    }

    @Test func canonicalBytesTellKeysApart() throws {
        let key = try CubicCase.shared.get().verifyingKey
        let bytes = key.canonicalBytes
        #expect(bytes.count == 1 + 4 + 32 + 3 * 64 + 5 * 32)
        #expect(Array(bytes[..<5]) == [1, 4, 0, 0, 0])
        #expect(Array(bytes[5..<37]) == key.alpha1.compressed)
        let swapped = VerifyingKey(
            alpha1: key.alpha1, beta2: key.beta2, gamma2: key.delta2, delta2: key.gamma2, ic: key.ic)
        #expect(swapped.canonicalBytes != bytes)
    }
}

@Suite struct BatchTests {
    private func claims(_ count: Int) throws -> (CubicCase, [Verifier.Claim]) {
        let cubic = try CubicCase.shared.get()
        let prover = try Prover(cubic.key, for: cubic.verifyingKey)
        let claims = try (0..<count).map { index in
            let (x, inputs) = (Fr(index), cubicInputs(Fr(index), untouched: Fr(index + 100)))
            let witness = cubicCircuit().witness(publicInputs: inputs, privateInputs: [x, 0])
            return Verifier.Claim(publicInputs: inputs, proof: try prover.prove(witness))
        }
        return (cubic, claims)
    }

    @Test(arguments: Kernel.available) func honestClaimsAllHold(on kernel: Kernel) throws {
        try kernel.run {
            let (cubic, claims) = try claims(5)
            #expect(try cubic.verifier.falseClaims(claims) == [] && cubic.verifier.allHold(claims))
            #expect(try cubic.verifier.falseClaims([]) == [])
        }
    }

    @Test(arguments: Kernel.available) func falseClaimsAreNamed(on kernel: Kernel) throws {
        try kernel.run {
            var (cubic, claims) = try claims(7)
            claims[2] = .init(publicInputs: claims[3].publicInputs, proof: claims[2].proof)
            #expect(try cubic.verifier.falseClaims(claims) == [2] && !cubic.verifier.allHold(claims))
            claims[6] = .init(
                publicInputs: claims[6].publicInputs,
                proof: try #require(Proof(a: claims[6].proof.a, b: claims[6].proof.b, c: -claims[6].proof.c)))
            #expect(try cubic.verifier.falseClaims(claims) == [2, 6])
        }
    }

    @Test(arguments: Kernel.available) func exactlyTheFalseOnesOfManyAreNamed(on kernel: Kernel) throws {
        let (cubic, claims) = try claims(21)
        var generator = SeededGenerator()
        try kernel.run {
            for count in [1, 4, 8, 9, 16, 21] {
                let wrong = (0..<count).filter { _ in generator.next() % 5 == 0 }
                let mixed = try claims[..<count].enumerated().map { index, claim in
                    guard wrong.contains(index) else { return claim }
                    switch index % 3 {
                    case 0: return Verifier.Claim(publicInputs: claim.publicInputs.map { $0 + 1 }, proof: claim.proof)
                    case 1:
                        let other = try #require(Proof(a: 2 * claim.proof.a, b: claim.proof.b, c: claim.proof.c))
                        return Verifier.Claim(publicInputs: claim.publicInputs, proof: other)
                    default:
                        let other = try #require(Proof(a: claim.proof.a, b: -claim.proof.b, c: claim.proof.c))
                        return Verifier.Claim(publicInputs: claim.publicInputs, proof: other)
                    }
                }
                #expect(try cubic.verifier.falseClaims(mixed) == wrong)
                for (index, claim) in mixed.enumerated() {
                    #expect(try cubic.verifier.verify(claim.publicInputs, claim.proof) == !wrong.contains(index))
                }
            }
        }
    }

    /// Wherever the false ones are, the verdicts are those of one check after another, and their number is bounded.
    @Test(arguments: [0, 1, 2, 3, 5, 9, 24, 64])
    func theVerdictsOfABatchAreThoseOfSingleChecks(falseOnes: Int) throws {
        let (cubic, claims) = try claims(64)
        var generator = SeededGenerator(seed: UInt64(falseOnes))
        for count in [64, 37] where falseOnes <= count {
            let wrong = Set((0..<count).shuffled(using: &generator).prefix(falseOnes))
            let mixed = try claims[..<count].enumerated().map { index, claim in
                guard wrong.contains(index) else { return claim }
                let proof = claim.proof
                return Verifier.Claim(
                    publicInputs: claim.publicInputs, proof: try #require(Proof(a: -proof.a, b: proof.b, c: proof.c)))
            }
            let search = try cubic.verifier.search(mixed)
            let single = try mixed.indices.filter {
                try !cubic.verifier.verify(mixed[$0].publicInputs, mixed[$0].proof)
            }
            #expect(search.falseClaims == single && single == wrong.sorted())
            // The whole, and of each false one two halves a level, until there have been so many.
            let levels = 4
            let most = min(2 * levels * falseOnes, FalseClaimSearch.mostHalves(of: count))
            #expect(1...1 + most ~= search.sharedChecks)
            #expect(search.singleChecks <= (search.sharedChecks <= most ? 4 * falseOnes : count))
        }
    }

    @Test func aVerifierThatWasPreparedOnOneKernelServesTheOthers() throws {
        let cubic = try CubicCase.shared.get()
        for kernel in Kernel.available {
            let verifier = try kernel.run { try Verifier(cubic.verifyingKey) }
            for other in Kernel.available {
                #expect(try other.run { try verifier.verify(cubic.inputs, cubic.proof) })
                #expect(try !other.run { try verifier.verify(cubic.inputs.map { $0 + 1 }, cubic.proof) })
            }
        }
    }

    /// Without weights, or with one for several claims, the errors would cancel: in a group of those whose Miller functions are taken
    /// together, in a half, in the whole.
    @Test(
        arguments: Kernel.available,
        [[0: 1, 1: -1], [0: 1, 4: -1], [1: 1, 2: 2, 5: 3, 7: -6], [4: 5, 5: -2, 6: -3]])
    func errorsThatCancelAreFound(on kernel: Kernel, shifts: [Int: Int]) throws {
        try kernel.run {
            var (cubic, claims) = try claims(8)
            for (index, shift) in shifts {
                let proof = claims[index].proof
                let multiple = Fr(UInt64(shift.magnitude)) * G1.generator
                let c = proof.c + (shift < 0 ? -multiple : multiple)
                claims[index] = Verifier.Claim(
                    publicInputs: claims[index].publicInputs, proof: try #require(Proof(a: proof.a, b: proof.b, c: c)))
            }
            #expect(try !cubic.verifier.allHold(claims))
            #expect(try cubic.verifier.falseClaims(claims) == shifts.keys.sorted())
        }
    }
}
