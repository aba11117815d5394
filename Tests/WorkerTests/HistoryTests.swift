import Formats
import Foundation
import TestSupport
import Testing
import VerifiedCompute
import Worker

@Suite struct HistoryTests {
    private func history() throws -> (History, path: String) {
        let path = "\(try Samples.folder())/jobs.sqlite"
        return (try History(path: path), path)
    }

    @Test func aJobIsReadAsItWasWritten() throws {
        let (history, _) = try history()
        let job = Samples.job(try Samples.task())
        try history.record(job)
        #expect(try history.job(job.task) == job)
        #expect(try history.job(Samples.key) == nil)
    }

    @Test func whoeverReadsSeesWhatIsWrittenMeanwhile() throws {
        let (history, path) = try history()
        let reader = try History(reading: path)
        #expect(try reader.jobs().isEmpty)
        let job = Samples.job(try Samples.task())
        try history.record(job)
        #expect(try reader.jobs() == [job])
        #expect(throws: HistoryError.self) { try reader.record(job) }
    }

    @Test func aHistoryThatIsNotThereIsNotMadeByAReader() throws {
        let path = "\(try Samples.folder())/none.sqlite"
        #expect(throws: HistoryError.none(path: path)) { try History(reading: path) }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func pagesHaveTheLatestFirst() throws {
        let (history, _) = try history()
        let jobs = try (0..<5).map { Samples.job(try Samples.task(), chosenAt: Int64($0)) }
        for job in jobs { try history.record(job) }
        #expect(try history.jobs(limit: 2) == [jobs[4], jobs[3]])
        #expect(try history.jobs(limit: 2, offset: 4) == [jobs[0]])
        #expect(try history.jobs([.searching]).count == 5)
        #expect(try history.jobs([.paid, .refused]).isEmpty)
        #expect(try history.totals().jobs == ["searching": 5])
    }

    @Test func onlyTheLatestOfThousandsThatWerePassedOverAreRemembered() throws {
        let (history, _) = try history()
        var generator = SeededGenerator(seed: 3)
        let all = (0..<History.passedOverLimit + 50).map { index in
            PassedOver(
                task: .random(using: &generator), service: "http://a", reward: 1, reason: "no", at: Int64(index))
        }
        try history.record(all)
        #expect(try history.passedOver(limit: 5000) == Array(all.suffix(History.passedOverLimit).reversed()))
    }

    @Test func aTaskThatIsChosenIsNoLongerPassedOver() throws {
        let (history, _) = try history()
        let job = Samples.job(try Samples.task())
        try history.record([PassedOver(task: job.task, service: "http://a", reward: 1, reason: "no", at: 1)])
        try history.record(job)
        #expect(try history.passedOver().isEmpty)
    }

    @Test func ratesAreKept() throws {
        let (history, path) = try history()
        try history.record(Rate(keysPerThreadSecond: 5e6, proveSeconds: nil), of: "vanity-address")
        try history.record(Rate(keysPerThreadSecond: 6e6, proveSeconds: 0.5), of: "vanity-address")
        history.close()
        #expect(
            try History(path: path).rates() == ["vanity-address": Rate(keysPerThreadSecond: 6e6, proveSeconds: 0.5)])
    }
}
