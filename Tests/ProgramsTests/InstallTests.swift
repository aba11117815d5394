import Foundation
import TestSupport
import Testing

@Suite(.blocking) struct InstallTests {
    /// A ceremony over the circuit that tasks are proven with, from its export to a proof under its key.
    @Test func theKeyOfACeremonyDecidesTasks() throws {
        let terminal = try Terminal()
        func run(_ line: String, status: Int32 = 0) throws -> Terminal.Outcome {
            let outcome = try terminal.run(line)
            try #require(outcome.status == status, "\(line): \(outcome.errors)")
            return outcome
        }
        _ = try run("zksetup export r1cs vanity-address --out c.r1cs")
        _ = try run("zksetup powers 17 pot.ptau --quiet")
        _ = try run("zksetup new c.r1cs pot.ptau 0.zkey --quiet")
        let unsafe = try run("zksetup install vanity-address 0.zkey --keys market", status: 1)
        #expect(unsafe.errors.contains("anyone can forge"))
        _ = try run("zksetup contribute 0.zkey 1.zkey --quiet")
        let key = try #require(
            run("zksetup install vanity-address 1.zkey --keys market --json").json["keyDigest"] as? String)
        let again = try run("zksetup install vanity-address 1.zkey --keys market", status: 3)
        #expect(again.errors.contains("--force"))
        #expect(try run("zksetup install vanity-address 1.zkey --keys market --force").output.contains(key))
        #expect(try run("zksetup info vanity-address --keys market --json").json["keyDigest"] as? String == key)

        // A market in production that pins the digest takes a task under the key.
        let market = try Market("")
        try market.terminal.write(terminal.read("1.zkey"), to: "1.zkey")
        try market.expect("zksetup install vanity-address 1.zkey --keys market/keys")
        try market.setPolicy { policy in
            #expect(policy["mode"] as? String == "production")
            policy["verifyingKeys"] = [key]
            policy["authorities"] = ["127.0.0.1:\(market.port)"]
        }
        try market.deposit(1_000_000, to: market.alice)
        try market.deposit(1000, to: market.bob)
        let service = try market.open()
        try market.expect(
            "zktask new vanity-address --prefix 1Z --key alice.key --reward 100000 --deadline 2d --keys market/keys")
        try market.expect("zktask post task.json --service SERVICE --key alice.key")
        try market.expect("zkworker solve task.json --keys market/keys --key bob.key")
        let proof = try market.expect("zkverify proof.bin --task task.json --keys market/keys --json").json
        #expect(proof["proven"] as? Bool == true && proof["keyDigest"] as? String == key)
        try market.expect("zkworker submit proof.bin --service SERVICE --key bob.key")
        try market.close(service)
    }

    @Test func whatIsNoCeremonysKeyIsNotInstalled() throws {
        let terminal = try Terminal()
        try terminal.write(VectorFiles.own("groth16/artifacts/cubic.r1cs"), to: "c.r1cs")
        try terminal.write(VectorFiles.own("groth16/artifacts/cubic.zkey"), to: "dev.zkey")
        for line in ["powers 3 pot.ptau", "new c.r1cs pot.ptau 0.zkey", "contribute 0.zkey 1.zkey"] {
            #expect(try terminal.run("zksetup \(line) --quiet").status == 0)
        }
        for (key, status, words) in [
            ("dev.zkey", 2, "zksetup new"), ("1.zkey", 1, "not of the circuit"), ("pot.ptau", 2, "pot.ptau"),
            ("nowhere.zkey", 3, "nowhere.zkey"),
        ] as [(String, Int32, String)] {
            let outcome = try terminal.run("zksetup install vanity-address \(key) --keys keys")
            #expect(outcome.status == status && outcome.errors.contains(words), "\(key): \(outcome.errors)")
            #expect(outcome.output.isEmpty && !terminal.exists("keys"))
        }
    }
}
