import Escrow
import Formats
import Foundation
import HTTPTypes
import Journal
import Ledger
import Sealing
import Service
import Testing
import VerifiedCompute
import Wire

@Suite struct MarketFlow {
    @Test func aSolutionIsPaidAndPublished() async throws {
        try await Stall.run { stall in
            let piece = stall.workshop.pieces[0]
            let path = "/v1/tasks/\(piece.task.digest)"
            try await stall.deposit(10_000_000, to: .alice)
            try await stall.deposit(10_000, to: .bob)

            let posted = try await stall.post(piece.task)
            #expect(posted.status == 201)
            #expect(posted.fields["location"] == path)
            #expect(posted.fields["development-mode"] == "true")
            let receipt = try ReceiptRecord(response: posted.content)
            let entry = try Entry(canonicalBytes: receipt.entry)
            #expect(Receipt(entry: entry, signature: receipt.signature.array).isValid(under: stall.books.service))
            #expect(entry.task?.bytes == piece.task.digest.array)
            #expect(try await stall.balance(.alice) == 5_000_000)

            let listed = try Page<TaskRecord>(response: try await stall.send(.get, "/v1/tasks?state=open").content)
            #expect(listed.items.map(\.task) == [piece.task] && listed.next == nil)
            #expect(try await stall.send(.get, path + "/proof").code == "not-settled")

            let committed = try await stall.commit(piece.proof.bytes, to: piece.task, as: .bob)
            let event = try ReceiptRecord(response: committed.content).summary.events[0]
            #expect(event.kind == .committed && event.sequence == 0 && event.until != nil)
            #expect(try TaskRecord(response: try await stall.send(.get, path).content).state == .verifying)
            #expect(try await stall.send(.get, path + "/proof").code == "not-settled")
            #expect(try await stall.send(.get, path + "/settlement").code == "not-settled")

            let revealed = try await stall.reveal(piece.proof.bytes, of: piece.task)
            #expect(revealed.status == 200, "\(revealed.text)")
            let judged = try #require(try RevealAnswer(response: revealed.content).judged)
            #expect(judged.summary.events.map(\.kind) == [.proven, .settled])
            #expect(judged.summary.events.last?.payee?.array == Person.bob.key)

            let proof = try await stall.send(.get, path + "/proof")
            #expect(proof.content == piece.proof.bytes)
            let again = try await stall.send(.get, path + "/proof", fields: ["If-None-Match": proof.fields["etag"]!])
            #expect(again.status == 304 && again.content.isEmpty)
            #expect(try ReceiptRecord(response: try await stall.send(.get, path + "/settlement").content) == judged)
            #expect(try await stall.balance(.bob) == 10_000 + 5_000_000 - 50_000)
            #expect(try await stall.books.balance(of: .fee).units == 50_000)
        }
    }

    @Test func aRequestThatIsSentAgainHasTheSameReceipt() async throws {
        try await Stall.run { stall in
            let piece = stall.workshop.pieces[0]
            try await stall.deposit(10_000_000, to: .alice)
            try await stall.deposit(10_000, to: .bob)
            let message = PostTask(task: piece.task, lease: nil)
            let first = try await stall.call("/v1/tasks", message, as: .alice, once: "one")
            let second = try await stall.call("/v1/tasks", message, as: .alice, once: "one")
            #expect(first.content == second.content && second.status == 201)
            let other = PostTask(task: try stall.workshop.task(), lease: nil)
            #expect(try await stall.call("/v1/tasks", other, as: .alice, once: "one").code == "idempotency-key-reused")
            #expect(try await stall.post(piece.task).code == "already-posted")
            #expect(
                try await stall.send(.post, "/v1/tasks", message.bytes, as: .alice).code == "idempotency-key-missing")

            _ = try await stall.commit(piece.proof.bytes, to: piece.task, as: .bob)
            let revealed = try await stall.reveal(piece.proof.bytes, of: piece.task, once: "two")
            let again = try await stall.reveal(piece.proof.bytes, of: piece.task, once: "two")
            #expect(revealed.status == 200 && revealed.content == again.content)
        }
    }

    @Test func aTaskIsCancelledOrExpiresWithItsMoney() async throws {
        try await Stall.run { stall in
            try await stall.deposit(10_000_000, to: .alice)
            let task = try stall.workshop.task()
            _ = try await stall.post(task)
            #expect(try await stall.call("/v1/tasks/\(task.digest)/cancel", as: .mallory).code == "not-the-initiator")
            #expect(try await stall.call("/v1/tasks/\(task.digest)/cancel", as: .alice).status == 200)
            #expect(try await stall.balance(.alice) == 10_000_000)
            #expect(try await stall.call("/v1/tasks/\(task.digest)/cancel", as: .alice).code == "ended")

            let deadline = Deadline(seconds: Int64(Date().timeIntervalSince1970) + 1000)!
            let brief = try stall.workshop.task(deadline: deadline)
            _ = try await stall.post(brief)
            #expect(try await stall.send(.post, "/v1/tasks/\(brief.digest)/advance").code == "nothing-due")
            stall.time.move(seconds: 2000)
            // The sweeper may be faster than whoever asks.
            while try await stall.books.task(ID(brief.digest.array)!)?.contract.state != .refunded {
                _ = try await stall.send(.post, "/v1/tasks/\(brief.digest)/advance")
            }
            #expect(try await stall.balance(.alice) == 10_000_000)
        }
    }

    @Test func anAccountIsItsOwnersToSee() async throws {
        try await Stall.run { stall in
            try await stall.deposit(700, to: .alice)
            let path = "/v1/accounts/\(Person.alice.hex)"
            let account = try AccountRecord(response: try await stall.send(.get, path, as: .alice).content)
            #expect(account.available == 700)
            let transfers = try Page<TransferRecord>(
                response: try await stall.send(.get, path + "/transfers?limit=5", as: .alice).content)
            #expect(transfers.items == [.init(entry: 0, direction: .in, amount: 700, reason: .deposit)])
            for path in [path, path + "/transfers"] {
                #expect(try await stall.send(.get, path, as: .mallory).code == "other-identity")
                let unsigned = try await stall.send(.get, path)
                #expect(unsigned.status == 401 && unsigned.fields["www-authenticate"] == "Signature")
            }
        }
    }

    @Test func listsHavePages() async throws {
        try await Stall.run { stall in
            try await stall.deposit(100_000_000, to: .alice)
            var digests: [Digest] = []
            for reward in [1, 10, 100, 1000, 10_000] as [UInt64] {
                let task = try stall.workshop.task(reward: reward)
                digests.append(task.digest)
                #expect(try await stall.post(task).status == 201)
            }
            var (seen, query): ([Digest], String?) = ([], "limit=2")
            while let text = query {
                let page = try Page<TaskRecord>(response: try await stall.send(.get, "/v1/tasks?" + text).content)
                seen += page.items.map(\.digest)
                query = page.next.map { "limit=2&cursor=\($0.text)" }
            }
            #expect(seen == digests)
            let rich = try await stall.send(.get, "/v1/tasks?min_reward=1000&initiator=\(Person.alice.hex)")
            #expect(try Page<TaskRecord>(response: rich.content).items.map(\.digest) == Array(digests[3...]))
            #expect(
                try Page<TaskRecord>(
                    response: try await stall.send(.get, "/v1/tasks?state=settled,cancelled").content
                ).items.isEmpty)
            for query in [
                "state=lost", "limit=0", "limit=101", "limit=+1", "cursor=!", "cursor=AA", "x=1", "limit=1&limit=2",
                "min_reward=-1", "kind=other", "initiator=00",
            ] {
                #expect(try await stall.send(.get, "/v1/tasks?" + query).code == "bad-parameter", "\(query)")
            }
        }
    }

    @Test func eventsComeInOrderAndGoOnWhereAReaderLeftOff() async throws {
        try await Stall.run { stall in
            try await stall.deposit(10_000_000, to: .alice)
            let stream = try RawConnection(port: stall.port)
            try await stream.send(try stall.request(.get, "/v1/events?from=0"))
            #expect(try await stream.head().fields["content-type"] == "text/event-stream")
            let task = try stall.workshop.task()
            _ = try await stall.post(task)
            var ids: [String] = []
            while ids.last != "id: 1" {
                let line = try await stream.nextLine()
                if line.hasPrefix("id: ") { ids.append(line) }
            }
            #expect(ids == ["id: 0", "id: 1"])
            let later = try RawConnection(port: stall.port)
            try await later.send(try stall.request(.get, "/v1/events", fields: ["Last-Event-ID": "0"]))
            _ = try await later.head()
            var data: String?
            while data == nil {
                let line = try await later.nextLine()
                if line.hasPrefix("data: ") { data = String(line.dropFirst(6)) }
            }
            let entry = try EntryRecord(response: Array(data!.utf8))
            #expect(entry.index == 1 && entry.task == task.digest && entry.events.map(\.kind) == [.posted])
        }
    }

    @Test func keysAreServedWholeAndInParts() async throws {
        try await Stall.run { stall in
            let service = try ServiceRecord(response: try await stall.send(.get, "/v1/service").content)
            #expect(service.identity.array == stall.books.service.bytes && service.mode == .development)
            let key = try #require(service.keys.first)
            #expect(key.digest == stall.workshop.proving.digest && key.kind == "vanity-address")
            let verifying = try await stall.send(.get, "/v1/keys/\(key.digest)")
            #expect(try SnarkjsJSON.verifyingKey(verifying.content).digest == key.digest)

            let path = "/v1/keys/\(key.digest)/proving"
            let file = try #require(FileManager.default.contents(atPath: stall.workshop.proving.path))
            let whole = try await stall.send(.get, path)
            #expect(whole.content == Array(file) && whole.fields["etag"] == "\"\(key.provingKey!)\"")
            #expect(BLAKE2b.hash(whole.content, length: 32) == key.provingKey?.array)
            let part = try await stall.send(.get, path, fields: ["Range": "bytes=10-19"])
            #expect(part.status == 206 && part.content == Array(file[10...19]))
            #expect(part.fields["content-range"] == "bytes 10-19/\(file.count)")
            let last = try await stall.send(.get, path, fields: ["Range": "bytes=-5"])
            #expect(last.content == Array(file.suffix(5)))
            let outside = try await stall.send(.get, path, fields: ["Range": "bytes=\(file.count)-"])
            #expect(outside.status == 416)
            let changed = try await stall.send(.get, path, fields: ["Range": "bytes=0-1", "If-Range": "\"x\""])
            #expect(changed.status == 200)
            let none = String(repeating: "0", count: 64)
            #expect(try await stall.send(.get, "/v1/keys/\(none)").code == "not-found")
            #expect(try await stall.send(.get, "/v1/keys/\(none)/proving").code == "not-found")
        }
    }
}
