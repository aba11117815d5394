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
            let input = mutation(of: bytes, &generator)
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
            let input = mutation(of: texts[round % texts.count], &generator)
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

    /// One to three changes, or now and then nothing but noise.
    private func mutation(of bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        if Int.random(in: 0..<20, using: &generator) == 0 {
            return generator.bytes(Int.random(in: 0...bytes.count, using: &generator))
        }
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
            let index = Int.random(in: bytes.indices, using: &generator)
            switch Int.random(in: 0..<8, using: &generator) {
            case 0...2: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 3: bytes[index] = UInt8.random(in: .min ... .max, using: &generator)
            case 4: bytes.removeSubrange(index...)
            case 5: bytes.insert(UInt8.random(in: .min ... .max, using: &generator), at: index)
            case 6: bytes.remove(at: index)
            default: for i in index..<min(index + 4, bytes.count) { bytes[i] = 255 }
            }
        }
        return bytes
    }
}
