import Foundation
import TestSupport
import Testing

/// A folder of its own, with an empty home, in which programs are run as a person would.
struct Terminal {
    private let place: TemporaryFolder
    private let programs: URL

    /// What a program did.
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String

        /// The one JSON object on standard output.
        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(output.utf8))) as? [String: Any] ?? [:]
        }
    }

    init() throws {
        place = try TemporaryFolder()
        // The programs are built beside the test bundle.
        programs = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    }

    var folder: URL { place.url }

    /// Where a program is.
    func path(of program: String) -> String { programs.appendingPathComponent(program).path }

    /// Runs one line, words separated by spaces.
    @discardableResult
    func run(_ line: String, with variables: [String: String] = [:]) throws -> Outcome {
        try start(line, with: variables).finish()
    }

    /// A program that goes on running, at the longest until nobody holds this any more: no failed test leaves one behind.
    final class Running {
        let process: Process
        private let output: URL
        private let errors: URL
        /// It stays as long as a program writes into it.
        private let place: TemporaryFolder

        fileprivate init(process: Process, output: URL, errors: URL, place: TemporaryFolder) {
            (self.process, self.output, self.errors, self.place) = (process, output, errors, place)
        }

        deinit {
            guard process.isRunning else { return }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }

        /// What it has said so far.
        var said: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

        /// Waits for the end; a program that hangs is killed after two minutes, and the outcome shows it.
        func finish() throws -> Outcome {
            let deadline = Date().addingTimeInterval(120)
            while process.isRunning && Date() < deadline { usleep(2000) }
            if process.isRunning { kill(process.processIdentifier, SIGKILL) }
            process.waitUntilExit()
            return Outcome(
                status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
                errors: try String(contentsOf: errors, encoding: .utf8))
        }
    }

    func start(_ line: String, with variables: [String: String] = [:]) throws -> Running {
        let words = line.split(separator: " ").map(String.init)
        let process = Process()
        // A program of the system is named by its path.
        process.executableURL =
            words[0].hasPrefix("/") ? URL(fileURLWithPath: words[0]) : programs.appendingPathComponent(words[0])
        process.arguments = Array(words.dropFirst())
        process.currentDirectoryURL = folder
        process.environment = ["HOME": folder.path, "PATH": "/usr/bin:/bin"].merging(variables) { $1 }
        process.standardInput = FileHandle.nullDevice
        let output = folder.appendingPathComponent(".out-\(UUID())"),
            errors = folder.appendingPathComponent(".err-\(UUID())")
        for url in [output, errors] { _ = FileManager.default.createFile(atPath: url.path, contents: nil) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        return Running(process: process, output: output, errors: errors, place: place)
    }

    /// Waits until something is so; after two minutes the test fails.
    ///
    /// - Parameter what: is waited for, as the failure says it, with what else may explain it.
    func wait(for what: @autoclosure () -> String, until isSo: () throws -> Bool) throws {
        let deadline = Date().addingTimeInterval(120)
        while try !isSo() {
            try #require(Date() < deadline, "waited in vain for \(what())")
            usleep(20_000)
        }
    }

    func read(_ name: String) throws -> Data { try Data(contentsOf: folder.appendingPathComponent(name)) }
    func write(_ data: Data, to name: String) throws { try data.write(to: folder.appendingPathComponent(name)) }
    func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
    }
    func remove(_ name: String) throws { try FileManager.default.removeItem(at: folder.appendingPathComponent(name)) }

    func permissions(_ name: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: folder.appendingPathComponent(name).path)[.posixPermissions]
            as? Int
    }
}
