import ArgumentParser
import VerifiedCompute

struct Make: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make tasks and proofs, each distinct; goes on where it was stopped.")

    @Option(help: "The folder to keep them in.")
    var folder: String

    @Option(help: "How many.")
    var count = 1000

    func run() throws {
        let folder = PieceFolder(path: folder)
        let key = try folder.keys.developmentKey(.vanityAddress)
        let clock = ContinuousClock()
        let start = clock.now
        var made = 0
        for number in 0..<count where !folder.hasPiece(number) {
            try folder.make(number, with: key)
            made += 1
            if made.isMultiple(of: 50) { print("\(number + 1) of \(count), \(clock.now - start)") }
        }
        print("\(count) tasks and proofs, \(made) of them made now, in \(clock.now - start)")
    }
}
