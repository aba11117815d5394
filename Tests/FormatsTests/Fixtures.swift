import Formats
import Foundation
import TestSupport

/// A folder that is removed when the object goes.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("formats-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// A file with these contents.
    func file(_ contents: Data, _ name: String = UUID().uuidString) throws -> String {
        let url = url.appendingPathComponent(name)
        try contents.write(to: url)
        return url.path
    }
}

let circuitNames = ["mul", "cubic", "nopub", "unused", "chain61", "random16", "bits24"]

/// A JSON object of `Vectors/groth16/`.
func vectors(_ name: String) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: VectorFiles.own("groth16/\(name)")) as? [String: Any] ?? [:]
}

/// What JSONSerialization read, written again.
func jsonText(_ object: Any?) throws -> Data {
    try JSONSerialization.data(withJSONObject: object ?? NSNull(), options: .fragmentsAllowed)
}
