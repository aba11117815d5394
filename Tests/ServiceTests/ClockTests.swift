import Escrow
import Formats
import Foundation
import HTTPTypes
import Ledger
import Service
import Synchronization
import TestSupport
import Testing
import VerifiedCompute
import Wire

/// A wall clock and an uptime, in milliseconds.
private final class Hands: Sendable {
    private let state = Mutex((wall: Int64(1_800_000_000_000), uptime: Int64(5_000)))

    func clock(boot: String = "one") -> WallClock {
        WallClock(
            boot: boot, now: { [self] in Moment(milliseconds: state.withLock { $0.wall })! },
            uptime: { [self] in state.withLock { $0.uptime } })
    }

    func pass(_ milliseconds: Int64) {
        state.withLock {
            $0.wall += milliseconds
            $0.uptime += milliseconds
        }
    }

    func set(_ milliseconds: Int64) { state.withLock { $0.wall += milliseconds } }

    func reboot(after milliseconds: Int64) {
        state.withLock {
            $0.wall += milliseconds
            $0.uptime = 100
        }
    }
}

@Suite struct MarketClocks {
    @Test(arguments: [10_001, -10_001, 86_400_000 * 365] as [Int64])
    func aClockThatIsSetIsNotBelievedUntilItIsRightAgain(step: Int64) throws {
        let hands = Hands()
        let clock = MarketClock(hands.clock(), tolerance: 10_000)
        hands.pass(1_000)
        let before = try clock.now()
        hands.set(step)
        #expect(throws: ClockFault.parted(by: step)) { try clock.now() }
        #expect(clock.parted == step && clock.reading == before)
        hands.set(-step)
        #expect(try clock.now() == before)
    }

    @Test func aSmallCorrectionAndALongSleepAreNothing() throws {
        let hands = Hands()
        let clock = MarketClock(hands.clock(), tolerance: 10_000)
        hands.set(10_000)
        hands.pass(30 * 86_400_000)
        #expect(try clock.now() == hands.clock().now())
    }

    @Test func whatArrivedEarlierCountsBeforeWhatArrivesLater() async throws {
        let hands = Hands()
        let clock = MarketClock(hands.clock(), tolerance: 10_000)
        let first = hands.clock().now()
        try await clock.arriving { time in
            #expect(time == first)
            hands.pass(5_000)
            #expect(try clock.now() == first)
            try await clock.arriving { later in #expect(later == first) }
        }
        #expect(try clock.now() == hands.clock().now())
    }
}

/// A clock that somebody sets a year ahead after so many looks.
private final class JumpingClock: Sendable {
    static let start: Int64 = 1_800_000_000_000
    private let left = Mutex(Int.max)

    func jump(after looks: Int) { left.withLock { $0 = looks } }

    var wall: WallClock {
        WallClock(
            boot: "one",
            now: { [self] in
                let isAhead = left.withLock { left in
                    left -= 1
                    return left < 0
                }
                return Moment(milliseconds: Self.start + (isAhead ? 365 * 86_400_000 : 0))!
            }, uptime: { 5_000 })
    }
}

/// Wherever between two looks the clock is set: a time is the one that was judged, or there is none.
@Suite struct ClocksThatAreSetInBetween {
    private let start = Moment(milliseconds: JumpingClock.start)!

    @Test(arguments: 0..<8) func noTimeCountsThatWasNotJudged(looks: Int) async throws {
        let jumping = JumpingClock()
        let clock = MarketClock(jumping.wall, tolerance: 10_000)
        for question in 0..<4 {
            jumping.jump(after: looks)
            for _ in 0..<8 {
                switch question {
                case 0: #expect((try? clock.now()) ?? start == start)
                case 1: #expect(clock.reading == start)
                case 2: try? await clock.arriving { #expect($0 == start) }
                default: try await clock.arriving(inAnyCase: true) { #expect($0 == start) }
                }
            }
            #expect(throws: ClockFault.self) { try clock.now() }
        }
    }

    @Test(arguments: 0..<6) func aMarketRemembersTheClockThatItBelieved(looks: Int) async throws {
        let place = try TemporaryFolder()
        defer { withExtendedLifetime(place) {} }
        let folder = MarketFolder(path: place.path)
        _ = try folder.create(ServicePolicy(isDevelopment: true))
        let (books, jumping) = (try folder.books(), JumpingClock())
        #expect(try await folder.time(by: jumping.wall, for: books, tolerance: 10_000) == start)
        jumping.jump(after: looks)
        for _ in 0..<6 {
            let time = try? await folder.time(by: jumping.wall, for: books, tolerance: 10_000)
            #expect(time ?? start == start)
            let kept = try #require(FileManager.default.contents(atPath: place.path("clock.json")))
            #expect(try ClockRecord(json: Array(kept)).seen == start)
        }
        try books.close()
    }
}

@Suite struct ClockRecords {
    private static let log = Moment(milliseconds: 1_799_999_000_000)!

    private func fault(_ clock: WallClock, _ kept: ClockRecord?, log: Moment = log) -> ClockFault? {
        ClockRecord.fault(in: clock.reading(), log: log, kept: kept, tolerance: 10_000)
    }

    @Test func onOneStartOfTheMachineEveryStepIsSeenHoweverLongTheMarketWasClosed() {
        let hands = Hands()
        let kept = ClockRecord(of: hands.clock().reading())
        hands.pass(40 * 86_400_000)
        #expect(fault(hands.clock(), kept) == nil)
        hands.set(3_600_000)
        #expect(fault(hands.clock(), kept) == .set(by: 3_600_000))
        hands.set(-7_200_000)
        #expect(fault(hands.clock(), kept) == .set(by: -3_600_000))
    }

    @Test func afterAnotherStartTimeHasGoneOnAndByADayAtMost() {
        let hands = Hands()
        let kept = ClockRecord(of: hands.clock().reading())
        hands.reboot(after: 86_400_000)
        #expect(fault(hands.clock(boot: "two"), kept) == nil)
        hands.pass(1)
        #expect(fault(hands.clock(boot: "two"), kept) == .farAhead(by: 86_400_001))
        hands.set(-86_400_001 - 10_001)
        #expect(fault(hands.clock(boot: "two"), kept) == .behind(by: 10_001))
    }

    @Test func aLogInTheFutureIsRefusedUnlessTheOperatorGoesOnWithIt() {
        let hands = Hands()
        let log = Moment(milliseconds: hands.clock().now().milliseconds + 10_001)!
        #expect(fault(hands.clock(), nil, log: log) == .behind(by: 10_001))
        #expect(fault(hands.clock(), ClockRecord(of: hands.clock().reading()), log: log) == .behind(by: 10_001))
        #expect(fault(hands.clock(), ClockRecord(of: hands.clock().reading(), acceptedLog: log), log: log) == nil)
        #expect(
            fault(hands.clock(), ClockRecord(of: hands.clock().reading(), acceptedLog: log), log: log.advanced(by: 1))
                != nil)
    }

    @Test func anEmptyMarketBelievesItsClock() {
        #expect(fault(Hands().clock(), nil, log: Moment(milliseconds: 0)!) == nil)
    }

    @Test func aRecordIsReadBackAndNothingElseIs() throws {
        let hands = Hands()
        for accepted in [nil, Self.log] {
            let record = ClockRecord(of: hands.clock().reading(), acceptedLog: accepted)
            #expect(try ClockRecord(json: Array(record.json.utf8)) == record)
        }
        for text in [
            "", "{}", "[]", "{\"boot\":1,\"offset\":0,\"seen\":0}", "{\"boot\":\"\",\"offset\":0,\"seen\":-1}",
        ] {
            #expect(throws: JSONError.self) { try ClockRecord(json: Array(text.utf8)) }
        }
    }
}

@Suite struct ClocksOfMarkets {
    @Test func aServiceWhoseClockIsSetExpiresAndTakesNothingAndSaysSo() async throws {
        try await Stall.run { stall in
            let piece = stall.workshop.pieces[0]
            try await stall.deposit(20_000_000, to: .alice)
            try await stall.deposit(10_000, to: .bob)
            let deadline = Deadline(seconds: Int64(Date().timeIntervalSince1970) + 1000)!
            let brief = try stall.workshop.task(deadline: deadline)
            for task in [brief, piece.task] { #expect(try await stall.post(task).status == 201) }
            let leased = try stall.workshop.task()
            let lease = PostTask.Lease(seconds: 3600, stake: 0, heartbeatSeconds: 600)
            #expect(try await stall.post(leased, lease: lease).status == 201)
            #expect(try await stall.commit(piece.proof.bytes, to: piece.task, as: .bob).status == 201)
            #expect(try await stall.call("/v1/tasks/\(leased.digest)/lease", as: .bob).status == 200)
            stall.time.move(seconds: 400)
            let entries = try await stall.books.totals().entries

            stall.time.set(seconds: 86_400 * 365)
            try await Task.sleep(for: .milliseconds(2500))
            // Clients' clocks are right; those of these tests follow the service's.
            stall.time.set(seconds: -86_400 * 365)
            let requests = try [
                stall.request(
                    .post, "/v1/tasks", PostTask(task: stall.workshop.task(), lease: nil).bytes, as: .alice, once: "a"),
                stall.request(.post, "/v1/tasks/\(brief.digest)/cancel", as: .alice, once: "b"),
                stall.request(.post, "/v1/tasks/\(brief.digest)/advance"),
                stall.request(.get, "/readyz"),
            ]
            let signOfLife = try stall.request(.post, "/v1/tasks/\(leased.digest)/heartbeat", as: .bob, once: "c")
            stall.time.set(seconds: 86_400 * 365)
            for request in requests {
                let connection = try RawConnection(port: stall.port)
                try await connection.send(request)
                #expect(try await connection.answer().code == "clock-parted")
            }
            #expect(try await stall.send(.get, "/v1/tasks/\(brief.digest)").status == 200)
            // A year, give or take a millisecond; the sweeper looks once a second.
            while try await !stall.send(.get, "/metrics").text.contains("vc_clock_parted_seconds 3153") {
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(try await stall.books.totals().entries == entries)
            // Whoever has a lease would pay for it, were this refused.
            let connection = try RawConnection(port: stall.port)
            try await connection.send(signOfLife)
            #expect(try await connection.answer().status == 200)

            stall.time.set(seconds: -86_400 * 365)
            #expect(try await stall.send(.get, "/readyz").status == 200)
            #expect(try await stall.reveal(piece.proof.bytes, of: piece.task).status == 200)
            #expect(try await stall.books.task(ID(brief.digest.array)!)?.contract.state == .open)
        }
    }
}
