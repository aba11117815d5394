import Formats
import Foundation
import GRDB
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
        #expect(try history.job(job.name) == job)
        #expect(try history.job(JobName(task: Samples.key, service: job.service)) == nil)
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
        try history.record([PassedOver(task: job.task, service: job.service, reward: 1, reason: "no", at: 1)])
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

    // MARK: Damage

    private func opened(_ path: String) throws -> (History, said: [String]) {
        var said: [String] = []
        let history = try History.open(path) { said.append($0) }
        return (history, said)
    }

    private func aside(_ path: String) throws -> [String] {
        let url = URL(filePath: path)
        return try FileManager.default.contentsOfDirectory(atPath: url.deletingLastPathComponent().path)
            .filter { $0.hasPrefix("jobs.sqlite.damaged-") && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") }
    }

    @Test func aHistoryThatIsWholeIsOpenedAsItIs() throws {
        let (history, path) = try history()
        let job = Samples.job(try Samples.task())
        try history.record(job)
        history.close()
        let (again, said) = try opened(path)
        #expect(try again.jobs() == [job])
        #expect(try said.isEmpty && aside(path).isEmpty)
    }

    @Test func aHistoryThatCannotBeReadIsPutAsideAndBegunAnew() throws {
        let whole = try history()
        for index in 0..<100 { try whole.0.record(Samples.job(try Samples.task(), chosenAt: Int64(index))) }
        whole.0.close()
        let bytes = Array(try Data(contentsOf: URL(filePath: whole.path)))
        var holed = bytes
        for at in 8000..<20_000 { holed[at] = 0x5a }
        let contents: [[UInt8]] = [Array("nothing that SQLite wrote".utf8), holed, Array(bytes[..<5000])]
        for content in contents {
            let path = "\(try Samples.folder())/jobs.sqlite"
            try Data(content).write(to: URL(filePath: path))
            let (history, said) = try opened(path)
            #expect(said.count == 1 && said[0].contains("a new one is begun"), "\(said)")
            let names = try aside(path)
            #expect(names.count == 1)
            let kept = URL(filePath: path).deletingLastPathComponent().appending(path: names[0])
            // SQLite may write into a file that it takes for its own.
            let isForeign = content == contents[0]
            #expect(try !isForeign || Array(Data(contentsOf: kept)) == content)
            let job = Samples.job(try Samples.task())
            try history.record(job)
            #expect(try history.jobs() == [job])
            history.close()
        }
    }

    @Test func aFolderInPlaceOfTheHistoryIsPutAside() throws {
        let path = "\(try Samples.folder())/jobs.sqlite"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        let (history, said) = try opened(path)
        #expect(try said.count == 1 && aside(path).count == 1)
        try history.record(Samples.job(try Samples.task()))
    }

    @Test func whereNoFileCanBeHadTheHistoryIsOfThisRun() throws {
        let (history, said) = try opened("\(try Samples.folder())/none/jobs.sqlite")
        #expect(said.count == 1 && said[0].contains("until the next start"))
        let job = Samples.job(try Samples.task())
        try history.record(job)
        #expect(try history.job(job.name) == job)
    }

    @Test func aHistoryIsBegunAnewWhileItIsOpen() throws {
        let (history, path) = try history()
        let (old, new) = (Samples.job(try Samples.task()), Samples.job(try Samples.task()))
        try history.record(old)
        #expect(throws: HistoryError.storage(code: 13, message: "full")) {
            try history.renew(after: .storage(code: 13, message: "full"))
        }
        #expect(try history.jobs() == [old])
        _ = try history.renew(after: .damaged("a row"))
        try history.record(new)
        #expect(try history.jobs() == [new])
        #expect(try aside(path).count == 1)
    }

    // MARK: Services

    @Test func theSameTaskAtTwoServicesIsTwoJobs() throws {
        let (history, _) = try history()
        let task = try Samples.task()
        let jobs = ["http://a", "http://b"].map { Samples.job(task, service: $0) }
        for job in jobs { try history.record(job) }
        for job in jobs { #expect(try history.job(job.name) == job) }
        #expect(try history.jobs() == jobs)
    }

    /// As the first version of this program wrote it.
    @Test func jobsOfTheFirstSchemaAreTakenOver() throws {
        let path = "\(try Samples.folder())/jobs.sqlite"
        let job = Samples.job(try Samples.task())
        let pool = try DatabasePool(path: path)
        try pool.write { database in
            try database.execute(
                sql: """
                    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
                    INSERT INTO grdb_migrations VALUES ('1: jobs, passed over, rates');
                    CREATE TABLE job (
                        task BLOB PRIMARY KEY, service TEXT NOT NULL, kind TEXT NOT NULL, target TEXT NOT NULL,
                        reward INTEGER NOT NULL, net INTEGER NOT NULL, payee BLOB NOT NULL, stage TEXT NOT NULL,
                        chosen_at INTEGER NOT NULL, found_at INTEGER, proven_at INTEGER, committed_at INTEGER,
                        revealed_at INTEGER, ended_at INTEGER, keys_tried INTEGER NOT NULL,
                        search_seconds REAL NOT NULL, prove_seconds REAL, ending TEXT, paid INTEGER NOT NULL DEFAULT 0,
                        reason TEXT, entry INTEGER
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX job_by_time ON job (chosen_at);
                    CREATE TABLE passed_over (
                        task BLOB NOT NULL, service TEXT NOT NULL, reward INTEGER NOT NULL, reason TEXT NOT NULL,
                        at INTEGER NOT NULL, PRIMARY KEY (task, service)
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE rate (
                        kind TEXT PRIMARY KEY, keys_per_thread_second REAL NOT NULL, prove_seconds REAL
                    ) STRICT, WITHOUT ROWID;
                    """)
            try database.execute(
                sql: """
                    INSERT INTO job (task, service, kind, target, reward, net, payee, stage, chosen_at, keys_tried,
                      search_seconds) VALUES (?, ?, ?, ?, ?, ?, ?, 'searching', ?, 0, 0)
                    """,
                arguments: [
                    Data(job.task.array), job.service, job.kind, job.target, Int64(job.reward), Int64(job.net),
                    Data(job.payee.array), job.chosenAt,
                ])
        }
        try pool.close()
        let (history, said) = try opened(path)
        #expect(try said.isEmpty && history.jobs() == [job])
        let other = Samples.job(try Samples.task(), service: "http://b", chosenAt: 0)
        try history.record(other)
        #expect(try history.jobs() == [job, other])
    }

    /// While the worker of an earlier version runs, a later one's programs read what it wrote.
    @Test func aHistoryWithoutLossesIsReadAndTakenOver() throws {
        let path = "\(try Samples.folder())/jobs.sqlite"
        let job = try Samples.job(Samples.key, ending: .paid, paid: 7)
        let first = try History(path: path)
        try first.record(job)
        first.close()
        let pool = try DatabasePool(path: path)
        try pool.write { database in
            try database.execute(
                sql: """
                    ALTER TABLE job DROP COLUMN lost;
                    DELETE FROM grdb_migrations WHERE identifier LIKE '3:%';
                    """)
        }
        try pool.close()
        // The one who reads comes first: the other brings the column.
        for open in [{ try History(reading: path) }, { try History(path: path) }] {
            let history = try open()
            #expect(try history.jobs() == [job] && history.totals().paid == 7 && history.totals().lost == 0)
            history.close()
        }
        let next = try History(path: path)
        try next.record(try Samples.job(Samples.otherKey, ending: .dropped, lost: 50))
        #expect(try next.totals().lost == 50 && next.jobs().map(\.lost).sorted() == [0, 50])
    }
}
