import Addresses
import Client
import Formats
import Foundation
import Sealing
import TestSupport
import VerifiedCompute
import Wire
import Worker

/// Values that tests of the worker begin with.
enum Samples {
    static let key = Digest([UInt8](repeating: 7, count: 32))!
    static let otherKey = Digest([UInt8](repeating: 8, count: 32))!
    static let party = Digest([UInt8](repeating: 1, count: 32))!
    static let stranger = Digest([UInt8](repeating: 2, count: 32))!
    /// Where nobody listens.
    static let nowhere = ServiceAddress("http://127.0.0.1:1")!
    /// When all of it happens, in seconds.
    static let now: Int64 = 1_800_000_000

    static func task(
        _ prefix: String = "1Ab", reward: UInt64 = 1_000_000, seconds: Int64 = 86_400, under key: Digest = key,
        service: ServiceName? = nil
    ) throws -> PostedTask {
        try Identity.generate().post(
            .vanityAddress(AddressPattern(prefix: prefix)), reward: reward, deadline: Deadline(seconds: now + seconds)!,
            under: key, service: service)
    }

    static func policy(fee: UInt64 = 100, burn: UInt64 = 0, forfeit: UInt64 = 5000, bond: UInt64 = 10) -> PolicyRecord {
        PolicyRecord(
            fee: fee, burn: burn, cancellation: 0, forfeit: forfeit, bond: bond, revealSeconds: 60,
            longestLeaseSeconds: 86_400)
    }

    static func record(
        _ task: PostedTask, state: TaskState = .open, entry: UInt64 = 1, lease: PostTask.Lease? = nil,
        holder: TaskRecord.Holder? = nil, policy: PolicyRecord = policy()
    ) -> TaskRecord {
        TaskRecord(
            digest: task.digest, state: state, entry: entry, task: task, lease: lease, holder: holder, commitments: 0,
            policy: policy)
    }

    static func offer(_ record: TaskRecord, available: UInt64? = 1000) -> Offer {
        Offer(
            service: "http://127.0.0.1:1", record: record, names: ["a.example"], acceptedKeys: [key],
            isKeyObtainable: true, available: available, time: now)
    }

    /// A machine that tries a million keys a second and takes two seconds to finish.
    static var choice: Choice {
        Choice(
            party: party, kinds: ["vanity-address"], keysPerSecond: ["vanity-address": 1e6],
            finishSeconds: ["vanity-address": 2])
    }

    static func claim(_ task: PostedTask, service: String = "http://127.0.0.1:1") -> Claim {
        Claim(
            task: task, service: service, serviceKey: stranger, payee: party, net: 990_000, chosenAt: now * 1000,
            revealSeconds: 60)
    }

    static func job(
        _ task: PostedTask, service: String = "http://127.0.0.1:1", chosenAt: Int64 = now * 1000
    ) -> Job {
        Job(
            task: task.digest, service: service, kind: "vanity-address", target: "1Ab…", reward: 1_000_000,
            net: 990_000, payee: party, chosenAt: chosenAt)
    }

    /// A job that is as far as that, or over.
    static func job(
        _ task: Digest, service: String = "http://127.0.0.1:1", net: UInt64 = 990_000, stage: Job.Stage = .ended,
        ending: Job.Ending.Kind? = nil, paid: UInt64 = 0, lost: UInt64 = 0
    ) throws -> Job {
        let end = ending.map { #", "ending": {"kind": "\#($0.rawValue)", "paid": \#(paid)}"# } ?? ""
        let json = """
            {"task": "\(task)", "service": "\(service)", "kind": "vanity-address", "target": "1Ab…", "reward": 1000000,
             "net": \(net), "payee": "\(party)", "stage": "\(stage.rawValue)", "chosenAt": \(now * 1000),
             "keysTried": 1, "searchSeconds": 1, "lost": \(lost)\(end)}
            """
        return try JSONDecoder().decode(Job.self, from: Data(json.utf8))
    }

    /// A folder of its own, for its owner alone.
    static func folder() throws -> String { try TemporaryFolder.lasting() }
}
