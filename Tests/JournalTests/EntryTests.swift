import Escrow
import Formats
import Journal
import MarketSupport
import TestSupport
import Testing

@Suite struct EntryTests {
    @Test func everyEntryReadsBackFromItsBytes() throws {
        let log = TestLog(seed: 5, steps: 2_000)
        #expect(log.entries.count > 250)
        for entry in log.entries {
            #expect(try Entry(canonicalBytes: entry.canonicalBytes) == entry)
            let text = LogLine.entry(entry).text
            #expect(try LogLine(text.utf8) == .entry(entry))
        }
    }

    @Test func otherBytesAreNoEntryOrAnotherOne() throws {
        let log = TestLog(seed: 6, steps: 400)
        var generator = SeededGenerator(seed: 6)
        for entry in log.entries {
            let bytes = entry.canonicalBytes
            for count in stride(from: 0, to: bytes.count, by: 7) {
                #expect(throws: BinaryError.self) { try Entry(canonicalBytes: Array(bytes[..<count])) }
            }
            #expect(throws: BinaryError.self) { try Entry(canonicalBytes: bytes + [0]) }
            for _ in 0..<50 {
                var altered = bytes
                altered[Int.random(in: 0..<bytes.count, using: &generator)] ^=
                    1 << UInt8.random(in: 0..<8, using: &generator)
                guard let other = try? Entry(canonicalBytes: altered) else { continue }
                #expect(other != entry && other.canonicalBytes == altered && other.hash != entry.hash)
            }
        }
    }

    @Test func randomBytesAreNoEntry() {
        var generator = SeededGenerator(seed: 7)
        let start = Array("VCLOG".utf8) + [1]
        for _ in 0..<20_000 {
            let noise = generator.bytes(Int.random(in: 0..<300, using: &generator))
            _ = try? Entry(canonicalBytes: noise)
            _ = try? Entry(canonicalBytes: start + [UInt8](repeating: 0, count: 16) + noise)
        }
    }

    @Test func aCountThatPromisesMoreThanFollowsIsRefused() throws {
        let log = TestLog(seed: 8, steps: 10)
        let entry = try #require(log.entries.first)
        let bare = Entry(
            index: 0, time: entry.time, previous: entry.previous, act: entry.act,
            outcome: Outcome(events: [], transfers: []))
        var bytes = bare.canonicalBytes
        bytes.replaceSubrange(bytes.count - 8..<bytes.count - 4, with: [0xff, 0xff, 0xff, 0xff])
        #expect(throws: BinaryError.self) { try Entry(canonicalBytes: bytes) }
    }

    @Test func theLogOfOneServiceContinuesNoOther() {
        let one = TestLog(seed: 1, steps: 0), other = TestLog(seed: 2, steps: 0)
        #expect(Entry.genesis(of: one.service) != Entry.genesis(of: other.service))
    }

    /// A log of before there were heartbeats reads as it did.
    @Test func theFormOfALeaseIsAByte() throws {
        let place = 32 + 32 + 8 + 8
        for (lease, form, count) in [
            (nil, 0, 1), (LeaseOffer(duration: 7_000, stake: Amount(9)!)!, 1, 17),
            (LeaseOffer(duration: 7_000, stake: Amount(9)!, heartbeat: 3_000)!, 2, 25),
        ] as [(LeaseOffer?, UInt8, Int)] {
            let terms = Stage.task(lease: lease).terms(lease: lease, policy: Stage.policy)
            let bytes = terms.canonicalBytes
            #expect(bytes[place] == form)
            let race = Stage.task(lease: lease).terms(lease: nil, policy: Stage.policy).canonicalBytes
            #expect(bytes.count == race.count - 1 + count && bytes[(place + count)...] == race[(place + 1)...])
            if form > 0 { #expect(bytes[(place + 1)..<(place + 9)] == [0x58, 0x1b, 0, 0, 0, 0, 0, 0]) }
            #expect(try Terms(canonicalBytes: bytes) == terms)
            for other in UInt8.min...UInt8.max where other != form {
                var altered = bytes
                altered[place] = other
                #expect(throws: BinaryError.self) { try Terms(canonicalBytes: altered) }
            }
        }
        let lease = LeaseOffer(duration: 7_000, stake: Amount(9)!, heartbeat: 3_000)!
        var bytes = Stage.task(lease: lease).terms(lease: lease, policy: Stage.policy).canonicalBytes
        // As long as the lease.
        bytes.replaceSubrange((place + 17)..<(place + 19), with: [0x58, 0x1b])
        #expect(throws: BinaryError.self) { try Terms(canonicalBytes: bytes) }
    }

    /// Logs are kept for ever: what these bytes mean never changes.
    @Test func theBytesOfASignOfLifeAreThoseOfTheTable() throws {
        let (task, party) = (Stage.task().digest, Stage.worker)
        let entry = Entry(
            index: 0, time: Stage.moment(0), previous: .init([UInt8](repeating: 0, count: 32))!,
            act: .task(task, .renew(by: party)),
            outcome: Outcome(
                events: [.renewed(by: party, until: Moment(milliseconds: 0x0102_0304)!)], transfers: []))
        let act: [UInt8] = [3] + task.bytes + [8] + party.bytes
        let event: [UInt8] = [16] + party.bytes + [4, 3, 2, 1, 0, 0, 0, 0]
        let outcome: [UInt8] = [1, 0, 0, 0] + event + [0, 0, 0, 0]
        let start = 5 + 1 + 8 + 8 + 32
        #expect(Array(entry.canonicalBytes[start...]) == act + outcome)
    }
}
