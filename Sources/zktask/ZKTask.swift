import ArgumentParser
import ClientConsole
import Console

/// What an initiator does: keys, tasks, opening.
@main
struct ZKTask: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zktask",
        abstract: "Make keys, post tasks, fetch and open solutions.",
        discussion: """
            A first task, from nothing to a wallet:

              zktask keygen --out alice.key
              zktask new vanity-address --prefix 1Zk --key alice.key --reward 5000000 --deadline 2d --out task.json
              (a worker runs: zkworker solve task.json)
              zktask open proof.bin --key alice.key --out wallet.json

            With a service in between, which pays the worker from escrow when the proof holds:

              zktask post task.json --service URL --key alice.key
              zktask wait ID --service URL
              zktask fetch ID --service URL --out proof.bin

            Exit codes: 0 done, 1 well-formed but not proven, 2 malformed input or wrong use, 3 could not, 130 interrupted.
            """,
        version: programVersion,
        subcommands: [
            Keygen.self, New.self, Post.self, List.self, Show.self, Wait.self, Fetch.self, Cancel.self, Open.self,
        ])

    static func main() { ConsoleProgram.run(Self.self) { Failure(client: $0) ?? Failure(library: $0) } }
}
