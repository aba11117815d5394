import Addresses
import Formats
import Foundation
import Sealing
import Service
import TestSupport
import VerifiedCompute

/// A person of these tests, by a seed.
struct Person: Sendable {
    let seed: UInt8

    static let alice = Person(seed: 1)
    static let bob = Person(seed: 2)
    static let mallory = Person(seed: 3)

    var identity: Identity { Identity(seed: Secret(copying: [UInt8](repeating: seed, count: 32))) }
    var key: [UInt8] { identity.verificationKey.bytes }
    var hex: String { Hexadecimal.text(of: key) }
}

/// A development key and tasks of Alice that Bob has solved, made once for all tests of a run.
struct Workshop: Sendable {
    struct Piece: Sendable {
        let task: PostedTask
        let proof: ProofFile
    }

    static let reward: UInt64 = 5_000_000
    static let deadline = Deadline(seconds: 4_000_000_000)!
    static let shared = Result { try Workshop() }

    let proving: ProvingKeyFile
    let store: KeyStore
    let keys: AcceptedKeys
    let pieces: [Piece]

    private init() throws {
        store = KeyStore(folder: try TemporaryFolder.lasting())
        let proving = try store.developmentKey(.vanityAddress)
        self.proving = proving
        keys = try AcceptedKeys(store, policy: ServicePolicy(isDevelopment: true))
        pieces = try (0..<3).map { _ in
            let task = try Self.task(under: proving.digest)
            guard let solution = try task.solve() else { throw CancellationError() }
            return Piece(task: task, proof: try solution.sealAndProve(task, by: Person.bob.identity, with: proving))
        }
    }

    /// A new task of Alice.
    static func task(
        under key: Digest, reward: UInt64 = reward, deadline: Deadline = deadline, service: ServiceName? = nil,
        by person: Person = .alice
    ) throws -> PostedTask {
        try person.identity.post(
            .vanityAddress(AddressPattern(prefix: "1Z")), reward: reward, deadline: deadline, under: key,
            service: service)
    }

    func task(
        reward: UInt64 = reward, deadline: Deadline = deadline, service: ServiceName? = nil, by person: Person = .alice
    ) throws -> PostedTask {
        try Self.task(under: proving.digest, reward: reward, deadline: deadline, service: service, by: person)
    }
}
