import Client
import Escrow
import Formats
import Journal
import MarketSupport
import Sealing
import Testing
import Wire

@Suite struct TrustedServiceTests {
    private func service(_ key: VerificationKey) -> TrustedService {
        TrustedService(client: ServiceClient(ServiceAddress("http://127.0.0.1:9")!), key: key)
    }

    private func record(_ receipt: Receipt, index: UInt64? = nil) -> ReceiptRecord {
        ReceiptRecord(
            summary: EntryRecord(index: index ?? receipt.entry.index, time: 1, task: nil, events: []),
            entry: receipt.entry.canonicalBytes, signature: Bytes(receipt.signature)!)
    }

    @Test func aReceiptIsTakenFromNobodyButTheService() async throws {
        let log = TestLog(seed: 1, steps: 5)
        let receipt = log.receipt(2)
        let key = log.identity.verificationKey
        let (honest, other) = (service(key), service(TestLog.identity(99).verificationKey))
        #expect(try honest.receipt(record(receipt)) == receipt)
        #expect(throws: ClientError.self) { try other.receipt(record(receipt)) }
        var signature = receipt.signature
        signature[7] ^= 1
        let altered = record(Receipt(entry: receipt.entry, signature: signature))
        #expect(throws: ClientError.self) { try honest.receipt(altered) }
        #expect(throws: ClientError.self) { try honest.receipt(record(receipt, index: 3)) }
        let elsewhere = record(Receipt(entry: log.receipt(3).entry, signature: receipt.signature))
        #expect(throws: ClientError.self) { try honest.receipt(elsewhere) }
        for one in [honest, other] { await one.client.close() }
    }
}
