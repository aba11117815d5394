import Formats
import Foundation
import TestSupport
import Testing
import VerifiedCompute

/// Tasks that another implementation signed and hashed (`Vectors/tasks`).
@Suite struct TaskVectorTests {
    @Test func digestsAndSignaturesAgreeWithTheOtherImplementation() throws {
        let file = try JSONSerialization.jsonObject(with: VectorFiles.own("tasks/tasks.json")) as? [String: Any]
        let valid = try #require(file?["valid"] as? [[String: Any]])
        #expect(!valid.isEmpty)
        for entry in valid {
            let bytes = try #require((entry["canonicalBytes"] as? String).flatMap { Hexadecimal.bytes(of: $0) })
            let task = try PostedTask(canonicalBytes: bytes)
            #expect(task.digest.hex == entry["digest"] as? String)
            #expect(task.hasValidSignature)
        }
    }
}
