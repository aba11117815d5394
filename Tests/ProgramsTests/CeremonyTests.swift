import Foundation
import TestSupport
import Testing

@Suite(.blocking) struct CeremonyTests {
    private let terminal: Terminal

    /// A circuit, powers of tau and a key that nobody has contributed to.
    init() throws {
        terminal = try Terminal()
        try terminal.write(VectorFiles.own("groth16/artifacts/cubic.r1cs"), to: "c.r1cs")
        #expect(try terminal.run("zksetup powers 3 pot.ptau").status == 0)
        #expect(try terminal.run("zksetup new c.r1cs pot.ptau 0.zkey").status == 0)
    }

    @Test func aCeremonyIsHeldAndVerified() throws {
        try terminal.write(Data("dice: 4 1 6 6 2".utf8), to: "dice")
        let first = try terminal.run("zksetup contribute 0.zkey 1.zkey --name alice --entropy-file dice --json")
        #expect(first.status == 0 && first.json["contribution"] as? Int == 1)
        #expect(try terminal.run("zksetup contribute 1.zkey 2.zkey").status == 0)
        #expect(try terminal.run("zksetup beacon 2.zkey 3.zkey 00ffEE 10 --name end").status == 0)
        let check = try terminal.run("zksetup verify c.r1cs pot.ptau 3.zkey --json")
        #expect(check.status == 0 && check.json["verified"] as? Bool == true)
        let steps = try #require(check.json["contributions"] as? [[String: Any]])
        #expect(steps.count == 3)
        #expect(
            steps[0]["name"] as? String == "alice"
                && steps[0]["hash"] as? String == first.json["contributionHash"] as? String)
        #expect(steps[2]["beacon"] as? String == "00ffee" && steps[2]["beaconExponent"] as? Int == 10)
        let words = try terminal.run("zksetup verify c.r1cs pot.ptau 3.zkey")
        #expect(words.output.hasPrefix("VERIFIED.") && words.output.contains("beacon 00ffee, hashed 2^10 times"))
        #expect(words.errors.contains("no contribution"))

        let export = try terminal.run("zksetup export vk 3.zkey --out vk.json --json")
        #expect(export.status == 0 && export.json["keyDigest"] as? String == check.json["keyDigest"] as? String)
    }

    @Test func aKeyThatNobodyContributedToIsNotVerified() throws {
        let check = try terminal.run("zksetup verify c.r1cs pot.ptau 0.zkey --json")
        #expect(check.status == 1 && check.json["verified"] as? Bool == false)
        #expect((check.json["reason"] as? String)?.contains("nobody has contributed") == true)
        let export = try terminal.run("zksetup export vk 0.zkey --out vk.json")
        #expect(export.errors.contains("anyone can forge"))
    }

    @Test func mistakesAreNamed() throws {
        func expect(_ status: Int32, _ line: String, _ word: String) throws {
            let outcome = try terminal.run(line)
            #expect(outcome.status == status && outcome.errors.contains(word), "\(line): \(outcome.errors)")
            #expect(outcome.errors.split(separator: "\n").count == 1 && outcome.output.isEmpty, "\(line)")
        }
        try terminal.write(VectorFiles.own("groth16/artifacts/chain61.r1cs"), to: "large.r1cs")
        try terminal.write(VectorFiles.own("groth16/artifacts/cubic.zkey"), to: "dev.zkey")
        try expect(2, "zksetup new large.r1cs pot.ptau x.zkey", "2^3")
        try expect(2, "zksetup new pot.ptau c.r1cs x.zkey", "pot.ptau")
        try expect(3, "zksetup new c.r1cs nowhere.ptau x.zkey", "nowhere.ptau")
        try expect(3, "zksetup new c.r1cs pot.ptau 0.zkey", "0.zkey is there already")
        try expect(2, "zksetup contribute 0.zkey 0.zkey --force", "what is being read")
        try expect(2, "zksetup contribute dev.zkey x.zkey", "zksetup new")
        try expect(2, "zksetup contribute 0.zkey x.zkey --ask", "--entropy-file")
        try expect(3, "zksetup contribute 0.zkey x.zkey --entropy-file nowhere", "nowhere")
        try expect(2, "zksetup beacon 0.zkey x.zkey 0 10", "hexadecimal")
        for exponent in [9, 41] { try expect(2, "zksetup beacon 0.zkey x.zkey 00 \(exponent)", "10 to 40") }
        try expect(2, "zksetup powers 21 x.ptau", "from 1 to 20")
        #expect(!terminal.exists("x.zkey") && !terminal.exists("x.ptau"))
    }

    @Test func anInterruptedBeaconLeavesNothing() throws {
        // 2⁴⁰ hashes outlast any test.
        let running = try terminal.start("zksetup beacon 0.zkey x.zkey 00 40")
        usleep(500_000)
        kill(running.process.processIdentifier, SIGINT)
        let outcome = try running.finish()
        #expect(outcome.status == 130 && outcome.errors.contains("nothing was written"))
        let names = try FileManager.default.contentsOfDirectory(atPath: terminal.folder.path)
        #expect(!names.contains { $0.contains("x.zkey") })
    }

    @Test func ourOwnCircuitIsExported() throws {
        let outcome = try terminal.run("zksetup export r1cs vanity-address --out va.r1cs --json")
        #expect(outcome.status == 0 && terminal.exists("va.r1cs"))
        let info = try terminal.run("zksetup info vanity-address --json")
        #expect(outcome.json["circuitId"] as? String == info.json["circuitId"] as? String)
    }
}
