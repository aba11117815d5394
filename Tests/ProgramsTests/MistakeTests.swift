import Foundation
import TestSupport
import Testing

@Suite(.blocking) struct MistakeTests {
    /// One sentence on standard error, nothing on standard output, and this status.
    private func expect(_ status: Int32, _ line: String, _ words: String..., in terminal: Terminal) throws {
        let outcome = try terminal.run(line)
        #expect(outcome.status == status, "\(line): \(outcome.errors)")
        #expect(
            outcome.output.isEmpty && outcome.errors.split(separator: "\n").count == 1, "\(line): \(outcome.errors)")
        for word in words { #expect(outcome.errors.contains(word), "\(line): \(outcome.errors)") }
    }

    @Test func aPatternThatCannotOccurIsRefusedWithTheReason() throws {
        let terminal = try Terminal()
        try terminal.run("zktask keygen --out a.key")
        let rest = "--key a.key --reward 1 --deadline 2d"
        try expect(2, "zktask new vanity-address --prefix 1O \(rest)", "base58", in: terminal)
        try expect(2, "zktask new vanity-address --prefix 3Zk \(rest)", "begin with 1", in: terminal)
        try expect(2, "zktask new vanity-address --prefix 1 \(rest)", "nothing to search", in: terminal)
        try expect(
            2, "zktask new vanity-address --prefix 1zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz \(rest)", "run from", in: terminal
        )
        #expect(!terminal.exists("task.json"))
    }

    @Test func wrongUseSaysWhatIsWrongAndWhereHelpIs() throws {
        let terminal = try Terminal()
        try expect(2, "zkworker solve", "--help", in: terminal)
        try expect(2, "zkworker solve task.json --fast", "--fast", in: terminal)
        try expect(2, "zkverify", "proof.bin", in: terminal)
        try expect(2, "zktask frobnicate", in: terminal)
        let post = "zktask post task.json --key a.key --service http://127.0.0.1:9"
        try expect(2, "\(post) --stake 5", "--lease-seconds", in: terminal)
        try expect(2, "\(post) --heartbeat-seconds 5", "--lease-seconds", in: terminal)
        for heartbeat in [-1, 56, 3600] {
            try expect(
                2, "\(post) --lease-seconds 3600 --heartbeat-seconds=\(heartbeat)", "from 57 to less than", in: terminal
            )
        }
        try expect(2, "zktask new vanity-address --prefix 1Zk", "zktask new vanity-address --help", in: terminal)
        try expect(3, "zkverify nowhere.bin", "nowhere.bin", in: terminal)
        try expect(3, "zkworker solve nowhere.json", "nowhere.json", in: terminal)
        try expect(2, "zksetup dev chess", "chess", in: terminal)
        for line in ["zktask --help", "zkworker solve --help", "zkverify --help", "zksetup --help", "zktask --version"]
        {
            let help = try terminal.run(line)
            #expect(help.status == 0 && !help.output.isEmpty && help.errors.isEmpty, "\(line)")
        }
    }

    @Test func aKernelThatThereIsNotIsSaidBeforeAnythingElse() throws {
        let terminal = try Terminal()
        for program in ["zktask", "zkworker", "zkverify", "zksetup"] {
            let outcome = try terminal.run("\(program) --help", with: ["VC_KERNELS": "fastest"])
            #expect(outcome.status == 2 && outcome.output.isEmpty)
            #expect(outcome.errors.contains("'fastest', which is no kernel; here it can be gmp or portable"))
            #expect(try terminal.run("\(program) --help", with: ["VC_KERNELS": "portable"]).status == 0)
        }
    }

    @Test func keyFilesThatOthersCanReadAreRefused() throws {
        let terminal = try Terminal()
        try terminal.run("zktask keygen --out a.key")
        #expect(try terminal.permissions("a.key") == 0o600)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: terminal.folder.appendingPathComponent("a.key").path)
        try expect(
            2, "zktask new vanity-address --prefix 1Zk --key a.key --reward 1 --deadline 2d", "chmod 600", in: terminal)
        try expect(3, "zktask keygen --out a.key", "a.key is there already", in: terminal)
    }

    @Test func amountsAndTimesAreStrict() throws {
        let terminal = try Terminal()
        try terminal.run("zktask keygen --out a.key")
        for reward in ["-1", "1.5", "5e6", "18446744073709551616"] {
            try expect(
                2, "zktask new vanity-address --prefix 1Zk --key a.key --reward=\(reward) --deadline 2d", in: terminal)
        }
        for deadline in ["yesterday", "2020-01-01T00:00:00Z", "1000000000", "2x"] {
            try expect(
                2, "zktask new vanity-address --prefix 1Zk --key a.key --reward 1 --deadline \(deadline)", in: terminal)
        }
    }

    @Test func aKeyFileUnderAPassphraseWantsIt() throws {
        let terminal = try Terminal()
        try terminal.write(Data("correct horse\n".utf8), to: "right")
        try terminal.write(Data("battery staple\n".utf8), to: "wrong")
        #expect(try terminal.run("zktask keygen --out a.key --passphrase-file right").status == 0)
        let new = "zktask new vanity-address --prefix 1Zk --key a.key --reward 1 --deadline 2d"
        try expect(2, "\(new) --passphrase-file wrong", "not the passphrase", in: terminal)
        try expect(2, new, "passphrase", in: terminal)
    }
}
