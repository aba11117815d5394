public import ArgumentParser
import Fields
import Glibc

/// Runs a program: arguments in, one sentence and an exit status out.
///
///     @main struct ZKVerify: ParsableCommand {
///         static func main() { ConsoleProgram.run(Self.self) }
///     }
public enum ConsoleProgram {
    /// Parses the process's arguments, runs the command and ends the process.
    ///
    /// - Parameters:
    ///   - translate: the failure that an error of the program's libraries stands for; nil where it is none of theirs.
    ///   - shortcut: what arguments of a common form stand for, nil for all others. The parser looks at every command, which takes
    ///     milliseconds; what is short must not wait for it. It does as the command would.
    public static func run(
        _ program: (some ParsableCommand).Type, translate: (any Error) -> Failure? = { _ in nil },
        shortcut: Shortcut = { _ in nil }
    ) -> Never {
        Output.survivePipes()
        forbidCoreDumps()
        Interruption.exitAtOnce()
        let arguments = Array(CommandLine.arguments.dropFirst())
        let ending = ending(of: program, arguments: arguments, translate: translate, shortcut: shortcut)
        if let line = ending.errorLine { Output.note(line) }
        exit(ending.status)
    }

    /// From arguments to the work that they stand for.
    public typealias Shortcut = ([String]) -> (() throws -> Void)?

    /// Secrets pass through ordinary memory too: none of it goes to a core file.
    private static func forbidCoreDumps() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    }

    package struct Ending: Equatable {
        package let status: Int32
        package let errorLine: String?
    }

    /// Parses and runs without ending the process.
    package static func ending(
        of program: (some ParsableCommand).Type, arguments: [String], translate: (any Error) -> Failure? = { _ in nil },
        shortcut: Shortcut = { _ in nil }
    ) -> Ending {
        do {
            try Kernel.checkSelection()
            if let work = shortcut(arguments) {
                try work()
            } else {
                var command = try program.parseAsRoot(arguments)
                try command.run()
            }
            return Ending(status: ExitStatus.done.rawValue, errorLine: nil)
        } catch {
            let help = commandPath(program, arguments) + ["--help"]
            return ending(of: program, error: error, help: help.joined(separator: " "), translate: translate)
        }
    }

    /// The names of the command that the first arguments lead to: `zktask`, `new`, `vanity-address`.
    private static func commandPath(_ command: any ParsableCommand.Type, _ arguments: [String]) -> [String] {
        let named = command.configuration.subcommands.first { $0._commandName == arguments.first }
        let next = named.map { ($0, Array(arguments.dropFirst())) }
        let usual = command.configuration.defaultSubcommand.map { ($0 as any ParsableCommand.Type, arguments) }
        return [command._commandName] + ((next ?? usual).map { commandPath($0.0, $0.1) } ?? [])
    }

    private static func ending(
        of program: (some ParsableCommand).Type, error: any Error, help: String, translate: (any Error) -> Failure?
    ) -> Ending {
        if let code = error as? ExitCode { return Ending(status: code.rawValue, errorLine: nil) }
        let name = program._commandName
        func failed(_ failure: Failure) -> Ending {
            Ending(status: failure.status.rawValue, errorLine: "\(name): \(failure.sentence.harmless)")
        }
        if let failure = error as? Failure ?? translate(error) { return failed(failure) }
        if let error = error as? Kernel.SelectionError { return failed(Failure(.malformed, error.description)) }
        if let failure = Failure(systemError: error, doing: "finish") { return failed(failure) }
        let text = program.message(for: error).split(separator: "\n").first ?? ""
        switch program.exitCode(for: error) {
        case .success:
            // --help and --version are results.
            do throws(Failure) {
                try Output.result(program.fullMessage(for: error))
                return Ending(status: ExitStatus.done.rawValue, errorLine: nil)
            } catch {
                return failed(error)
            }
        case .validationFailure: return failed(Failure(.malformed, "\(text) (\(help) says more)"))
        default: return failed(Failure(.couldNot, "unexpected: \(text)"))
        }
    }
}
