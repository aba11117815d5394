import Formats
import Foundation
import TestSupport
import Testing

/// Mutations of valid files and random bytes. `VC_FUZZ=1000000` makes the run as long as that.
@Suite struct HostileInputTests {
    private static let rounds = ProcessInfo.processInfo.environment["VC_FUZZ"].flatMap { Int($0) } ?? 6000

    /// Whatever a reader accepts is written back to the same bytes: there is no second encoding of anything.
    @Test func whatIsAcceptedIsWrittenBackAlike() throws {
        var generator = SeededGenerator()
        var corpus: [(bytes: [UInt8], read: ([UInt8]) throws(BinaryError) -> [UInt8])] = []
        for _ in 0..<8 {
            corpus.append((try generator.postedTask().canonicalBytes, Self.taskAgain))
            corpus.append((try generator.proofFile().bytes, Self.proofAgain))
        }
        var accepted = 0
        for round in 0..<Self.rounds / 3 * 2 {
            let (bytes, read) = corpus[round % corpus.count]
            let input = generator.mutation(of: bytes)
            do throws(BinaryError) {
                #expect(try read(input) == input, "seed \(generator.seed), round \(round)")
                accepted += 1
            } catch {
                #expect((0...input.count).contains(error.position), "seed \(generator.seed), round \(round)")
            }
        }
        // Most of a proof is opaque here, so many mutations still are proofs.
        #expect(accepted > Self.rounds / 20)
    }

    @Test func aTextThatIsAcceptedIsTheTaskThatItIsReadAs() throws {
        var generator = SeededGenerator()
        let texts = try (0..<8).map { _ in Array(try generator.postedTask().json.utf8) }
        var accepted = 0
        for round in 0..<Self.rounds / 3 {
            let input = generator.mutation(of: texts[round % texts.count])
            guard let task = try? PostedTask(json: input) else { continue }
            accepted += 1
            #expect(try PostedTask(json: Array(task.json.utf8)) == task, "seed \(generator.seed), round \(round)")
            #expect(try PostedTask(canonicalBytes: task.canonicalBytes) == task)
        }
        #expect(accepted > Self.rounds / 100)
    }

    private static func taskAgain(_ bytes: [UInt8]) throws(BinaryError) -> [UInt8] {
        try PostedTask(canonicalBytes: bytes).canonicalBytes
    }

    private static func proofAgain(_ bytes: [UInt8]) throws(BinaryError) -> [UInt8] {
        try ProofFile(bytes: bytes).bytes
    }
}
