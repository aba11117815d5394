import ArgumentParser
import Formats
import Foundation
import Synchronization
import VerifiedCompute
import Wire

struct Burst: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Submit all pieces of a folder at once, and time each from commitment to settlement.")

    @Option(help: "The folder that `make` filled.")
    var folder: String

    @Option(help: "At most so many pieces.")
    var count = 1000

    @Option(help: "Submissions that are under way at once.")
    var connections = 16

    @Option(
        help:
            "So many submissions are begun a second, whatever becomes of them; without it, each as soon as one has ended."
    )
    var rate: Double?

    @Option(help: "The port that the market listens on.")
    var port = 18_080

    func run() throws {
        let folder = PieceFolder(path: folder)
        let pieces = try folder.pieces(count)
        let market = try waiting { [port, connections] in
            try await LoadedMarket(
                port: port, keys: folder.keys.folder,
                parties: [.initiator, .worker] + (0..<connections).map { .submitter($0) })
        }
        let posting = Latencies()
        let posts = Run(pieces.count)
        onThreads(4) { [port] _ in
            posts.work(port) { connection, number, _ in
                let start = ContinuousClock.now
                let answer = try Submission.post(pieces[number].task, as: .initiator, over: connection)
                posting.add(ContinuousClock.now - start)
                return answer.status == 201
            }
        }
        print("posting      \(posts.report), \(posting.text)")

        let (committing, revealing, whole) = (Latencies(), Latencies(), Latencies())
        let payee = Person.worker.key
        let before = market.use
        let submissions = Run(pieces.count, rate: rate)
        onThreads(connections) { [port] thread in
            submissions.work(port) { connection, number, due in
                let (piece, person, start) = (pieces[number], Person.submitter(thread), ContinuousClock.now)
                let bytes = piece.proof.bytes
                let committed = try Submission.commit(
                    bytes, payee: payee, to: piece.task, as: person, over: connection)
                let middle = ContinuousClock.now
                let revealed = try Submission.reveal(
                    bytes, payee: payee, of: piece.task, as: person, over: connection)
                let end = ContinuousClock.now
                committing.add(middle - start)
                revealing.add(end - middle)
                whole.add(end - due)
                let judged = try RevealAnswer(response: revealed.content).judged?.summary.events
                return committed.status == 201 && judged?.last?.kind == .settled
            }
        }
        let after = market.use
        print("settlements  \(submissions.report)")
        print("commitment   \(committing.text)")
        print("reveal       \(revealing.text)")
        print("both         \(whole.text)\(rate == nil ? "" : ", from when it was due")")
        let each = (after.processor - before.processor) / Double(max(1, submissions.done)) * 1000
        print("processor    \((each * 100).rounded() / 100) ms of the service a settlement")
        print("memory       \(after.memory >> 20) MiB")
        guard try market.close(), submissions.failed == 0, posts.failed == 0 else { throw ExitCode(1) }
    }
}

/// So many pieces of work that any number of threads take up, one after another.
final class Run: Sendable {
    private let total: Int
    private let interval: Duration?
    private let next = Atomic<Int>(0)
    private let succeeded = Atomic<Int>(0)
    private let lost = Atomic<Int>(0)
    private let start = ContinuousClock.now
    private let end = Mutex(ContinuousClock.now)

    var done: Int { succeeded.load(ordering: .relaxed) }
    var failed: Int { lost.load(ordering: .relaxed) }

    init(_ total: Int, rate: Double? = nil) {
        self.total = total
        interval = rate.map { .seconds(1 / $0) }
    }

    /// - Parameter body: is given a connection, a number below `total`, and when its turn came; true where it succeeded.
    func work(_ port: Int, _ body: (Connection, Int, ContinuousClock.Instant) throws -> Bool) {
        guard var connection = try? Connection(port: port) else { return }
        while true {
            let number = next.add(1, ordering: .relaxed).oldValue
            guard number < total else { return }
            var due = ContinuousClock.now
            if let interval {
                due = start + interval * number
                let wait = due - .now
                if wait > .zero { usleep(UInt32(wait / .microseconds(1))) }
            }
            if (try? body(connection, number, due)) == true {
                succeeded.add(1, ordering: .relaxed)
            } else {
                lost.add(1, ordering: .relaxed)
                if let another = try? Connection(port: port) { connection = another }
            }
            end.withLock { $0 = .now }
        }
    }

    /// `1000 in 4.1 s: 243.9 a second`.
    var report: String {
        let seconds = (end.withLock { $0 } - start) / .seconds(1)
        let failures = failed == 0 ? "" : ", \(failed) failed"
        return "\(done) in \((seconds * 10).rounded() / 10) s: \((Double(done) / seconds * 10).rounded() / 10) a second"
            + failures
    }
}

/// Waits for what is asynchronous.
func waiting<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
    let semaphore = DispatchSemaphore(value: 0)
    let result = Mutex<Result<Value, any Error>?>(nil)
    Task {
        let outcome: Result<Value, any Error>
        do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
        result.withLock { $0 = outcome }
        semaphore.signal()
    }
    semaphore.wait()
    return try result.withLock { try $0!.get() }
}
