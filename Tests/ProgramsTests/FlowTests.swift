import Foundation
import TestSupport
import Testing

/// The README's flow but for its last line, run once as it stands there; the tests look at what it left.
private struct Flow {
    let terminal: Terminal

    static let shared = Result { try Flow() }

    private init() throws {
        terminal = try Terminal()
        for line in try Self.lines() where !line.hasPrefix("zktask open") {
            let outcome = try terminal.run(line)
            try #require(outcome.status == 0, "\(line): \(outcome.errors)")
        }
    }

    /// The commands under "Step by step".
    static func lines() throws -> [String] {
        let readme = try String(contentsOf: VectorFiles.root.appendingPathComponent("README.md"), encoding: .utf8)
        let section = try #require(readme.components(separatedBy: "## Step by step").last)
        let block = section.components(separatedBy: "```")[3]
        let lines = block.split(separator: "\n").map(String.init)
        try #require(lines.count == 5 && lines[2] == "zkworker solve task.json")
        return lines
    }
}

@Suite(.blocking) struct FlowTests {
    private let terminal: Terminal

    init() throws { terminal = try Flow.shared.get().terminal }

    @Test func whatIsSolvedIsProven() throws {
        let words = try terminal.run("zkverify proof.bin")
        #expect(
            words.status == 0 && words.output.hasPrefix("PROVEN.") && words.output.contains("the task in this file"))
        let checked = try terminal.run("zkverify proof.bin --task task.json --json")
        #expect(checked.status == 0 && checked.json["proven"] as? Bool == true)
        #expect(checked.json["reason"] is NSNull)
        #expect((checked.json["address"] as? String)?.hasPrefix("1Zk") == true)
        #expect(
            Set(checked.json.keys) == [
                "proven", "reason", "kind", "taskDigest", "payee", "initiator", "address", "circuitId", "keyDigest",
                "developmentKey", "deadline", "deadlinePassed", "sealedBox",
            ])
    }

    @Test func theInitiatorOpensItOnce() throws {
        let line = try #require(Flow.lines().last)
        let opened = try terminal.run(line)
        #expect(opened.status == 0, "\(opened.errors)")
        #expect(try terminal.permissions("wallet.json") == 0o600)
        let wallet = try JSONSerialization.jsonObject(with: terminal.read("wallet.json")) as? [String: String]
        #expect(Set(wallet?.keys ?? [:].keys) == ["address", "privateKeyHex", "privateKeyWIF", "publicKey"])
        #expect(
            !opened.output.contains(wallet?["privateKeyHex"] ?? "")
                && !opened.output.contains(wallet?["privateKeyWIF"] ?? ""))
        let again = try terminal.run("zktask open proof.bin --key alice.key --out wallet.json")
        #expect(again.status == 3 && again.errors.contains("--force"))
    }

    @Test func aBystanderNeedsTheVerifyingKeyAndNothingElse() throws {
        try terminal.run("zksetup export-vk vanity-address --out vk.json")
        let elsewhere = try Terminal()
        for name in ["vk.json", "proof.bin"] { try elsewhere.write(terminal.read(name), to: name) }
        #expect(try elsewhere.run("zkverify proof.bin").status == 3)
        let checked = try elsewhere.run("zkverify proof.bin --vk vk.json --box box.bin --json")
        #expect(checked.status == 0)
        #expect(try elsewhere.read("box.bin").base64EncodedString() == checked.json["sealedBox"] as? String)
    }

    @Test func theWholeKeyIsDescribed() throws {
        let info = try terminal.run("zksetup info vanity-address --json")
        #expect(
            Set(info.json.keys) == [
                "circuit", "circuitId", "rows", "wires", "publicInputs", "nonZeros", "domain", "keyPath", "keyDigest",
                "developmentKey",
            ])
        #expect(info.json["rows"] as? Int == 91_075 && info.json["domain"] as? Int == 131_072)
        let nowhere = try Terminal().run("zksetup info vanity-address --json")
        #expect(nowhere.status == 0 && nowhere.json["keyPath"] is NSNull)
    }

    @Test func anAlteredProofIsNeverProvenAndNeverACrash() throws {
        let proof = try terminal.read("proof.bin")
        for index in stride(from: 0, to: proof.count, by: 23) {
            var altered = proof
            altered[index] ^= 0x10
            try terminal.write(altered, to: "altered-\(index).bin")
            let status = try terminal.run("zkverify altered-\(index).bin").status
            #expect(status == 1 || status == 2, "byte \(index): \(status)")
        }
        for count in [0, 1, 8, 100, proof.count - 1] {
            try terminal.write(proof.prefix(count), to: "short.bin")
            #expect(try terminal.run("zkverify short.bin").status == 2)
        }
        try terminal.write(proof + [0], to: "long.bin")
        #expect(try terminal.run("zkverify long.bin").status == 2)
    }

    @Test func aTaskThatWasAlteredAfterSolvingIsNotTheOneProven() throws {
        let text = String(decoding: try terminal.read("task.json"), as: UTF8.self)
        try terminal.write(Data(text.replacing("5000000", with: "5000001").utf8), to: "richer.json")
        let checked = try terminal.run("zkverify proof.bin --task richer.json")
        #expect(checked.status == 1 && checked.output.contains("another task"))
        #expect(try terminal.run("zkworker solve richer.json --out other.bin").status == 1)
        #expect(!terminal.exists("other.bin"))
    }

    @Test func nothingIsOverwrittenUnasked() throws {
        let before = try terminal.read("proof.bin")
        let again = try terminal.run("zkworker solve task.json")
        #expect(again.status == 3 && again.errors.contains("--force"))
        #expect(try terminal.read("proof.bin") == before)
    }

    @Test func anotherKeyFileOpensNothing() throws {
        try terminal.run("zktask keygen --out eve.key")
        let opened = try terminal.run("zktask open proof.bin --key eve.key --out eve.json")
        #expect(opened.status == 1 && !terminal.exists("eve.json"))
    }

    @Test func whatIsReadIsNeverReplaced() throws {
        let before = try terminal.read("alice.key")
        #expect(try terminal.run("zktask open proof.bin --key alice.key --out alice.key --force").status == 2)
        #expect(try terminal.read("alice.key") == before)
        let task = try terminal.read("task.json")
        #expect(try terminal.run("zkworker solve task.json --out task.json --force").status == 2)
        #expect(try terminal.read("task.json") == task)
    }

    @Test func anotherVerifyingKeyDecidesNothing() throws {
        guard VectorFiles.shared("snarkjs-made/bn254_groth16_1000.vk.json") != nil else { return }
        let other = VectorFiles.sharedURL("snarkjs-made/bn254_groth16_1000.vk.json").path
        let checked = try terminal.run("zkverify proof.bin --vk \(other)")
        #expect(checked.status == 1 && checked.output.contains("another verifying key"))
    }

    @Test func stoppingASearchIsAnOrdinaryEnd() throws {
        let new = "zktask new vanity-address --prefix 1Zkkkkkkkkkk --key alice.key --reward 1 --deadline 2d"
        #expect(try terminal.run("\(new) --out endless.json").status == 0)
        let running = try terminal.start("zkworker solve endless.json --out endless.bin")
        Thread.sleep(forTimeInterval: 3)
        running.process.interrupt()
        let outcome = try running.finish()
        #expect(outcome.status == 130 && outcome.errors.contains("no memory") && !terminal.exists("endless.bin"))
    }

    @Test func aSearchEndsWithItsDeadline() throws {
        let new = "zktask new vanity-address --prefix 1Zkkkkkkkkkk --key alice.key --reward 1 --deadline 3s"
        #expect(try terminal.run("\(new) --out soon.json").status == 0)
        let outcome = try terminal.run("zkworker solve soon.json --out soon.bin")
        #expect(outcome.status == 1 && outcome.errors.contains("deadline") && !terminal.exists("soon.bin"))
    }

    @Test func whatWasFoundBeforeACrashIsProvenByTheNextRun() throws {
        let running = try terminal.start("zkworker solve task.json --out crashed.bin")
        let outbox = ".local/share/verifiedcompute/outbox"
        func kept() -> [String] {
            let folder = terminal.folder.appendingPathComponent(outbox).path
            return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
                $0.hasSuffix(".solution")
            }
        }
        while kept().isEmpty && running.process.isRunning { usleep(1000) }
        kill(running.process.processIdentifier, SIGKILL)
        _ = try running.finish()
        #expect(!kept().isEmpty && !terminal.exists("crashed.bin"))
        let next = try terminal.run("zkworker solve task.json --out crashed.bin")
        #expect(next.status == 0 && next.errors.contains("found before") && kept().isEmpty)
        #expect(try terminal.run("zkverify crashed.bin --task task.json").status == 0)
    }

    @Test func aProofOfSnarkjsIsChecked() throws {
        let folder = VectorFiles.sharedURL("snarkjs-made").path
        guard VectorFiles.shared("snarkjs-made/bn254_groth16_1000.proof.json") != nil else { return }
        let files = "--vk \(folder)/bn254_groth16_1000.vk.json --proof \(folder)/bn254_groth16_1000.proof.json"
        #expect(try terminal.run("zkverify \(files) --public \(folder)/bn254_groth16_1000.public.json").status == 0)
        #expect(try terminal.run("zkverify \(files) --public \(folder)/bn254_circuit2_131.public.json").status != 0)
    }
}
