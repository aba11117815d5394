import Addresses
import Formats
import Foundation
import Sealing
import TestSupport
import VerifiedCompute

/// An initiator, a worker and a development key in a temporary folder, made once for all tests of a run.
struct Market: Sendable {
    let folder: String
    let keys: KeyStore
    let proving: ProvingKeyFile
    let task: PostedTask
    let proof: ProofFile

    static let shared = Result { try Market() }

    private init() throws {
        folder = try TemporaryFolder.lasting()
        keys = KeyStore(folder: folder + "/keys")
        proving = try keys.developmentKey(.vanityAddress)
        task = try Self.alice.post(
            .vanityAddress(AddressPattern(prefix: "1Z")), reward: 5_000_000, deadline: Self.deadline,
            under: proving.digest)
        guard let solution = try task.solve() else { throw CancellationError() }
        proof = try solution.sealAndProve(task, by: Self.bob, with: proving)
    }

    static let deadline = Deadline(seconds: 4_000_000_000)!
    static var alice: Identity { Identity(seed: seed(1)) }
    static var bob: Identity { Identity(seed: seed(2)) }
    static var mallory: Identity { Identity(seed: seed(3)) }

    private static func seed(_ byte: UInt8) -> Secret { Secret(copying: [UInt8](repeating: byte, count: 32)) }
}
