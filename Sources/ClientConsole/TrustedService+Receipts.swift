package import Client
internal import Console
internal import FoundationEssentials
package import Journal
internal import Storage

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
}
