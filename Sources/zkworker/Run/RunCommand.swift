import ArgumentParser
import Client
import Console
import Formats
import FoundationEssentials
import Sealing
import VerifiedCompute
import Worker

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Earn: find tasks, choose, solve, prove, submit, be paid, until stopped.",
        discussion: """
            What is found is on the disk before anything is sent, and is sent until it is answered: after a crash, a loss of power or \
            a dead network, the same command goes on from there. Money goes to --payee; the worker's own key signs and holds the \
            bonds, and nothing that was earned depends on it.

            SIGTERM and SIGINT stop the search and end with 0: a proof in the making is finished and kept, what waits for an answer \
            is sent again after the next start. A second signal ends at once.
            """)

    @OptionGroup var options: RunOptions
    @OptionGroup var keys: KeysOptions

    func run() throws {
        let settings = try options.settings(home: keys.home)
        let identity = try options.identity(home: keys.home)
        for service in settings.services where service.address.scheme == .http && !service.address.isLoopback {
            Output.note(
                "warning: without TLS, whoever listens to \(service.address) sees sealed boxes before they are paid for"
            )
        }
        Interruption.watch()
        let node = try EarningNode(settings, identity: identity, version: programVersion) { LogLine.write($0) }
        try waiting {
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
        default: return nil
        }
    }
}
