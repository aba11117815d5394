import Foundation
import TestSupport
import Testing

@Suite struct InstallTests {

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
