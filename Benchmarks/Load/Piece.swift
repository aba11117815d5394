import Addresses
import Foundation
import Formats
import Sealing
import VerifiedCompute

/// A person of a load run, by a number: everybody knows these keys.
struct Person: Sendable {
    let number: UInt16

    static let initiator = Person(number: 1)
    static let worker = Person(number: 2)

    /// Whoever submits over one of the connections.
    static func submitter(_ connection: Int) -> Person { Person(number: UInt16(100 + connection)) }

    var identity: Identity {
        var seed = [UInt8](repeating: 0, count: 32)
        (seed[0], seed[1]) = (UInt8(number & 255), UInt8(number >> 8))
        return Identity(seed: Secret(copying: seed))
    }

    var key: [UInt8] { identity.verificationKey.bytes }
}

/// A task and a proof of its solution.
struct Piece: Sendable {
    let task: PostedTask
    let proof: ProofFile
}

/// A folder of pieces that were made before, and the key that they were made with.
struct PieceFolder {
    let path: String

    var keys: KeyStore { KeyStore(folder: path + "/keys") }

    func task(deadline: Int64 = 4_000_000_000, under key: Digest) throws -> PostedTask {
        try Person.initiator.identity.post(
            .vanityAddress(AddressPattern(prefix: "1Z")), reward: 5_000_000, deadline: Deadline(seconds: deadline)!,
            under: key)
    }

    private func file(_ number: Int) -> URL { URL(fileURLWithPath: "\(path)/\(number).proof.bin") }

    func hasPiece(_ number: Int) -> Bool { FileManager.default.fileExists(atPath: file(number).path) }

    /// Searches, seals and proves a new task.
    func make(_ number: Int, with key: ProvingKeyFile) throws {
        let task = try task(under: key.digest)
        guard let solution = try task.solve() else { throw CancellationError() }
        let proof = try solution.sealAndProve(task, by: Person.worker.identity, with: key)
        try Data(proof.bytes).write(to: file(number), options: .atomic)
    }

    /// The first `count` pieces; those that are there where they are fewer.
    func pieces(_ count: Int) throws -> [Piece] {
        try (0..<count).filter(hasPiece).map { number in
            let proof = try ProofFile(bytes: Array(try Data(contentsOf: file(number))))
            return Piece(task: proof.contents.task, proof: proof)
        }
    }
}
