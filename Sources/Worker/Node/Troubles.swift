internal import Synchronization

/// What an operator should look at now. Each trouble is logged when it begins and when it is over, and not in between.
final class Troubles: Sendable {
    /// What a trouble is about: there is one of each at a time.
    enum Subject: Hashable, Sendable {
        case disk, history, keys, lostHistory, memory, outbox
        /// The service at an address, and the account there.
        case service(String), account(String)
        case job(JobName), jobMemory(JobName)
    }

    private let state = Mutex<[Subject: String]>([:])
    private let log: @Sendable (Event) -> Void

    init(log: @escaping @Sendable (Event) -> Void) { self.log = log }

    /// Sets what is wrong with `subject`; nil where nothing is.
    func set(_ subject: Subject, _ sentence: String?) {
        let before = state.withLock { state in
            defer { state[subject] = sentence }
            return state[subject]
        }
        switch (before, sentence) {
        case (let before, let sentence?) where before != sentence: log(Event(.warning, sentence))
        case (let before?, nil): log(Event(.notice, "no longer: \(before)"))
        default: break
        }
    }

    var sentences: [String] { state.withLock { $0.values.sorted() } }
}
