/// Why a task is passed over.
package enum Reason: Hashable, Sendable {
    case setAside(String)
    case settled
    case ended(String)
    case beingVerified
    case leasedByAnother(until: Int64)
    case kind(String)
    case reward(UInt64, least: UInt64)
    case unknownVerifyingKey
    case unwantedVerifyingKey
    case noProvingKey
    case otherService(String)
    case defect(String)
    case deadline(expected: Double, left: Int64)
    case tooLong(expected: Double, limit: Double)
    case bondAboveLimit(UInt64, limit: UInt64)
    case means(needed: UInt64, available: UInt64?)
    case lease(seconds: Int64)
    case heartbeat(seconds: Int64)
    /// This worker has it alone, and not for long enough any more.
    case leaseEnding(until: Int64)

    /// In words, after "passed over: ".
    package var sentence: String {
        switch self {
        case .setAside(let why): why
        case .settled: "it is settled already"
        case .ended(let state): "it is \(state)"
        case .beingVerified: "another's solution is being verified"
        case .leasedByAnother(let until): "another worker has it alone until second \(until)"
        case .kind(let kind): "--kinds does not name \(kind)"
        case .reward(let reward, let least): "its reward of \(reward) is below --min-reward \(least)"
        case .unknownVerifyingKey: "the service does not take the verifying key that it names"
        case .unwantedVerifyingKey: "its verifying key is none of those that this worker proves under"
        case .noProvingKey: "its proving key is not here, and the service offers none of use"
        case .otherService(let name): "it is meant for the service \(name)"
        case .defect(let why): why
        case .deadline(let expected, let left):
            "it is expected to take \(Self.length(expected)), and its deadline is in \(left) s"
        case .tooLong(let expected, let limit):
            "it is expected to take \(Self.length(expected)), above --max-time of \(Self.length(limit))"
        case .bondAboveLimit(let bond, let limit): "its bond or stake of \(bond) is above --max-bond \(limit)"
        case .means(let needed, let available):
            available.map { "bond and stake take \(needed), and the worker's account has \($0): deposit the rest" }
                ?? "bond and stake take \(needed), and what the worker's account has is not known yet"
        case .leaseEnding(let until): "this worker's lease of it ends at second \(until), too soon to be paid for it"
        case .heartbeat(let seconds):
            "its lease ends with \(seconds) s of silence, too short a time for a sign of life to be sure to get through"
        case .lease(let seconds): "its lease of \(seconds) s is too short to be worth its stake"
        }
    }

    /// Whether it says the same but for numbers that change by themselves.
    func isLike(_ other: Reason) -> Bool {
        switch (self, other) {
        case (.deadline, .deadline), (.tooLong, .tooLong), (.means, .means): true
        default: self == other
        }
    }

    private static func length(_ seconds: Double) -> String {
        seconds.isFinite && seconds < 1e15 ? "\(Int(seconds.rounded(.up))) s" : "forever"
    }
}
