import ArgumentParser
import Formats
import Foundation
import HTTPTypes
import Sealing
import Synchronization
import VerifiedCompute
import Wire

struct Soak: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Post, poll and submit garbage for minutes, with honest submissions between, and watch the memory.")

    @Option(help: "The folder that `make` filled.")
    var folder: String

    @Option(help: "How long.")
    var minutes = 10.0

    @Option(help: "Clients that ask for something each second.")
    var pollers = 200

    @Option(help: "Streams of events.")
    var streams = 20

    @Option(help: "The port that the market listens on.")
    var port = 18_080

    func run() throws {
        let folder = PieceFolder(path: folder)
        let pieces = try folder.pieces(1000)
        let garblers = 4
        let market = try waiting { [port] in
            try await LoadedMarket(
                port: port, keys: folder.keys.folder,
                parties: [.initiator, .worker] + (0...garblers).map { .submitter($0) })
        }
        let traffic = Traffic(port: port, seconds: minutes * 60, pieces: pieces, folder: folder)
        let (pollers, streams) = (pollers, streams)
        Thread.detachNewThread {
            onThreads(pollers + streams + garblers + 2) { number in
                switch number {
                case 0: traffic.post()
                case 1: traffic.submitHonestly()
                case 2..<2 + garblers: traffic.submitGarbage(number - 2)
                case 2 + garblers..<2 + garblers + streams: traffic.listen()
                default: traffic.poll(number)
                }
            }
            traffic.finish()
        }
        var samples: [Int] = []
        print("  second  MiB  processor  requests  settled  by status")
        let start = ContinuousClock.now
        while !traffic.isFinished {
            let use = market.use
            samples.append(use.memory)
            let second = Int((ContinuousClock.now - start) / .seconds(1))
            print("  \(second)  \(use.memory >> 20)  \(Int(use.processor)) s  \(traffic.report)")
            sleep(10)
        }
        func mean(_ part: ArraySlice<Int>) -> Double { Double(part.reduce(0, +)) / Double(part.count) / 1_048_576 }
        let quarter = max(1, samples.count / 4)
        print("mean of the second quarter \(mean(samples[quarter..<max(quarter + 1, 2 * quarter)])) MiB")
        print("mean of the last quarter   \(mean(samples.suffix(quarter))) MiB")
        guard try market.close() else { throw ExitCode(1) }
    }
}

/// What the threads of a soak do until its time is over.
private final class Traffic: Sendable {
    private let port: Int
    private let seconds: Double
    private let pieces: [Piece]
    private let folder: PieceFolder
    private let start = ContinuousClock.now
    private let statuses = Mutex<[Int: Int]>([:])
    private let settled = Atomic<Int>(0)
    private let open = Mutex<[PostedTask]>([])
    private let finished = Atomic<Bool>(false)

    init(port: Int, seconds: Double, pieces: [Piece], folder: PieceFolder) {
        (self.port, self.seconds, self.pieces, self.folder) = (port, seconds, pieces, folder)
    }

    var isFinished: Bool { finished.load(ordering: .relaxed) }
    func finish() { finished.store(true, ordering: .relaxed) }

    var report: String {
        let counts = statuses.withLock { $0 }
        let texts = counts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        return "\(counts.values.reduce(0, +))  \(settled.load(ordering: .relaxed))  \(texts.joined(separator: ", "))"
    }

    /// Runs `body` again and again, over a new connection where the last one failed.
    private func repeatedly(_ body: (Connection) throws -> Void) {
        while (ContinuousClock.now - start) / .seconds(1) < seconds {
            guard let connection = try? Connection(port: port) else { continue }
            while (ContinuousClock.now - start) / .seconds(1) < seconds, (try? body(connection)) != nil {}
        }
    }

    @discardableResult
    private func note(_ answer: Connection.Answer) -> Connection.Answer {
        statuses.withLock { $0[answer.status, default: 0] += 1 }
        return answer
    }

    func poll(_ number: Int) {
        usleep(UInt32(number * 5000))
        repeatedly { connection in
            let path =
                switch number % 4 {
                case 0: "/v1/tasks?state=open&limit=20"
                case 1: "/v1/service"
                case 2: open.withLock { $0.last }.map { "/v1/tasks/\($0.digest)" } ?? "/v1/tasks"
                default: "/v1/log/checkpoint"
                }
            note(try connection.answer(.get, path))
            sleep(1)
        }
    }

    func listen() {
        repeatedly { connection in
            try connection.send(.get, "/v1/events")
            while (ContinuousClock.now - start) / .seconds(1) < seconds { _ = try connection.line() }
        }
    }

    /// Ten tasks a second; each is cancelled when it is forty behind, unless somebody has it verified.
    func post() {
        guard let key = try? folder.keys.provingKey(.vanityAddress).digest else { return }
        repeatedly { connection in
            let task = try folder.task(under: key)
            note(try Submission.post(task, as: .initiator, over: connection))
            let old = open.withLock { tasks -> PostedTask? in
                tasks.append(task)
                return tasks.count > 40 ? tasks.removeFirst() : nil
            }
            if let old {
                let path = "/v1/tasks/\(old.digest)/cancel"
                note(try connection.answer(.post, path, as: .initiator, once: UUID().uuidString))
            }
            usleep(100_000)
        }
    }

    /// Random bytes, altered proofs, and altered proofs under a signature that holds, for which all is verified.
    func submitGarbage(_ number: Int) {
        let (person, payee) = (Person.submitter(number + 1), Person.worker.key)
        var round = number
        repeatedly { connection in
            guard let task = open.withLock({ $0.randomElement() }), let piece = pieces.randomElement() else {
                usleep(100_000)
                return
            }
            round += 1
            var bytes = piece.proof.bytes
            switch round % 3 {
            case 0: bytes = (0..<2000).map { _ in UInt8.random(in: .min ... .max) }
            case 1: bytes[Int.random(in: bytes.indices)] ^= 1
            default: bytes = piece.proof.moved(to: task, by: person).bytes
            }
            let committed = note(
                try Submission.commit(bytes, payee: payee, to: task, as: person, over: connection))
            guard committed.status == 201 else { return }
            note(try Submission.reveal(bytes, payee: payee, of: task, as: person, over: connection))
        }
    }

    /// All pieces, evenly over the time.
    func submitHonestly() {
        var number = 0
        repeatedly { connection in
            guard number < pieces.count else {
                usleep(200_000)
                return
            }
            let (piece, payee) = (pieces[number], Person.worker.key)
            number += 1
            note(try Submission.post(piece.task, as: .initiator, over: connection))
            let bytes = piece.proof.bytes
            note(try Submission.commit(bytes, payee: payee, to: piece.task, as: .submitter(0), over: connection))
            let answer = note(
                try Submission.reveal(bytes, payee: payee, of: piece.task, as: .submitter(0), over: connection))
            if (try? RevealAnswer(response: answer.content).judged?.summary.events.last?.kind) == .settled {
                settled.add(1, ordering: .relaxed)
            }
            usleep(UInt32(seconds / Double(pieces.count) * 900_000))
        }
    }
}

extension ProofFile {
    /// The file with another task put in its place, signed by whoever did it.
    fileprivate func moved(to task: PostedTask, by person: Person) -> ProofFile {
        let moved = ProofContents(
            task: task, payee: contents.payee, circuitID: contents.circuitID, sealedBox: contents.sealedBox,
            result: contents.result, sharedPoint: contents.sharedPoint, equalityProof: contents.equalityProof,
            groth16Proof: contents.groth16Proof, workerKey: Bytes(person.key)!)
        var transcript = Transcript.digest("VerifiedCompute/proof-file/v1")
        transcript.append(moved.signedBytes)
        let signature = person.identity.signingKey.signature(
            of: transcript.finish(), domain: "VerifiedCompute/proof-file")
        return ProofFile(contents: moved, signature: Bytes(signature)!)
    }
}
