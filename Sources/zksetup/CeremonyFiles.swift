import Ceremony
import Console
import Formats

/// The files of a ceremony, opened, or a sentence about what is wrong with them.
enum CeremonyFiles {
    /// A key from anywhere, every point checked.
    static func key(_ path: String) throws(Failure) -> Zkey {
        try inWords(path) { () throws(FileFormatError) in try Zkey(path: path, trust: .none) }
    }

    static func circuit(_ path: String) throws(Failure) -> R1csRows {
        try inWords(path) { () throws(FileFormatError) in try R1csRows(path: path) }
    }

    static func powers(_ path: String) throws(Failure) -> Ptau {
        try inWords(path) { () throws(FileFormatError) in try Ptau(path: path) }
    }

    static func history(_ key: Zkey, _ path: String) throws(Failure) -> KeyHistory {
        try inWords(path) { () throws(FileFormatError) in try key.history() }
    }

    /// A circuit's key before anybody contributed.
    ///
    /// - Parameter work: what is told of the share that is done.
    static func initialKey(
        _ circuitPath: String, _ powersPath: String, _ work: LongWork
    ) throws -> (key: InitialKey, powers: Ptau) {
        let (circuit, powers) = (try circuit(circuitPath), try powers(powersPath))
        do {
            return (try InitialKey(circuit, over: powers, progress: work.report), powers)
        } catch let error as FileFormatError {
            throw Failure(path: powersPath, error)
        }
    }

    private static func inWords<Value>(
        _ path: String, _ body: () throws(FileFormatError) -> Value
    ) throws(Failure) -> Value {
        do throws(FileFormatError) {
            return try body()
        } catch {
            throw Failure(path: path, error)
        }
    }
}

/// Work that shows how far it is, and stops on Ctrl-C before anything is written.
struct LongWork {
    private let progress: Progress
    private let label: String

    init(_ label: String, quiet: Bool) {
        self.label = label
        progress = Progress(silent: quiet)
        Interruption.watch()
    }

    /// Takes the share that is done, from 0 to 1; throws where the work is to stop.
    func report(_ share: Double) throws {
        progress.show(label, share: share)
        try Interruption.check("interrupted: nothing was written")
    }

    func finish() { progress.finish() }
}
