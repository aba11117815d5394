internal import Client
internal import Formats
internal import Glibc
internal import Storage
internal import VerifiedCompute
internal import Wire

/// Brings one task from the choice to its end. `solve` leaves a proof in the outbox, `submit` sends it until it is answered; both go
/// on where an earlier run of the program was stopped.
struct JobRunner: Sendable {
    let shop: Shop
    let market: Market
    let claim: Claim
    let control: JobControl

    var task: PostedTask { claim.task }
    var claims: ClaimStore { shop.claims }
    var name: String { "\(task.target) (\(task.digest.hex.prefix(8)))" }

    func note(_ sentence: String) { shop.log(Event(.notice, "\(name): \(sentence)")) }
    func warn(_ sentence: String) { shop.log(Event(.warning, "\(name): \(sentence)")) }

    /// Goes on to `stage`, in the status and in the history.
    func reach(_ stage: Job.Stage) {
        control.show { $0.job.reach(stage, at: wallMilliseconds()) }
        shop.record(control.activity.job)
    }

    /// Ends the job: first in the history, then in the outbox, so that whoever is stopped between the two does it again.
    func end(_ ending: Job.Ending, shelf: ClaimStore.Shelf?) async {
        control.show { activity in
            activity.job.reach(.ended, at: wallMilliseconds())
            activity.job.ending = ending
        }
        while !shop.record(control.activity.job) {
            claims.dropBallast()
            do { try await Task.sleep(for: .seconds(1)) } catch { return }
        }
        while true {
            do {
                try claims.end(task, shelf: shelf)
                break
            } catch {
                shop.makeRoom(after: error)
                do { try await Task.sleep(for: .seconds(1)) } catch { return }
            }
        }
        shop.troubles.set(.job(task.digest.hex), nil)
    }

    /// Gives up before anything was found, and leaves the task alone for some seconds.
    func drop(_ reason: String, aside seconds: Double) async {
        note("dropped: \(reason)")
        if seconds > 0 { shop.setAside(task.digest, for: seconds, because: "given up a moment ago: \(reason)") }
        await end(Job.Ending(.dropped, reason: reason), shelf: nil)
    }

    /// An error in words.
    static func sentence(_ error: any Error) -> String {
        switch error {
        case let error as ClientError: error.sentence
        case let error as DownloadError: error.sentence
        case let error as KeyStoreError: sentence(error)
        case let error as ProvingError: sentence(error)
        case let error as FileError: Shop.sentence(error)
        case SubmissionOutbox.Fault.file(let error): Shop.sentence(error)
        case SubmissionOutbox.Fault.unreadable(let path): "\(path) is not what was kept of this submission"
        default: "it failed (\(type(of: error)))"
        }
    }

    private static func sentence(_ error: KeyStoreError) -> String {
        switch error {
        case .noProvingKey(let kind): "there is no proving key for \(kind.rawValue)"
        case .noVerifyingKey(let digest): "there is no verifying key \(digest)"
        case .altered(let path): "\(path) is not the key that it must be"
        case .file(let path, let error): "\(path) cannot be read: \(error)"
        case .notAVerifyingKey(let path, _): "\(path) is no verifying key"
        case .write(let error): Shop.sentence(error)
        case .hostile(let path): "\(path) is hostile: proofs under it would give the solution away"
        case .interrupted: "it was interrupted"
        case .otherCircuit(let kind): "the proving key is not of the circuit of \(kind.rawValue)"
        case .unsafe: "anyone can forge under the proving key"
        }
    }

    private static func sentence(_ error: ProvingError) -> String {
        switch error {
        case .notASolution: "what was found does not solve the task"
        case .otherKey: "the proving key is not the one that the task names"
        case .refused(let refusal): refusal.sentence
        case .unusableKey: "the proving key is not for this circuit"
        case .witnessFile: "the witness could not be written"
        }
    }
}
