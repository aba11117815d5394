import Formats
import Foundation
import TestSupport
import Testing
import VerifiedCompute
import Worker

@Suite struct EndedJobsTests {
    private func history(_ jobs: [Job]) throws -> History {
        let history = try History()
        for job in jobs { try history.record(job) }
        return history
    }

    @Test func aJobThatIsOverIsKnownByHowItEnded() throws {
        var generator = SeededGenerator(seed: 5)
        var jobs: [Job] = []
        for kind in Job.Ending.Kind.allCases {
            jobs.append(try Samples.job(.random(using: &generator), ending: kind))
        }
        let open = try Samples.job(.random(using: &generator), stage: .revealed)
        let history = try history(jobs + [open])
        var ended = EndedJobs()
        let elsewhere = JobName(task: jobs[0].task, service: "http://elsewhere")
        try ended.follow(jobs.map(\.name) + [open.name, elsewhere], in: history)
        for job in jobs {
            // One that was given up may be chosen again.
            #expect(ended[job.name] == (job.ending?.kind == .dropped ? nil : job.ending?.kind))
        }
        #expect(ended[open.name] == nil && ended[elsewhere] == nil)
    }

    @Test func ofThousandsOfJobsThatAreOverOnlyThoseThatAreListedAreHeld() throws {
        var generator = SeededGenerator(seed: 6)
        var jobs: [Job] = []
        for _ in 0..<3000 { jobs.append(try Samples.job(.random(using: &generator), ending: .paid)) }
        let history = try history(jobs)
        var ended = EndedJobs()
        for begin in stride(from: 0, to: jobs.count, by: 100) {
            let listed = jobs[begin..<begin + 100].map(\.name)
            try ended.follow(listed, in: history)
            #expect(ended.count == 100 && listed.allSatisfy { ended[$0] == .paid })
        }
        try ended.follow([], in: history)
        #expect(ended.count == 0)
    }

    @Test func aJobIsLookedUpOnceUntilThereIsAnotherWordForIt() throws {
        let (task, history) = (Samples.key, try History())
        let name = try Samples.job(task).name
        var ended = EndedJobs()
        try ended.follow([name], in: history)
        try history.record(try Samples.job(task, ending: .outrun))
        try ended.follow([name], in: history)
        #expect(ended[name] == nil)
        ended.forget(name)
        try ended.follow([name], in: history)
        #expect(ended[name] == .outrun)
    }

    @Test func whereTheHistoryCannotBeReadWhatIsNewIsLookedUpTheNextTime() throws {
        let jobs = [try Samples.job(Samples.key, ending: .paid), try Samples.job(Samples.otherKey, ending: .paid)]
        let (history, closed) = (try history(jobs), try History(path: "\(try Samples.folder())/jobs.sqlite"))
        closed.close()
        var ended = EndedJobs()
        try ended.follow([jobs[0].name], in: history)
        #expect(throws: HistoryError.self) { try ended.follow(jobs.map(\.name), in: closed) }
        #expect(ended[jobs[0].name] == .paid && ended[jobs[1].name] == nil)
        try ended.follow(jobs.map(\.name), in: history)
        #expect(ended[jobs[1].name] == .paid)
    }
}
