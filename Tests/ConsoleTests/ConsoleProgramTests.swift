import ArgumentParser
import Console
import Foundation
import Testing

private struct Sample: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "sample", subcommands: [Work.self])
}

private struct Work: ParsableCommand {
    @Argument var number: Int
    @Option var outcome = "done"

    func validate() throws {
        if number == 0 { throw ValidationError("the number is zero") }
    }

    func run() throws {
        switch outcome {
        case "not-proven": throw ExitCode(ExitStatus.notProven.rawValue)
        case "failure": throw Failure(.couldNot, "no key named \u{1b}[2J")
        case "library": throw LibraryError()
        case "system": throw POSIXError(.ENOSPC)
        case "unknown": throw UnknownError()
        default: break
        }
    }
}

private struct LibraryError: Error {}
private struct UnknownError: Error {}

@Suite struct ConsoleProgramTests {
    private func ending(_ arguments: String...) -> ConsoleProgram.Ending {
        ConsoleProgram.ending(of: Sample.self, arguments: arguments) { error in
            error is LibraryError ? Failure(.malformed, "the file is cut off") : nil
        }
    }

    @Test func whatIsDoneEndsWithZeroAndNothingMore() {
        #expect(ending("work", "1").status == 0)
        #expect(ending("work", "1").errorLine == nil)
    }

    @Test(arguments: [["work"], ["work", "x"], ["work", "0"], ["work", "1", "--what"], ["play"]])
    func wrongUseEndsWithTwoAndOneLine(_ arguments: [String]) throws {
        let ending = ConsoleProgram.ending(of: Sample.self, arguments: arguments)
        #expect(ending.status == 2)
        let line = try #require(ending.errorLine)
        #expect(line.hasPrefix("sample: "))
        #expect(line.contains(arguments[0] == "work" ? "(sample work --help" : "(sample --help"), "\(line)")
        #expect(!line.contains("\n") && !line.contains("Usage"))
    }

    @Test func helpEndsWithZero() {
        #expect(ending("work", "--help").status == 0)
        #expect(ending("--help").errorLine == nil)
    }

    @Test func aFailureEndsWithItsStatusAndItsSentence() {
        #expect(ending("work", "1", "--outcome", "not-proven").status == 1)
        #expect(ending("work", "1", "--outcome", "not-proven").errorLine == nil)
        let failure = ending("work", "1", "--outcome", "failure")
        #expect(failure.status == 3)
        #expect(failure.errorLine == "sample: no key named \\u{1B}[2J")
    }

    @Test func anErrorOfALibraryIsTranslated() {
        let ending = ending("work", "1", "--outcome", "library")
        #expect(ending.status == 2)
        #expect(ending.errorLine == "sample: the file is cut off")
    }

    @Test func aFullDiskIsSaidInWords() {
        let ending = ending("work", "1", "--outcome", "system")
        #expect(ending.status == 3)
        #expect(ending.errorLine == "sample: could not finish: the disk is full")
    }

    @Test func anUnknownErrorNeverLooksLikeNotProven() {
        #expect(ending("work", "1", "--outcome", "unknown").status == 3)
    }
}
