internal import Client
internal import Escrow
internal import Formats
internal import Journal
internal import Storage
internal import VerifiedCompute

extension JobRunner {
    /// Keeps what the service signed about this task among the receipts of the data home, where an audit holds the service to
    /// them and an operator finds them: the posting, and every step of the submission.
    func keepEvidence() async {
        guard let service = try? await market.trusted() else { return }
        var receipts = claims.submissions.receipts(of: service.key).filter { $0.entry.task?.bytes == task.digest.array }
        if let listing = try? await service.listing(of: task.digest) { receipts.append(listing.receipt) }
        do throws(FileError) {
            for receipt in receipts { try shop.receipts.keep(receipt, of: service.key) }
            warn("what the service signed about it is kept in \(shop.receipts.folder): zkverify audit holds it to that")
        } catch {
            warn("what the service signed about it could not be kept: \(Shop.sentence(error))")
        }
    }
}
