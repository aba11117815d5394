import Foundation
import TestSupport
import Testing

@Suite(.blocking) struct ProveTests {
    private let terminal: Terminal

    init() throws {
        terminal = try Terminal()
        for ending in ["r1cs", "zkey", "wtns", "bad.wtns", "vk.json", "json"] {
            try terminal.write(VectorFiles.own("groth16/artifacts/cubic.\(ending)"), to: "cubic.\(ending)")
        }
    }

    private let check = "zkverify --vk cubic.vk.json --proof proof.json --public public.json"

    private func object(_ name: String) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: terminal.read(name)) as? [String: Any] ?? [:]
    }

    @Test func aKeyAndAWitnessOfOthersGiveAProofThatHolds() throws {
        let outcome = try terminal.run("zkworker prove cubic.zkey cubic.wtns proof.json public.json")
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        #expect(try terminal.run(check).status == 0)
        let inputs = try JSONSerialization.jsonObject(with: terminal.read("public.json")) as? [String]
        #expect(try inputs == object("cubic.json")["public"] as? [String])
        #expect(try Set(object("proof.json").keys) == ["pi_a", "pi_b", "pi_c", "protocol", "curve"])
    }

    /// As rapidsnark's prover does: a script that proves again and again is not stopped by its own files.
    @Test func whatWasProvenBeforeIsReplaced() throws {
        for name in ["proof.json", "public.json"] { try terminal.write(Data("old".utf8), to: name) }
        let outcome = try terminal.run("zkworker prove cubic.zkey cubic.wtns proof.json public.json --json")
        #expect(outcome.status == 0 && outcome.json["publicInputCount"] as? Int == 1)
        #expect(try terminal.run(check).status == 0)
    }

    @Test func aProofThatDoesNotHoldIsNotWritten() throws {
        let outcome = try terminal.run("zkworker prove cubic.zkey cubic.bad.wtns proof.json public.json")
        #expect(outcome.status == 1 && outcome.errors.contains("does not satisfy the circuit"))
        #expect(!terminal.exists("proof.json") && !terminal.exists("public.json"))
    }

    @Test func ourOwnKeyOfTheirCircuitProves() throws {
        let made = try terminal.run("zksetup dev cubic.r1cs --out ours.zkey --json")
        #expect(made.status == 0 && made.json["publicInputs"] as? Int == 1, "\(made.errors)")
        for trust in ["", "--check-key"] {
            let outcome = try terminal.run("zkworker prove ours.zkey cubic.wtns proof.json public.json \(trust)")
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        #expect(try terminal.run("zksetup dev cubic.r1cs --out ours.zkey").status == 3)
        #expect(try terminal.run("zksetup dev cubic.r1cs --out ours.zkey --force").status == 0)
        #expect(try terminal.run("zksetup dev cubic.r1cs --out cubic.r1cs --force").status == 2)
        #expect(try terminal.run("zksetup dev cubic.r1cs").status == 2)
        #expect(try terminal.run("zksetup dev absent.r1cs --out absent.zkey").status == 3)
        #expect(try terminal.run("zksetup dev vanity-address --out key.zkey").status == 2)
    }

    @Test func mistakesAreSaidInOneSentence() throws {
        try terminal.write(VectorFiles.own("groth16/artifacts/mul.wtns"), to: "mul.wtns")
        for (line, status, words) in [
            ("cubic.zkey cubic.wtns proof.json", 2, "four files"),
            ("cubic.zkey cubic.wtns proof.json proof.json", 2, "two files"),
            ("cubic.zkey cubic.wtns proof.json ./proof.json", 2, "two files"),
            ("cubic.zkey cubic.wtns cubic.zkey public.json", 2, "being read"),
            ("cubic.zkey cubic.wtns proof.json cubic.wtns", 2, "being read"),
            ("absent.zkey cubic.wtns proof.json public.json", 3, "absent.zkey"),
            ("cubic.zkey absent.wtns proof.json public.json", 3, "absent.wtns"),
            ("cubic.zkey cubic.wtns nowhere/proof.json public.json", 3, "nowhere/proof.json"),
            ("cubic.zkey mul.wtns proof.json public.json", 2, "two circuits"),
            ("cubic.wtns cubic.zkey proof.json public.json", 2, "cubic.wtns: this is not such a file"),
        ] as [(String, Int32, String)] {
            let outcome = try terminal.run("zkworker prove \(line)")
            #expect(outcome.status == status && outcome.errors.contains(words), "\(line): \(outcome.errors)")
            #expect(outcome.output.isEmpty && outcome.errors.split(separator: "\n").count == 1)
            #expect(!terminal.exists("proof.json") && !terminal.exists("public.json"))
        }
    }

    @Test func everyDamagedFileIsRefusedInOneSentence() throws {
        let manifest =
            try JSONSerialization.jsonObject(
                with: VectorFiles.own("groth16/malformed_files/manifest.json")) as? [String: Any]
        let names = (manifest?["files"] as? [[String: String]] ?? []).compactMap { $0["file"] }
        for name in names where !name.hasSuffix(".r1cs") {
            try terminal.write(VectorFiles.own("groth16/malformed_files/\(name)"), to: name)
            let inputs = name.hasSuffix(".zkey") ? "\(name) cubic.wtns" : "cubic.zkey \(name)"
            let outcome = try terminal.run("zkworker prove \(inputs) proof.json public.json")
            #expect(outcome.status == 2 && outcome.output.isEmpty, "\(name): \(outcome.status)")
            #expect(
                outcome.errors.split(separator: "\n").count == 1 && outcome.errors.contains(name),
                "\(name): \(outcome.errors)")
        }
        #expect(!terminal.exists("proof.json") && !terminal.exists("public.json"))
    }

    @Test func interruptingLeavesNothing() throws {
        let name = "synthetic/synthetic-dense-2p14"
        guard VectorFiles.shared(name + ".wtns") != nil else { return }
        let files = [".zkey", ".wtns"].map { VectorFiles.sharedURL(name + $0).path }.joined(separator: " ")
        let running = try terminal.start(
            "zkworker prove \(files) late.json later.json", with: ["VC_KERNELS": "portable"])
        usleep(100_000)
        running.process.interrupt()
        #expect(try running.finish().status == 130)
        let left = try FileManager.default.contentsOfDirectory(atPath: terminal.folder.path)
        #expect(!left.contains { $0.contains("late") })
    }

    @Test func filesAreToldAbout() throws {
        let words = try terminal.run("zkworker inspect cubic.r1cs cubic.wtns cubic.zkey cubic.vk.json")
        #expect(words.status == 0 && words.errors.isEmpty)
        for text in ["a circuit", "a witness", "a proving key", "a verifying key", "public inputs"] {
            #expect(words.output.contains(text))
        }
        let json = try terminal.run("zkworker prove --inspect cubic.zkey --json")
        let file = (json.json["files"] as? [[String: Any]])?.first
        #expect(json.status == 0 && file?["kind"] as? String == "zkey" && file?["publicInputs"] as? Int == 1)
        let mistake = try terminal.run("zkworker inspect cubic.json")
        #expect(mistake.status == 2 && mistake.errors.contains("is no .r1cs"))
    }
}
