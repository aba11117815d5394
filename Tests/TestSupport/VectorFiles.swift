public import Foundation

/// Test vectors: our own under `Vectors/`, and those of other projects in a folder beside the repository, if it is there.
public enum VectorFiles {
    /// The folder that holds the manifest.
    public static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A file of `Vectors/`, which must be there.
    public static func own(_ path: String) throws -> Data {
        try Data(contentsOf: root.appendingPathComponent("Vectors").appendingPathComponent(path))
    }

    /// A file of `../shared/vectors/`; nil, with a line that says so, where that folder is absent.
    public static func shared(_ path: String) -> Data? {
        let url = sharedURL(path)
        guard let data = try? Data(contentsOf: url) else {
            print("skipped: no shared vectors at \(path)")
            return nil
        }
        return data
    }

    /// Where a file of `../shared/vectors/` would lie.
    public static func sharedURL(_ path: String) -> URL {
        root.deletingLastPathComponent().appendingPathComponent("shared/vectors").appendingPathComponent(path)
    }
}
