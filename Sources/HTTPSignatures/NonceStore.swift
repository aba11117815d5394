import Sealing
import Synchronization

/// Remembers the nonces of the requests that were taken, for as long as they could be taken again, and no longer.
///
/// A nonce is kept under the second at which its request says it was created. Requests created before the *horizon* are
/// refused, and what lies before the horizon is forgotten; the horizon only ever moves forward, whatever the clock
/// does. So nothing that is forgotten can come back. A full store takes nothing more until the horizon moves.
final class NonceStore: Sendable {
    private struct State {
        var horizon: Int64
        var count = 0
        var seconds: [Int64: Set<Key>] = [:]
    }

    /// A hash of signer and nonce: short, and of one length whatever a client sends.
    private struct Key: Hashable {
        let high: UInt64
        let low: UInt64

        init(_ nonce: String, of signer: VerificationKey) {
            var transcript = Transcript.digest("VerifiedCompute/http-nonce/v1")
            transcript.append(signer.bytes)
            transcript.append(Array(nonce.utf8))
            let digest = transcript.finish()
            let word = { (bytes: ArraySlice<UInt8>) in bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
            (high, low) = (word(digest[0..<8]), word(digest[8..<16]))
        }
    }

    private let capacity: Int
    private let state: Mutex<State>

    /// - Parameters:
    ///   - capacity: the most nonces at once; each takes about 40 bytes.
    ///   - horizon: requests created before this second are refused.
    init(capacity: Int, horizon: Int64) {
        precondition(capacity > 0)
        self.capacity = capacity
        state = Mutex(State(horizon: horizon))
    }

    /// How many nonces are remembered.
    var count: Int { state.withLock { $0.count } }

    /// Takes the nonce of a request created at second `created`, after moving the horizon to `horizon` if that is
    /// ahead.
    ///
    /// Throws `tooOld`, `replayed` and `tooManyNonces`; of two calls with the same values, at once or not, one throws.
    func claim(
        _ nonce: String, of signer: VerificationKey, created: Int64, horizon: Int64
    ) throws(SignatureError) {
        let key = Key(nonce, of: signer)
        let refusal = state.withLock { state -> SignatureError? in
            if horizon > state.horizon {
                state.horizon = horizon
                for (second, keys) in state.seconds where second < horizon {
                    state.count -= keys.count
                    state.seconds[second] = nil
                }
            }
            guard created >= state.horizon else { return .tooOld }
            guard state.seconds[created]?.contains(key) != true else { return .replayed }
            guard state.count < capacity else { return .tooManyNonces }
            state.seconds[created, default: []].insert(key)
            state.count += 1
            return nil
        }
        if let refusal { throw refusal }
    }
}
