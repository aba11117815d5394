import Foundation
import Formats
import TestSupport
import Worker
import WorkerStatus

/// What tests of the status begin with.
enum Samples {
    static let party = Bytes<32>([UInt8](repeating: 1, count: 32))!
    static let payee = Bytes<32>([UInt8](repeating: 2, count: 32))!
    static let service = Bytes<32>([UInt8](repeating: 3, count: 32))!

    /// A worker with one service that answers and one that does not, as it is told over HTTP.
    static func status() throws -> Status {
        let json = """
            {"version": "9.9.9", "identity": "\(party)", "payee": "\(payee)", "startedAt": 1800000000000,
             "now": 1800000060500, "isStopping": false,
             "services": [
               {"address": "http://b.example", "reach": "unreachable", "reason": "nobody answers", "taskCount": 0,
                "logSize": 0},
               {"address": "http://a.example", "identity": "\(service)", "mode": "production", "reach": "streaming",
                "answeredAt": 1800000060000, "taskCount": 3, "available": 18446744073709551615, "fee": 100, "burn": 0,
                "bond": 10, "logSize": 41}],
             "activities": [], "passedOver": [], "troubles": ["the disk is full"],
             "limits": {"processors": 2, "threads": 2, "cpuShare": 0.5, "cpuUsed": 0.25, "memoryLimit": 500000,
                        "memoryUsed": 120000, "memoryOwn": 80000},
             "rates": {"vanity-address": {"keysPerThreadSecond": 5000000, "proveSeconds": 0.5}},
             "totals": {"jobs": {"paid": 2, "pending": 1}, "paid": 1980000, "pending": 990000, "refused": 0,
                        "lost": 1500}}
            """
        return try JSONDecoder().decode(Status.self, from: Data(json.utf8))
    }

    /// So many jobs, chosen one second after another, of which every fourth is not found yet.
    static func history(_ count: Int) throws -> (History, folder: String) {
        let folder = try TemporaryFolder.lasting()
        let history = try History(path: Workspace.historyPath(folder))
        for index in 0..<count {
            let stage = index % 4 == 3 ? "searching" : index % 4 == 2 ? "revealed" : "ended"
            let ending = [
                #", "endedAt": \#(index * 1000 + 500), "ending": {"kind": "paid", "paid": 990000, "entry": 12}"#,
                #", "endedAt": \#(index * 1000 + 500), "ending": {"kind": "outrun", "paid": 0, "reason": "another \"came\" first"}"#,
                "", "",
            ][index % 4]
            let task = Hexadecimal.text(of: [UInt8](repeating: UInt8(index), count: 32))
            let json = """
                {"task": "\(task)", "service": "http://a.example", "kind": "vanity-address", "target": "1Ab…",
                 "reward": 1000000, "net": 990000, "payee": "\(payee)", "stage": "\(stage)",
                 "chosenAt": \(index * 1000), "keysTried": 1, "searchSeconds": 1, "lost": 0\(ending)}
                """
            try history.record(JSONDecoder().decode(Job.self, from: Data(json.utf8)))
        }
        return (history, folder)
    }
}
