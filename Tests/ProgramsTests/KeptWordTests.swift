import Foundation
import Testing

/// A service that goes back to an older copy of its books is found out by whoever kept its word.
@Suite struct KeptWordTests {
    @Test func aRestoredLogIsHeldToTheReceiptsAndTheCheckpointThatWereKept() throws {
        let terminal = try Terminal()
        let port = try Ports.free()
        let address = "http://127.0.0.1:\(port)"
        func expect(_ line: String, status: Int32 = 0) throws -> Terminal.Outcome {
            let outcome = try terminal.run(line)
            try #require(outcome.status == status, "\(line): \(outcome.status) \(outcome.output) \(outcome.errors)")
            return outcome
        }
        func serve() throws -> Terminal.Running {
            let service = try terminal.start("zkservice serve --data market --port \(port)")
            for _ in 0..<1200 {
                if try terminal.run("zktask list --service \(address)").status == 0 { return service }
                usleep(50_000)
            }
            throw CancellationError()
        }
        func stop(_ service: Terminal.Running) throws {
            service.process.terminate()
            #expect(try service.finish().status == 0)
        }

        let key = try #require(try expect("zktask keygen --out alice.key --json").json["signingKey"] as? String)
        _ = try expect("zkservice init --data market --development")
        _ = try expect("zkservice deposit --data market --account \(key) --amount 9000000 --reference a")
        _ = try expect("zkservice backup old.sqlite --data market")
        let first = try serve()
        _ = try expect(
            "zktask new vanity-address --prefix 1Zk --key alice.key --reward 5000000 --deadline 2d --keys market/keys")
        let posted = try expect("zktask post task.json --service \(address) --key alice.key")
        #expect(posted.errors.contains("policy: fee 1 %, burn 0 %, 5 % for cancelling"), "\(posted.errors)")
        #expect(try expect("zkverify audit \(address) --kept --json").json["receipts"] as? Int == 1)
        #expect(try expect("zkverify audit \(address) --json").json["clean"] as? Bool == true)
        let id = try #require(
            try expect("zktask post task.json --service \(address) --key alice.key --json").json["task"] as? String)
        _ = try expect("zktask cancel \(id) --service \(address) --key alice.key")
        let kept = try expect("zkverify audit \(address) --kept --json").json
        #expect(kept["receipts"] as? Int == 2 && kept["from"] as? Int == 2 && kept["entries"] as? Int == 3)
        try stop(first)

        for name in ["market.sqlite-wal", "market.sqlite-shm"] where terminal.exists("market/" + name) {
            try terminal.remove("market/" + name)
        }
        try terminal.write(try terminal.read("old.sqlite"), to: "market/market.sqlite")
        let second = try serve()
        let found = try expect("zkverify audit \(address) --kept", status: 1).output
        #expect(found.hasPrefix("NOT KEPT. 3 findings:"), "\(found)")
        let audit = try expect("zkverify audit \(address) --json", status: 1).json
        #expect((audit["findings"] as? [String])?.count == 3, "\(audit)")
        try stop(second)
    }
}

/// Ports that nobody listens on.
enum Ports {
    static func free() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        try #require(isBound)
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
