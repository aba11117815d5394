import ArgumentParser
import Console
import Formats
import FoundationEssentials
import Search
import Sealing
import Storage
import VerifiedCompute

struct Solve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Search a task's solution, seal it to the initiator, and prove it.",
        discussion: """
            The search draws its start at random and remembers nothing: stopping it loses no progress that there is to lose. \
            What it finds is kept on the disk before it is proven, and a second solve of the same task goes on from there.
            """)

    @Argument(help: ArgumentHelp("The task.", valueName: "task.json"))
    var task: String

    @Option(help: ArgumentHelp("Where to write the proof.", valueName: "file"))
    var out = "proof.bin"

    @Option(
        help: ArgumentHelp(
            "The worker's key file. (default: one in the data home, made on first use)", valueName: "file"))
    var key: String?

    @Option(
        help: ArgumentHelp(
            "Whom the proof pays, 64 hexadecimal digits. (default: the worker's signing key)", valueName: "hex"))
    var payee: String?

    @Option(help: ArgumentHelp("How many threads search. (default: one a processor)", valueName: "number"))
    var threads: Int?

    @Option(
        help: ArgumentHelp(
            "Write the witness to this file too, for another prover. Whoever has it has the solution.",
            valueName: "file"))
    var witness: String?

    @Flag(help: "Replace the file where it is there already.")
    var force = false

    @Flag(help: "No progress on standard error.")
    var quiet = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var keys: KeysOptions
    @OptionGroup var passphrase: PassphraseOptions

    struct Result: Encodable {
        let proof: String
        let taskDigest: String
        let payee: String
        let address: String
        let keysTried: UInt64
        let searchSeconds: Double
        let proveSeconds: Double
    }

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads takes a number from 1 to 1024.")
        }
    }

    func run() throws {
        try Files.requireFree(out, replacing: force, inputs: [task] + (key.map { [$0] } ?? []))
        if let witness { try Files.requireFree(witness, replacing: false) }
        let posted = try Inputs.task(task)
        let payee = try payee.map { text throws(Failure) in try Inputs.digest(text, option: "--payee") }
        let worker = try identity()
        let proving = try keys.store.provingKey(.vanityAddress)
        try posted.checkSolvable(with: proving)
        try requireTime(posted)
        try keys.home.make(keys.home.outbox)
        let outbox = Outbox(folder: keys.home.outbox.path)

        Interruption.watch()
        let found = try solution(of: posted, outbox)
        try Interruption.check("interrupted: what was found is kept, and the next solve goes on from there")
        try requireTime(posted)
        let begin = ContinuousClock.now
        if !quiet { Output.note("sealing and proving") }
        let file = try found.solution.sealAndProve(
            posted, payee: payee, by: worker, with: proving, witnessPath: witness)
        let proveSeconds = (ContinuousClock.now - begin) / .seconds(1)
        try Interruption.check("interrupted: what was found is kept, and the next solve goes on from there")
        try Files.write(file.bytes, to: out, replacing: force)
        outbox.forget(posted)
        try report(
            Result(
                proof: out, taskDigest: posted.digest.hex, payee: file.contents.payee.hex,
                address: file.verdict(under: proving.verifyingKey).address, keysTried: found.keysTried,
                searchSeconds: found.seconds, proveSeconds: proveSeconds))
    }

    private func requireTime(_ posted: PostedTask) throws(Failure) {
        guard !posted.isExpired(at: Inputs.now) else {
            throw Failure(.notProven, "the deadline has passed: \(TimeText.date(posted.terms.deadline.seconds))")
        }
    }

    private func report(_ result: Result) throws {
        if json { return try Output.json(result) }
        try Output.result("address  \(result.address)")
        try Output.result("proof    \(out), made in \(TimeText.length(seconds: result.proveSeconds))")
        try Output.result("pays     \(result.payee)")
    }

    /// The worker's identity: from `--key`, or from the data home, where it is made on first use.
    private func identity() throws -> Identity {
        if let key { return try passphrase.identity(in: key) }
        let path = keys.home.workerKey.path
        if !FileManager.default.fileExists(atPath: path) {
            try keys.home.make()
            do throws(FileError) {
                try KeyFile(Identity.generate()).write(to: path)
                Output.note("made a key for this worker: \(path.harmless)")
            } catch .exists {
                // Another first solve was quicker: its key is this worker's.
            }
        }
        return try passphrase.identity(in: path)
    }

    private struct Found: ~Copyable {
        let solution: Solution
        let keysTried: UInt64
        let seconds: Double
    }

    /// What an earlier run found, or a search's result, which is on the disk before this returns.
    private func solution(of posted: PostedTask, _ outbox: Outbox) throws -> Found {
        let kept: Solution?
        do throws(FileError) {
            kept = try outbox.solution(of: posted)
        } catch {
            throw Failure(error)
        }
        if let kept {
            if !quiet { Output.note("found before: going on with the proof") }
            return Found(solution: kept, keysTried: 0, seconds: 0)
        }
        let progress = Progress(silent: quiet)
        let last = LastProgress()
        let solution = try posted.solve(threads: threads) { state in
            last.store(state)
            progress.show {
                "searching  \(Quantity.short(state.keysPerSecond)) keys/s, \(Quantity.short(Double(state.keysTried))) tried,"
                    + " \(Quantity.percent(state.probability)) so far, 50 % within \(TimeText.length(seconds: state.secondsToHalf))"
            }
        } isCancelled: {
            Interruption.isRequested || posted.isExpired(at: Inputs.now)
        }
        guard let solution else {
            progress.finish()
            if !Interruption.isRequested { try requireTime(posted) }
            throw Failure(.interrupted, "interrupted; the search has no memory, so starting again loses nothing")
        }
        do throws(FileError) {
            try outbox.keep(solution, of: posted)
        } catch {
            Output.note("\(Failure(error).sentence): the solution is only in memory until it is proven")
        }
        let (tried, seconds) = last.load()
        progress.finish("found after \(Quantity.short(Double(tried))) keys in \(TimeText.length(seconds: seconds))")
        return Found(solution: solution, keysTried: tried, seconds: seconds)
    }
}
