import ArgumentParser
import Console

/// What an initiator does: keys, tasks, opening.
@main
struct ZKTask: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zktask",
        abstract: "Make keys, post tasks, open solutions.",
        discussion: """
            A first task, from nothing to a wallet:

              zktask keygen --out alice.key
              zktask new vanity-address --prefix 1Zk --key alice.key --reward 5000000 --deadline 2d --out task.json
              (a worker runs: zkworker solve task.json)
              zktask open proof.bin --key alice.key --out wallet.json

            Exit codes: 0 done, 1 well-formed but not proven, 2 malformed input or wrong use, 3 could not, 130 interrupted.
            """,
        version: programVersion,
        subcommands: [Keygen.self, New.self, Open.self])

    static func main() { ConsoleProgram.run(Self.self) { Failure(library: $0) } }
}
