import Formats
import Foundation
import TestSupport
import Testing
import VerifiedCompute
import Worker

@Suite struct TallyTests {
    /// A job of one of few names, anywhere in its life; some amounts are as great as they can be.
    private func job(of tasks: [Digest], using generator: inout SeededGenerator) throws -> Job {
        func amount(using generator: inout SeededGenerator) -> UInt64 {
            [0, 1, 990_000, UInt64(Int64.max) - 1, .max][.random(in: 0..<5, using: &generator)]
        }
        let task = tasks.randomElement(using: &generator)!
        let service = ["http://a", "http://b"].randomElement(using: &generator)!
        let (net, lost) = (amount(using: &generator), amount(using: &generator))
        if Bool.random(using: &generator) {
            let stage = Job.Stage.allCases.dropLast().randomElement(using: &generator)!
            return try Samples.job(task, service: service, net: net, stage: stage, lost: lost)
        }
        let kind = Job.Ending.Kind.allCases.randomElement(using: &generator)!
        let paid = kind == .paid ? amount(using: &generator) : 0
        return try Samples.job(task, service: service, net: net, ending: kind, paid: paid, lost: lost)
    }

    @Test(arguments: 1...8) func whatIsCountedJobByJobIsWhatTheHistoryHasInAll(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let history = try History()
        let tasks = (0..<6).map { _ in Digest.random(using: &generator) }
        for _ in 0..<40 { try history.record(job(of: tasks, using: &generator)) }
        var tally = try history.tally()
        for _ in 0..<200 {
            let job = try job(of: tasks, using: &generator)
            let earlier = try history.record(job)
            tally.count(job, inPlaceOf: earlier)
            #expect(try tally.totals == history.totals())
        }
    }

    @Test func whatWasWrittenOfAJobBeforeIsHandedBack() throws {
        let history = try History()
        let jobs = [try Samples.job(Samples.key, stage: .found), try Samples.job(Samples.key, ending: .paid, paid: 7)]
        #expect(try history.record(jobs[0]) == nil)
        #expect(try history.record(jobs[1]) == jobs[0])
        #expect(try history.record(try Samples.job(Samples.otherKey)) == nil)
    }

    @Test func eachStandingIsCountedByItself() throws {
        let history = try History()
        var (generator, nets) = (SeededGenerator(seed: 9), [Job.Ending.Kind: UInt64]())
        for (index, kind) in Job.Ending.Kind.allCases.enumerated() {
            nets[kind] = 10 << UInt64(8 * index)
            try history.record(
                try Samples.job(.random(using: &generator), net: nets[kind]!, ending: kind, paid: kind == .paid ? 7 : 0)
            )
        }
        for stage in [Job.Stage.searching, .found, .revealed] {
            try history.record(try Samples.job(.random(using: &generator), net: 100, stage: stage, lost: 5))
        }
        var totals = Totals()
        totals.jobs = ["paid": 1, "refused": 4, "dropped": 1, "searching": 1, "pending": 2]
        (totals.paid, totals.pending, totals.lost) = (7, 200, 15)
        totals.refused = nets.filter { ![.paid, .dropped].contains($0.key) }.values.reduce(0, +)
        #expect(try history.totals() == totals)
    }

    /// Sums beyond 64 bits are shown as the greatest number, and go down again from what they are.
    @Test func aSumThatIsTooGreatIsNotLost() throws {
        var (generator, tally, jobs) = (SeededGenerator(seed: 10), Tally(), [Job]())
        for _ in 0..<4 {
            jobs.append(try Samples.job(.random(using: &generator), net: UInt64(Int64.max), stage: .found))
            tally.count(jobs.last!, inPlaceOf: nil)
        }
        #expect(tally.totals.pending == .max)
        for job in jobs.dropLast() { tally.count(try Samples.job(job.task, ending: .dropped), inPlaceOf: job) }
        #expect(tally.totals.pending == UInt64(Int64.max) && tally.totals.jobs == ["pending": 1, "dropped": 3])
    }
}
