import Foundation
import TestSupport
import Testing

/// A service that goes back to an older copy of its books is found out by whoever kept its word.
@Suite(.blocking) struct KeptWordTests {
    @Test func aRestoredLogIsHeldToTheReceiptsAndTheCheckpointThatWereKept() throws {
        let market = try Market()
        let terminal = market.terminal
        try market.deposit(9_000_000, to: market.alice)
        try market.expect("zkservice backup old.sqlite --data market")
        let first = try market.open()
        try market.expect(
            "zktask new vanity-address --prefix 1Zk --key alice.key --reward 5000000 --deadline 2d --keys market/keys")
        let posted = try market.expect("zktask post task.json --service SERVICE --key alice.key")
        #expect(posted.errors.contains("policy: fee 1 %, burn 0 %, 5 % for cancelling"), "\(posted.errors)")
        #expect(try market.expect("zkverify audit SERVICE --kept --json").json["receipts"] as? Int == 1)
        #expect(try market.expect("zkverify audit SERVICE --json").json["clean"] as? Bool == true)
        let id = try #require(
            market.expect("zktask post task.json --service SERVICE --key alice.key --json").json["task"] as? String)
        try market.expect("zktask cancel \(id) --service SERVICE --key alice.key")
        let kept = try market.expect("zkverify audit SERVICE --kept --json").json
        #expect(kept["receipts"] as? Int == 2 && kept["from"] as? Int == 2 && kept["entries"] as? Int == 3)
        try market.close(first)

        for name in ["market.sqlite-wal", "market.sqlite-shm"] where terminal.exists("market/" + name) {
            try terminal.remove("market/" + name)
        }
        try terminal.write(try terminal.read("old.sqlite"), to: "market/market.sqlite")
        let second = try market.open()
        let found = try market.expect("zkverify audit SERVICE --kept", status: 1).output
        #expect(found.hasPrefix("NOT KEPT. 3 findings:"), "\(found)")
        let audit = try market.expect("zkverify audit SERVICE --json", status: 1).json
        #expect((audit["findings"] as? [String])?.count == 3, "\(audit)")
        try market.close(second)
    }
}
