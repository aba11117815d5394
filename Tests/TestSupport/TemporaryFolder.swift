public import Foundation
import Synchronization

/// A folder of its own for a test, for its owner alone. It goes away with the object: a suite that holds one loses it with each
/// test, whether or not the test throws. What is left at the end of the process goes away then.
public final class TemporaryFolder: Sendable {
    public let path: String

    public init() throws { path = try Self.lasting() }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A folder that lasts as long as the process: for what all tests of a run share.
    public static func lasting() throws -> String {
        let path = try "\(RunFolder.shared.get().path)/\(count.add(1, ordering: .relaxed).newValue)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        return path
    }

    private static let count = Atomic(0)

    public var url: URL { URL(fileURLWithPath: path, isDirectory: true) }

    /// What is in it, sorted.
    public var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

    /// The path of a file in it, which need not be there.
    public func path(_ name: String) -> String { "\(path)/\(name)" }

    /// A file with these contents.
    public func file(_ contents: Data, _ name: String = UUID().uuidString) throws -> String {
        try contents.write(to: URL(fileURLWithPath: path(name)))
        return path(name)
    }
}

/// The folder that holds all others of a run. It goes away when the process exits; where a run was killed, a later one removes
/// it a day later.
private struct RunFolder {
    let path: String

    static let shared = Result { try RunFolder() }

    private static let prefix = "VerifiedCompute-tests-"

    private init() throws {
        let parent = FileManager.default.temporaryDirectory
        Self.sweep(parent)
        let url = parent.appendingPathComponent("\(Self.prefix)\(getpid())-\(UUID())")
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        path = url.path
        atexit {
            guard case .success(let folder) = RunFolder.shared else { return }
            try? FileManager.default.removeItem(atPath: folder.path)
        }
    }

    /// Removes what runs left behind that have not touched it for a day.
    private static func sweep(_ parent: URL) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
        for name in names where name.hasPrefix(prefix) {
            let path = parent.appendingPathComponent(name).path
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            guard let touched = attributes?[.modificationDate] as? Date, touched.timeIntervalSinceNow < -86_400 else {
                continue
            }
            try? FileManager.default.removeItem(atPath: path)
        }
    }
}
