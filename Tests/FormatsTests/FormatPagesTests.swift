import Formats
import Foundation
import TestSupport
import Testing

/// The pages in `Docs/` and the vectors say what the code does.
@Suite struct FormatPagesTests {
    private struct Vectors: Decodable {
        struct Valid: Decodable { let json, canonicalBytes, digest: String }
        struct Invalid: Decodable { let canonicalBytes, why: String }
        let valid: [Valid]
        let invalid: [Invalid]
    }

    private static func vectors() throws -> Vectors {
        try JSONDecoder().decode(Vectors.self, from: VectorFiles.own("tasks/tasks.json"))
    }

    private static func page(_ name: String) throws -> String {
        try String(contentsOf: VectorFiles.root.appendingPathComponent("Docs/\(name)"), encoding: .utf8)
    }

    /// What stands between a line that is `fence` and the next line of three back quotes.
    private static func block(_ fence: String, in page: String) throws -> String {
        let begin = try #require(page.range(of: "\n\(fence)\n"))
        let end = try #require(page.range(of: "```\n", range: begin.upperBound..<page.endIndex))
        return String(page[begin.upperBound..<end.lowerBound])
    }

    @Test func anotherProgramsTasksAreReadAndWrittenAlike() throws {
        for vector in try Self.vectors().valid {
            let task = try PostedTask(json: Array(vector.json.utf8))
            #expect(task.json == vector.json)
            #expect(Hexadecimal.text(of: task.canonicalBytes) == vector.canonicalBytes)
            let bytes = try #require(Hexadecimal.bytes(of: vector.canonicalBytes))
            #expect(try PostedTask(canonicalBytes: bytes) == task)
        }
    }

    @Test func bytesThatAreNoTaskAreRefused() throws {
        for vector in try Self.vectors().invalid {
            let bytes = try #require(Hexadecimal.bytes(of: vector.canonicalBytes))
            #expect(throws: BinaryError.self, "\(vector.why)") { try PostedTask(canonicalBytes: bytes) }
        }
    }

    @Test func theExampleOnThePageIsATask() throws {
        let page = try Self.page("task-format.md")
        let example = try Self.block("```json", in: page)
        let task = try PostedTask(json: Array(example.utf8))
        #expect(task.json == example)
        let bytes = try Self.block("The example above:\n\n```", in: page).replacingOccurrences(of: "\n", with: "")
        #expect(Hexadecimal.text(of: task.canonicalBytes) == bytes)
        #expect(page.contains(try Self.vectors().valid[0].digest))
    }

    /// The rows of a page's byte table, with the names in the offsets at 0: each begins where the one before ends.
    @Test(arguments: ["task-format.md", "proof-format.md"])
    func theByteTablesHaveNoGaps(_ name: String) throws {
        var end = 0
        var rows = 0
        for line in try Self.page(name).split(separator: "\n") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 3, let offset = cells[0].split(separator: " ").first.flatMap({ Int($0) }) else {
                continue
            }
            #expect(offset == end, "\(line)")
            end = offset + (Int(cells[1]) ?? 0)
            rows += 1
        }
        #expect(rows == (name == "task-format.md" ? 17 : 14))
        #expect(end == (name == "task-format.md" ? 279 : 433))
    }
}
