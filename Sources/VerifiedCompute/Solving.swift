public import Formats
public import Search
internal import Sealing

extension PostedTask {
    /// Searches a solution on `threads` threads, one a processor where it is nil; nil when cancelled.
    ///
    /// What is found has been computed again on an independent path. Keep it in an `Outbox` before anything else. The
    /// closures are those of `VanitySearch.run`.
    public func solve(
        threads: Int? = nil, progress: @Sendable (SearchProgress) -> Void = { _ in },
        isCancelled: @Sendable () -> Bool = { false }, isPaused: @escaping @Sendable () -> Bool = { false }
    ) throws(SearchError) -> Solution? {
        let parameters = terms.kind.vanityAddress
        let search = try VanitySearch(point: parameters.publicKey, pattern: parameters.pattern, threads: threads)
        guard let hit = try search.run(progress: progress, isCancelled: isCancelled, isPaused: isPaused) else {
            return nil
        }
        var message = Secret(count: 32)
        hit.withOffset { offset in message.withUnsafeMutableBytes { $0.copyMemory(from: offset) } }
        return Solution(message: message)
    }
}
