import Foundation
import TestSupport
import Testing

/// What stands below the library's own interface. Programs name the types of it that the interface hands them.
private let library: Set<String> = [
    "Storage", "Fields", "Curves", "R1CS", "Groth16", "Sealing", "Addresses", "Circuits", "Search", "Formats",
]

/// What a program that speaks with a service may import besides.
private let market: Set<String> = ["VerifiedCompute", "Console", "Client", "ClientConsole", "Journal", "Wire"]

/// The map of `Docs/architecture.md`: each target and what it may import. Arrows point down only.
private let map: [(target: String, mayImport: Set<String>)] = [
    ("CGMP", []),
    ("CSodium", []),
    ("CLanes", []),
    ("Storage", []),
    ("CKernels", ["CGMP"]),
    ("Fields", ["CGMP", "CKernels"]),
    ("Curves", ["CKernels", "Fields"]),
    ("R1CS", ["Fields"]),
    ("Groth16", ["Fields", "Curves", "R1CS"]),
    ("Gadgets", ["Fields", "Curves", "R1CS"]),
    ("Sealing", ["CSodium", "Storage", "Fields", "Curves"]),
    ("Addresses", ["Fields", "Curves"]),
    ("Circuits", ["Fields", "Curves", "R1CS", "Gadgets"]),
    ("Search", ["CLanes", "Fields", "Curves", "Addresses"]),
    ("Formats", ["Storage", "Fields", "Curves", "R1CS", "Groth16", "Addresses"]),
    ("Escrow", []),
    ("Journal", ["Escrow", "Formats", "Sealing"]),
    ("Audit", ["Escrow", "Journal", "Sealing"]),
    ("Ledger", ["Escrow", "Journal", "Sealing", "Storage"]),
    ("HTTPSignatures", ["Sealing"]),
    ("Wire", ["Formats", "Sealing"]),
    ("Ceremony", ["Storage", "Fields", "Curves", "Groth16", "Sealing", "Formats"]),
    ("VerifiedCompute", library),
    ("Console", library.union(["VerifiedCompute"])),
    ("Prometheus", []),
    (
        "Service",
        [
            "Escrow", "Formats", "Groth16", "HTTPSignatures", "Journal", "Ledger", "Prometheus", "Sealing", "Storage",
            "VerifiedCompute", "Wire",
        ]
    ),
    (
        "Client",
        ["Escrow", "Formats", "HTTPSignatures", "Journal", "Sealing", "Storage", "VerifiedCompute", "Wire"]
    ),
    (
        "Worker",
        [
            "Addresses", "Client", "Curves", "Escrow", "Fields", "Formats", "Groth16", "Journal", "Search", "Sealing",
            "Storage", "VerifiedCompute", "Wire",
        ]
    ),
    ("WorkerStatus", ["Formats", "Prometheus", "Storage", "Worker"]),
    ("WorkerConsole", ["Client", "Console", "Formats", "Worker", "WorkerStatus"]),
    ("ClientConsole", library.union(["VerifiedCompute", "Console", "Client", "Escrow", "Journal", "Wire"])),
    ("zkworker", library.union(market).union(["Worker", "WorkerConsole", "WorkerStatus"])),
    ("zkverify", library.union(market).union(["Audit", "Escrow"])),
    ("zktask", library.union(market)),
    ("zksetup", library.union(["VerifiedCompute", "Console", "Ceremony"])),
    ("zkservice", library.union(["VerifiedCompute", "Console", "Escrow", "Journal", "Ledger", "Service"])),
]

@Suite struct LayeringTests {
    @Test func noImportPointsUp() throws {
        let own = Set(map.map(\.target))
        for (target, mayImport) in map {
            for (file, module) in try imports(of: target) where own.contains(module) {
                #expect(mayImport.contains(module), "\(file) imports \(module), which \(target) may not")
            }
        }
    }

    @Test func theMapItselfPointsDown() {
        var above: Set<String> = []
        for (target, mayImport) in map {
            #expect(mayImport.isSubset(of: above), "\(target) is listed above something that it imports")
            above.insert(target)
        }
    }

    @Test func everyTargetIsOnTheMap() throws {
        let sources = try FileManager.default.contentsOfDirectory(
            atPath: VectorFiles.root.appendingPathComponent("Sources").path)
        #expect(Set(sources + ["Circuits"]) == Set(map.map(\.target)))
    }

    /// The rules see nothing of the world.
    @Test func escrowImportsNothing() throws {
        #expect(try imports(of: "Escrow").isEmpty)
    }

    /// Whoever changes a database, or replaces it, looks in one place: the market's books, and a worker's own history.
    @Test func onlyTheLedgerAndTheWorkerSpeakSQL() throws {
        for (target, _) in map where !["Ledger", "Worker"].contains(target) {
            #expect(try !imports(of: target).contains { $0.module == "GRDB" || $0.module.contains("SQLite") })
        }
    }

    private func imports(of target: String) throws -> [(file: String, module: String)] {
        let folder = VectorFiles.root.appendingPathComponent(target == "Circuits" ? target : "Sources/\(target)")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects ?? []
        var found: [(String, String)] = []
        for case let file as URL in files where file.pathExtension == "swift" {
            for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                let words = line.split(separator: " ")
                guard let position = words.firstIndex(of: "import"), position < 3, position + 1 < words.count,
                    words[..<position].allSatisfy({ ["public", "package", "internal", "private"].contains($0) })
                else { continue }
                found.append((file.lastPathComponent, String(words[position + 1])))
            }
        }
        return found
    }
}
