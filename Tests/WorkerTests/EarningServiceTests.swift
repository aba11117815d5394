import Client
import Formats
import Foundation
import Sealing
import Testing
import VerifiedCompute
import Worker

/// What a worker says of its services and of its accounts there, and how it tells one service from another.
@Suite(.serialized) struct EarningServiceTests {
    @Test func oneServiceUnderTwoAddressesIsOneService() async throws {
        let market = try Marketplace()
        try await market.serve {
            let task = try Marketplace.task("1Z")
            try await market.post(task)
            let twin = ServiceAddress("http://localhost:\(market.address.port)")!
            let earner = try Earner([market.address, twin])
            let node = try earner.node()
            await node.run()
            #expect(try await market.isSettled(task))
            #expect(try earner.history().totals().paid == 990_000)
            #expect(earner.said.count { $0.contains("chosen: ") } == 1)
        }
    }

    @Test func anAccountWithoutMeansIsATroubleUntilItHasSome() async throws {
        let market = try Marketplace()
        try await market.serve {
            let task = try Marketplace.task("1Z")
            try await market.post(task, forBob: 0)
            let earner = try Earner([market.address]) { $0.endsWhenIdle = false }
            let node = try earner.node()
            let running = Task { await node.run() }
            while !earner.says("passed over") { try await Task.sleep(for: .milliseconds(20)) }
            while node.status.troubles.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
            let trouble = node.status.troubles[0]
            let words = "\(earner.key) has less than bond and stake of any task: it takes 1000 at the least"
            #expect(trouble.hasSuffix(words), "\(trouble)")
            #expect(node.status.passedOver.map(\.task) == [task.digest])
            // Its log has the deposit and the task, though no event came since. It is asked for that last.
            for _ in 0..<500 where node.status.services[0].logSize < 2 { try await Task.sleep(for: .milliseconds(20)) }
            #expect(node.status.services[0].logSize >= 2)
            try await market.deposit(10_000, to: Marketplace.bob.verificationKey)
            while try await !market.isSettled(task) { try await Task.sleep(for: .milliseconds(50)) }
            #expect(node.status.troubles.isEmpty, "\(node.status.troubles)")
            // It may be listed for a moment longer, for another reason.
            #expect(!node.status.passedOver.contains { $0.reason.contains("deposit") })
            node.stop()
            await running.value
        }
    }

    @Test func aServiceThatIsNotReachedIsATroubleUntilItIs() async throws {
        let market = try Marketplace()
        let earner = try Earner([market.address]) { $0.endsWhenIdle = false }
        let node = try earner.node()
        let running = Task { await node.run() }
        while node.status.troubles.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
        #expect(node.status.troubles[0].contains("\(market.address)") && node.isolation != nil)
        try await market.serve {
            while !earner.says("no longer: ") { try await Task.sleep(for: .milliseconds(20)) }
        }
        #expect(earner.says("met \(market.address): identity \(Bytes<32>(market.key.bytes)!)") && node.isolation == nil)
        node.stop()
        await running.value
    }
}
