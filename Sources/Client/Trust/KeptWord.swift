internal import Escrow
package import Journal
internal import VerifiedCompute

/// What a service's log is held to without reading it: what was kept of the service's word.
package struct KeptWord: Hashable, Sendable {
    /// One that was signed earlier.
    package let checkpoint: SignedCheckpoint?
    package let receipts: [Receipt]

    package init(checkpoint: SignedCheckpoint?, receipts: [Receipt]) {
        self.checkpoint = checkpoint
        self.receipts = receipts
    }

    /// What the service has broken of its word.
    package enum Breach: Hashable, Sendable {
        /// The log of now has fewer entries than the service has signed for.
        case shorter(entries: UInt64, signed: UInt64)
        /// The log of now does not begin with the one that the service signed when it had so many entries.
        case otherHistory(size: UInt64)
        /// The log of now has another entry than the one whose receipt the service signed, or none.
        case receiptBroken(index: UInt64)
        /// What was kept as a receipt is not signed by the service, and binds it to nothing.
        case receiptUnsigned(index: UInt64)
    }
}

extension TrustedService {
    /// The checkpoint of the log as it stands, and what in it breaks the word that was kept.
    ///
    /// Checked by Merkle proofs: the service is asked for a few hashes, and not believed.
    package func breaches(of word: KeptWord) async throws(ClientError) -> (SignedCheckpoint, [KeptWord.Breach]) {
        let signed = try await checkpoint()
        let now = signed.checkpoint
        var breaches: [KeptWord.Breach] = []
        if let old = word.checkpoint?.checkpoint, old.size > 0 {
            if old.size > now.size {
                breaches.append(.shorter(entries: now.size, signed: old.size))
            } else if try await !client.consistency(of: old.size, with: now.size).holds(from: old.root, to: now.root) {
                breaches.append(.otherHistory(size: old.size))
            }
        }
        for receipt in word.receipts {
            let index = receipt.entry.index
            if !receipt.isValid(under: key) {
                breaches.append(.receiptUnsigned(index: index))
            } else if try await !isThere(receipt, in: now) {
                breaches.append(.receiptBroken(index: index))
            }
        }
        return (signed, breaches)
    }

    private func isThere(_ receipt: Receipt, in log: Checkpoint) async throws(ClientError) -> Bool {
        guard receipt.entry.index < log.size else { return false }
        return try await client.inclusion(of: receipt.entry.index, in: log.size)
            .holds(for: receipt.entry.hash, under: log.root)
    }
}
