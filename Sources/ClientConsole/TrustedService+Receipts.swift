package import Client
internal import Console
internal import FoundationEssentials
package import Journal
internal import Storage
package import VerifiedCompute

extension TrustedService {
    /// Keeps what the service signed in the data home, for zkverify audit to hold it to.
    package func keep(_ receipt: Receipt) throws {
        let home = DataHome()
        try home.make(home.receipts)
        do throws(FileError) {
            try ReceiptFolder(folder: home.receipts.path).keep(receipt, of: key)
        } catch {
            throw Failure(error)
        }
    }

    /// The settlement of a task, whose receipt is kept and which pays what the policy leaves that the task was posted under;
    /// nil before there is one.
    package func keptSettlement(of task: Digest) async throws -> Settlement? {
        guard let settlement = try await settlement(of: task) else { return nil }
        try keep(settlement.receipt)
        try await checkPayment(settlement, by: ReceiptFolder(folder: DataHome().receipts.path).receipts(of: key))
        return settlement
    }
}
