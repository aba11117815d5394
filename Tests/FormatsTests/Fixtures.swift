import Formats
import Foundation
import TestSupport
import Testing

let circuitNames = ["mul", "cubic", "nopub", "unused", "chain61", "random16", "bits24"]

/// A JSON object of `Vectors/groth16/`.
func vectors(_ name: String) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: VectorFiles.own("groth16/\(name)")) as? [String: Any] ?? [:]
}

/// What JSONSerialization read, written again.
func jsonText(_ object: Any?) throws -> Data {
    try JSONSerialization.data(withJSONObject: object ?? NSNull(), options: .fragmentsAllowed)
}

/// Every damaged file with this ending is refused with the error expected of it.
func expectRefusals(
    _ ending: String, in folder: TemporaryFolder, _ expected: [String: FileFormatError],
    butFor exceptions: [String] = [],
    _ read: (String) throws -> Void
) throws {
    let files = try vectors("malformed_files/manifest.json")["files"] as? [[String: String]] ?? []
    let names = files.compactMap { $0["file"] }.filter { $0.hasSuffix("." + ending) }
        .map { String($0.dropLast(ending.count + 1)) }
    #expect(Set(names) == Set(expected.keys).union(exceptions))
    for name in names where !exceptions.contains(name) {
        let path = try folder.file(VectorFiles.own("groth16/malformed_files/\(name).\(ending)"))
        let error = #expect(throws: FileFormatError.self, "\(name)") { try read(path) }
        #expect(error == expected[name], "\(name)")
    }
}
