import Formats
import Foundation
import Groth16
import HTTPTypes
import Service
import TestSupport
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

    @Test func allThatIsWrongWithTheKeysIsSaidAtOnce() async throws {
        try await Session.run { session in
            let workshop = session.workshop
            try await session.serve { stall in
                try await stall.deposit(10_000_000, to: .alice)
                #expect(try await stall.post(try workshop.task()).status == 201)
            }
            let folder = try TemporaryFolder()
            defer { withExtendedLifetime(folder) {} }
            let (store, good) = (KeyStore(folder: folder.path), workshop.proving.verifyingKey)
            let bad = try store.add(
                VerifyingKey(
                    alpha1: good.alpha1, beta2: good.beta2, gamma2: good.gamma2, delta2: good.gamma2, ic: good.ic))
            var policy = ServicePolicy(isDevelopment: false)
            let absent = Digest([UInt8](repeating: 9, count: 32))!
            policy.verifyingKeys = [bad, absent]
            let keys = try AcceptedKeys(store, policy: policy)
            let missing = [absent, workshop.proving.digest].sorted { $0.hex < $1.hex }
            await #expect(throws: MarketFolderError.unusableKeys(unsafe: [bad], missing: missing)) {
                try await session.service(policy, keys: keys).run()
            }
        }
    }
}
