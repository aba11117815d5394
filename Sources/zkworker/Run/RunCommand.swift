import ArgumentParser
import Client
import Console
import Formats
import FoundationEssentials
import Sealing
import VerifiedCompute
import Worker
import WorkerConsole
import WorkerStatus

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Earn: find tasks, choose, solve, prove, submit, be paid, until stopped.",
        discussion: """
            What is found is on the disk before anything is sent, and is sent until it is answered: after a crash, a loss of power or \
            a dead network, the same command goes on from there. Money goes to --payee; the worker's own key signs and holds the \
            bonds, and nothing that was earned depends on it.

            SIGTERM and SIGINT stop the search and end with 0: a proof in the making is finished and kept, what waits for an answer \
            is sent again after the next start. A second signal ends at once.

            Every option may also be a variable (--max-time is ZKWORKER_MAX_TIME; lists have commas between) or a member of \
            the configuration file ({"service": ["https://example.org"], "max-time": "36h"}). An option goes before a \
            variable, a variable before the file; --print-config shows what is in effect. The variable ZKWORKER_CONFIG \
            names the file too.

            zkworker status, jobs and earnings show what the worker does and did.
            """)

    @Flag(help: "Print every setting with its value and where that comes from, check them, and end.")
    var printConfig = false

    @OptionGroup var options: RunOptions

    func run() throws {
        let configuration = try options.configuration()
        for warning in configuration.layers.warnings { Output.note(warning) }
        if printConfig {
            let rows = try configuration.table().map { [$0.name, $0.value ?? "-", $0.source ?? "-"] }
            for line in Columns.lines(rows) { try Output.result(line) }
        }
        let (settings, status) = (try configuration.settings(), try configuration.status)
        guard !printConfig else { return }
        try configuration.home.make()
        let identity = try configuration.identity()
        for service in settings.services where service.address.scheme == .http && !service.address.isLoopback {
            Output.note(
                "warning: without TLS, whoever listens to \(service.address) sees sealed boxes before they are paid for"
            )
        }
        Interruption.watch()
        let node = try EarningNode(settings, identity: identity, version: programVersion) { LogLine.write($0) }
        try waiting { try await Self.run(node, telling: status) }
        // Nothing was left to do, as far as anybody said.
        if let isolation = node.isolation, settings.endsWhenIdle, !Interruption.isRequested {
            throw Failure(.couldNot, isolation)
        }
    }

    /// Runs the node, with its status told at an address. Where nobody asked for that address and it is taken, the node runs
    /// without: what it earns does not depend on who looks.
    private static func run(
        _ node: EarningNode, telling status: (address: StatusAddress, isAskedFor: Bool)?
    ) async throws {
        guard let status else { return await run(node) }
        let server = StatusServer(at: status.address, workspace: node.settings.workspace, history: node.history) {
            node.status
        }
        do {
            try await server.serve { address in
                LogLine.write(Event(.notice, "tells its status at http://\(address)"))
                await run(node)
            }
        } catch let failure as StatusServer.Failure where !status.isAskedFor {
            LogLine.write(Event(.warning, failure.sentence))
            await run(node)
        }
    }

    private static func run(_ node: EarningNode) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await node.run() }
            group.addTask {
                while !Interruption.isRequested {
                    do { try await Task.sleep(for: .milliseconds(50)) } catch { return }
                }
                node.stop()
            }
            await group.next()
            // The run ends by itself, or after `stop`: what is half done is brought to a safe place first.
            if Interruption.isRequested { await group.next() }
            group.cancelAll()
        }
    }
}

/// One line an event, on standard error: the time in UTC, the level, what happened.
private enum LogLine {
    static func write(_ event: Event) {
        Output.note("\(Date.now.formatted(.iso8601)) \(event.level.rawValue) \(event.sentence.harmless)")
    }
}

extension Failure {
    /// The failure that an error of the worker stands for; nil for any other error.
    init?(worker error: any Error) {
        switch error {
        case let error as SettingsError: self.init(.malformed, error.sentence)
        case let error as Workspace.Failure:
            if case .file(let error) = error {
                self.init(error)
            } else {
                self.init(.couldNot, error.sentence ?? "")
            }
        case let error as HistoryError: self.init(.couldNot, error.sentence)
        case let error as StatusServer.Failure: self.init(.couldNot, error.sentence)
        case let error as StatusQuery.Failure: self.init(.couldNot, error.sentence)
        default: return nil
        }
    }
}
