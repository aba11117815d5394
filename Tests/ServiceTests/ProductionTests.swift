import Formats
import HTTPTypes
import Service
import Testing
import VerifiedCompute
import Wire

@Suite struct Production {
    @Test func onlyAPinnedKeyIsNamedByANewTask() async throws {
        let workshop = try Workshop.shared.get()
        for isPinned in [false, true] {
            var policy = ServicePolicy(isDevelopment: false)
            if isPinned { policy.verifyingKeys = [workshop.proving.digest] }
            let keys = try AcceptedKeys(workshop.store, policy: policy)
            try await Stall.run(policy: { $0.isDevelopment = false }, keys: keys) { stall in
                try await stall.deposit(10_000_000, to: .alice)
                let posted = try await stall.post(try workshop.task())
                #expect(posted.code == (isPinned ? nil : "key-not-accepted"))
                #expect(posted.fields["development-mode"] == nil)
                let service = try ServiceRecord(response: try await stall.send(.get, "/v1/service").content)
                #expect(service.mode == .production && service.keys.map(\.digest) == Array(policy.verifyingKeys))
                #expect(try await stall.balance(.alice) == (isPinned ? 5_000_000 : 10_000_000))
            }
        }
    }

    @Test func aPinnedKeyThatIsNotThereStopsTheService() throws {
        let workshop = try Workshop.shared.get()
        var policy = ServicePolicy(isDevelopment: false)
        let absent = Bytes<32>([UInt8](repeating: 9, count: 32))!
        policy.verifyingKeys = [workshop.proving.digest, absent]
        #expect(throws: MarketFolderError.noPinnedKey(absent)) { try AcceptedKeys(workshop.store, policy: policy) }
    }
}
