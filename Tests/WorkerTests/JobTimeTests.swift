import Formats
import Foundation
import Testing
import Wire
import Worker

@Suite struct LastMomentTests {
    private let start = ContinuousClock.now

    @Test func theServicesClockAndThisMachinesDecideTogetherAtOnce() {
        var last = LastMoment(deadline: 1000, revealSeconds: 60)
        let answers = [
            last.hasPassed((1060, true), own: 1061, at: start), last.hasPassed((1061, true), own: 1060, at: start),
            last.hasPassed((1061, true), own: 1061, at: start),
        ]
        #expect(answers == [false, false, true])
    }

    /// Nobody signs what the service's clock shows.
    @Test func aServiceWhoseClockLiesEndsNoJobAtOnce() {
        var last = LastMoment(deadline: 1000, revealSeconds: 60)
        let answers = [
            last.hasPassed((9_999_999, true), own: 900, at: start),
            last.hasPassed((9_999_999, true), own: 900, at: start + LastMoment.patience - .seconds(1)),
        ]
        #expect(answers == [false, false])
    }

    /// A machine whose clock jumps a year ahead while the service is away is not to give up what it found.
    @Test func thisMachinesClockDecidesOnlyWhereItSaysSoForLong() {
        var last = LastMoment(deadline: 1000, revealSeconds: 60)
        let patience = LastMoment.patience
        let answers = [
            last.hasPassed((9_999_999, false), own: 9_999_999, at: start),
            last.hasPassed((9_999_999, false), own: 9_999_999, at: start + patience - .seconds(1)),
            last.hasPassed((1060, false), own: 9_999_999, at: start + patience),
            last.hasPassed((1061, false), own: 9_999_999, at: start + patience + .seconds(1)),
            last.hasPassed((1061, false), own: 9_999_999, at: start + patience * 2 + .seconds(1)),
        ]
        #expect(answers == [false, false, false, false, true])
    }

    @Test func aDeadlineWithoutEndNeverPasses() {
        var last = LastMoment(deadline: .max, revealSeconds: .max)
        let hasPassed = last.hasPassed((.max, true), own: .max, at: start)
        #expect(!hasPassed)
    }
}

@Suite struct RefusalsTests {
    private let start = ContinuousClock.now

    @Test func onlyTheSameRefusalForLongIsFinal() {
        var refusals = Refusals()
        let patience = Refusals.patience
        let answers = [
            refusals.repeats("unknown-task", at: start),
            refusals.repeats("unknown-task", at: start + patience - .seconds(1)),
            refusals.repeats("unknown-task", at: start + patience),
            refusals.repeats("ended", at: start + patience),
            refusals.repeats("ended", at: start + patience * 2),
        ]
        #expect(answers == [false, false, true, false, true])
        refusals.clear()
        let afterwards = refusals.repeats("ended", at: start + patience * 2)
        #expect(!afterwards)
    }

    @Test(arguments: [
        ("unknown-task", 404, Refusals.Weight.task), ("ended", 409, .task), ("deadline-passed", 409, .task),
        ("other-opening", 422, .request), ("malformed-message", 400, .request), ("no-such-path", 404, .request),
        ("insufficient-funds", 402, .passing), ("leased", 409, .passing), ("already-committed", 409, .passing),
        ("rate-limited", 429, .passing), ("busy", 503, .passing),
    ])
    func aRefusalIsWeighedByWhatItSays(_ code: String, _ status: Int, _ weight: Refusals.Weight) {
        #expect(
            Refusals.weight(of: Problem(code, status: status, title: "t", detail: "d", remedy: "r")) == weight)
    }

    @Test func aLeaseIsOverWhereTheServiceSaysSoOrTheTaskIs() {
        func endsLease(_ code: String, _ status: Int) -> Bool {
            Refusals.endsLease(Problem(code, status: status, title: "t", detail: "d", remedy: "r"))
        }
        #expect(endsLease("not-the-holder", 409) && endsLease("ended", 409) && endsLease("deadline-passed", 409))
        #expect(endsLease("unknown-task", 404) && !endsLease("nothing-to-renew", 409) && !endsLease("busy", 503))
        // What may be wrong with one request is no reason to give a stake away.
        #expect(!endsLease("malformed-message", 400) && !endsLease("no-such-path", 404))
    }
}

@Suite struct SearchSampleTests {
    /// Half of the time is a pause: a limit that halves the work leaves the machine as fast as it is.
    @Test func pausesAreNoSlowness() {
        let free = SearchSample(keysTried: 20_000_000, seconds: 10, pausedSeconds: 0, threads: 2)
        let held = SearchSample(keysTried: 10_000_000, seconds: 10, pausedSeconds: 5, threads: 2)
        #expect(free.keysPerThreadSecond == 1e6 && held.keysPerThreadSecond == 1e6)
        #expect(held.weight < free.weight)
    }

    @Test func theFirstMomentsSayNothing() {
        #expect(SearchSample(keysTried: 10, seconds: 0.4, pausedSeconds: 0, threads: 1).keysPerThreadSecond == nil)
        #expect(SearchSample(keysTried: 10, seconds: 9, pausedSeconds: 8.9, threads: 1).keysPerThreadSecond == nil)
    }
}

@Suite struct LimitsTests {
    @Test func aGovernorCountsTheTimeThatItHoldsSearchesBack() {
        let governor = Governor(share: 0.02)
        let end = ContinuousClock.now + .seconds(1)
        var number: UInt64 = 1
        while ContinuousClock.now < end { number = number &* 6_364_136_223_846_793_005 &+ 1 }
        let paused = governor.pausedSeconds
        #expect(paused > 0.1 && paused <= 2, "\(paused) \(number)")
        #expect(Governor(share: 1).pausedSeconds == 0)
    }

    @Test func pagesOfFilesAreNotCountedAsTheProcesssOwn() throws {
        let path = "\(try Samples.folder())/file"
        try Data(repeating: 1, count: 64 << 20).write(to: URL(filePath: path))
        #expect(Memory.anonymous > 1000)
        let before = Memory.reading
        #expect(before.all > before.files)
        let file = try MappedFile(path: path)
        let sum = file.bytes.reduce(0) { $0 &+ Int($1) }
        #expect(sum == 64 << 20)
        // Other tests map and let go of files meanwhile, and none as much as this.
        #expect(Memory.reading.files > 60_000)
        withExtendedLifetime(file) {}
    }
}

@Suite struct SettingsTests {
    @Test func moreTasksAtATimeThanThreadsAreRefused() throws {
        var settings = Settings(services: [.init(address: Samples.nowhere)], workspace: "/w", home: "/h")
        (settings.threads, settings.concurrency) = (2, 2)
        try settings.check()
        settings.concurrency = 3
        #expect(throws: SettingsError.concurrencyAboveThreads(threads: 2)) { try settings.check() }
        settings.threads = nil
        try settings.check()
    }
}
