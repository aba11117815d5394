import Ceremony
import Formats
import Foundation
import TestSupport
import Testing

/// Ceremonies that are held in turn here and with snarkjs, where node is installed and `VC_SNARKJS` says where snarkjs is: a
/// file that node's `require` takes, such as `snarkjs.min.js` with `module.exports = snarkjs` behind it.
@Suite struct SnarkjsTests {
    private let workshop: Workshop
    private let snarkjs: Snarkjs?

    init() throws {
        workshop = try Workshop()
        snarkjs = try Snarkjs(workshop)
    }

    @Test(arguments: ["mul", "nopub", "chain61", "random16"]) func bothBeginWithTheSameBytes(name: String) throws {
        guard let snarkjs else { return }
        let circuit = try workshop.circuitPath(name)
        try snarkjs.run("new", circuit, workshop.powersPath, workshop.path("theirs.zkey"))
        let theirs = try MappedFile(path: workshop.path("theirs.zkey"))
        #expect(try workshop.begin(name).file.copy == theirs.copy)
    }

    @Test func aCeremonyMovesFromOneToTheOther() throws {
        guard let snarkjs else { return }
        let circuit = try workshop.circuitPath("random16")
        func theirs(_ command: String, _ key: Zkey, _ rest: String...) throws -> Zkey {
            let (old, new) = (try workshop.file(Data(key.file.copy)), workshop.path(UUID().uuidString))
            try snarkjs.run([command, old, new] + rest)
            return try Zkey(path: new, trust: .none)
        }
        func check(_ key: Zkey) throws {
            #expect(try workshop.fault(key, "random16") == nil)
            let path = try workshop.file(Data(key.file.copy))
            #expect(try snarkjs.run("verify", circuit, workshop.powersPath, path) == "true")
        }
        var key = try workshop.contribute(workshop.begin("random16"), name: "zoë")
        try check(key)
        key = try theirs("contribute", key, "bob")
        try check(key)
        key = try workshop.contribute(key)
        try check(key)
        let beacon = try workshop.addBeacon(key)
        try check(beacon)
        let value = Workshop.beacon.value.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(try theirs("beacon", key, "beacon", value, "10").file.copy == beacon.file.copy)
    }

    @Test func theyRefuseWhatWeRefuse() throws {
        guard let snarkjs else { return }
        let circuit = try workshop.circuitPath("cubic")
        let key = try workshop.contribute(workshop.begin("cubic"))
        let forged = try workshop.changed(key, section: 9) { bytes in
            bytes = Array(bytes[64..<128] + bytes[..<64] + bytes[128...])
        }
        #expect(try workshop.fault(forged, "cubic") == .quotientPart)
        let path = try workshop.file(Data(forged.file.copy))
        #expect(try snarkjs.run("verify", circuit, workshop.powersPath, path) == "false")
    }
}

/// snarkjs under node. Its bundle has no file system, so files pass through memory.
struct Snarkjs {
    private let script: String

    /// Nil, with a line that says so, where there is none.
    init?(_ workshop: Workshop) throws {
        guard let path = ProcessInfo.processInfo.environment["VC_SNARKJS"] else {
            print("skipped: VC_SNARKJS does not say where snarkjs is")
            return nil
        }
        script = try workshop.file(Data(Self.text(path).utf8), "driver.js")
    }

    private static func text(_ path: String) -> String {
        """
        const snarkjs = require("\(path)"), fs = require("fs");
        const read = (name) => ({ type: "mem", data: new Uint8Array(fs.readFileSync(name)) });
        const [command, ...names] = process.argv.slice(2);
        (async () => {
            globalThis.curve_bn128 = await snarkjs.curves.getCurveFromName("bn128", { singleThread: true });
            const out = { type: "mem" };
            const save = (name) => fs.writeFileSync(name, out.data);
            const [a, b, c, d, e] = names;
            switch (command) {
                case "new": await snarkjs.zKey.newZKey(read(a), read(b), out); save(c); break;
                case "contribute": await snarkjs.zKey.contribute(read(a), out, c, "entropy"); save(b); break;
                case "beacon": await snarkjs.zKey.beacon(read(a), out, c, d, e); save(b); break;
                case "verify": console.log(await snarkjs.zKey.verifyFromR1cs(read(a), read(b), read(c))); break;
            }
            process.exit(0);
        })().catch((error) => { console.error(error); process.exit(1); });
        """
    }

    /// The last line that it prints.
    @discardableResult
    func run(_ arguments: String...) throws -> String { try run(arguments) }

    @discardableResult
    func run(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["node", script] + arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return String(decoding: text, as: UTF8.self).split(separator: "\n").last.map(String.init) ?? ""
    }
}
