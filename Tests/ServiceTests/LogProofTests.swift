import Client
import Escrow
import Formats
import Foundation
import HTTPTypes
import Journal
import Ledger
import Sealing
import Service
import Testing
import Wire

@Suite struct LogProofs {
    @Test func aServiceIsHeldToWhatItSignedByAFewHashes() async throws {
        try await Stall.run { stall in
            let client = ServiceClient(ServiceAddress("http://127.0.0.1:\(stall.port)")!)
            let service = TrustedService(client: client, key: stall.books.service)
            for _ in 0..<5 { try await stall.deposit(7, to: .alice) }
            let old = try await stall.books.checkpoint(at: stall.time.clock.now())
            for _ in 0..<6 { try await stall.deposit(7, to: .bob) }
            var receipts: [Receipt] = []
            for index in [0, 4, 10] as [UInt64] {
                receipts.append(try #require(try await stall.books.receipt(at: index)))
            }
            let honest = try await service.breaches(of: KeptWord(checkpoint: old, receipts: receipts))
            #expect(honest.0.checkpoint.size == 11 && honest.1.isEmpty)

            // What another history would have signed.
            let entry = receipts[1].entry
            let other = Entry(
                index: entry.index, time: entry.time.advanced(by: 1), previous: entry.previous, act: entry.act,
                outcome: entry.outcome)
            let late = Entry(
                index: 11, time: entry.time, previous: entry.previous, act: entry.act, outcome: entry.outcome)
            let word = KeptWord(
                checkpoint: SignedCheckpoint(
                    checkpoint: Checkpoint(
                        size: 5, root: old.checkpoint.head, head: old.checkpoint.head, time: old.checkpoint.time),
                    signature: old.signature),
                receipts: try [other, late].map { entry in
                    Receipt(for: entry, by: try KeyFile(path: stall.folder.keyFile).identity().signingKey)
                } + receipts)
            #expect(
                try await service.breaches(of: word).1 == [
                    .otherHistory(size: 5), .receiptBroken(index: 4), .receiptBroken(index: 11),
                ])
            // What the service did not sign says nothing of the service, whether or not its log has it.
            let altered = KeptWord(
                checkpoint: nil,
                receipts: [
                    Receipt(entry: other, signature: receipts[1].signature),
                    Receipt(entry: entry, signature: receipts[0].signature),
                    Receipt(for: entry, by: Person.mallory.identity.signingKey),
                ])
            #expect(
                try await service.breaches(of: altered).1
                    == Array(repeating: .receiptUnsigned(index: 4), count: 3))
            let longer = Checkpoint(
                size: 12, root: old.checkpoint.root, head: old.checkpoint.head, time: old.checkpoint.time)
            let future = KeptWord(
                checkpoint: SignedCheckpoint(checkpoint: longer, signature: old.signature), receipts: [])
            #expect(try await service.breaches(of: future).1 == [.shorter(entries: 11, signed: 12)])
            await client.close()
        }
    }

    @Test func whatIsNotInTheLogHasNoProof() async throws {
        try await Stall.run { stall in
            try await stall.deposit(7, to: .alice)
            for path in [
                "inclusion?index=1&size=1", "inclusion?index=0&size=2", "consistency?old=0&size=1",
                "consistency?old=1&size=2",
            ] {
                #expect(try await stall.send(.get, "/v1/log/\(path)").code == "not-found", "\(path)")
            }
            for path in ["inclusion", "inclusion?index=0", "inclusion?size=1&index=-1", "consistency?old=1&size=x"] {
                #expect(try await stall.send(.get, "/v1/log/\(path)").code == "bad-parameter", "\(path)")
            }
            let whole = try await stall.send(.get, "/v1/log/inclusion?index=0&size=1")
            #expect(try LogProof(response: whole.content).path.isEmpty)
        }
    }
}
