internal import Client
internal import Formats
internal import Storage
internal import VerifiedCompute

extension JobRunner {
    /// The proving key is not to be asked for now.
    struct KeyObstacle: Error {
        let reason: String
    }

    /// A lease takes a larger stake than is put at risk.
    struct StakeTooHigh: Error {
        let stake: UInt64
        let limit: UInt64
    }

    /// An error in words.
    static func sentence(_ error: any Error) -> String {
        switch error {
        case let error as ClientError: error.sentence
        case let error as DownloadError: error.sentence
        case let error as KeyStoreError: sentence(error)
        case let error as ProvingError: sentence(error)
        case let error as MemoryShort: "\(error.what) does not fit below --memory-limit now"
        case let error as KeyObstacle: "\(error.reason)"
        case let error as StakeTooHigh: "the stake of \(error.stake) is above --max-bond \(error.limit)"
        case let error as Submitter.BondTooHigh: sentence(error)
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

    private static func sentence(_ error: Submitter.BondTooHigh) -> String {
        let staked = error.staked == 0 ? "" : ", besides \(error.staked) that is staked already,"
        return "the bond of \(error.bond)\(staked) is above --max-bond \(error.limit)"
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
