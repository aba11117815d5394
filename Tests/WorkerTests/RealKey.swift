import Formats
import Foundation
import Sealing
import VerifiedCompute

/// A real proving key, made once for all tests of a run.
struct RealKey: Sendable {
    let store: KeyStore
    let bytes: [UInt8]
    /// The verifying key's.
    let digest: Digest
    /// The proving key's BLAKE2b-256.
    let file: Bytes<32>

    static let made: Result<RealKey, any Error> = Result { try RealKey() }

    var parts: (bytes: [UInt8], digest: Digest, file: Bytes<32>) { (bytes, digest, file) }

    private init() throws {
        store = KeyStore(folder: try Samples.folder())
        let key = try store.developmentKey(.vanityAddress)
        bytes = Array(try Data(contentsOf: URL(filePath: key.path)))
        digest = key.digest
        file = Bytes(BLAKE2b.hash(bytes))!
    }

    /// The same key with points of A exchanged: each is what a point must be, the verifying key is the same, and no proof holds.
    static func poisoned(_ bytes: [UInt8]) -> [UInt8] {
        func word(_ at: Int, _ count: Int) -> Int { (0..<count).reversed().reduce(0) { $0 << 8 | Int(bytes[at + $1]) } }
        // Magic, version and number of sections; then each section's number, length and content.
        var at = 12
        while word(at, 4) != 5 { at += 12 + word(at + 4, 8) }
        let (begin, count, size) = (at + 12, word(at + 4, 8) / 64, 64)
        var points = (0..<count).map { Array(bytes[begin + $0 * size..<begin + ($0 + 1) * size]) }
        let finite = points.indices.filter { points[$0].contains { $0 != 0 } }
        for (a, b) in zip(finite, finite.reversed()) where a < b { points.swapAt(a, b) }
        return Array(bytes[..<begin]) + Array(points.joined()) + Array(bytes[(begin + count * size)...])
    }
}
