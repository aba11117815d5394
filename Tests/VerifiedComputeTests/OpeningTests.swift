import Addresses
import Formats
import Foundation
import Sealing
import Testing
import VerifiedCompute

@Suite struct OpeningTests {
    private let market: Market

    init() throws { market = try Market.shared.get() }

    @Test func theInitiatorGetsTheAddressesKey() throws {
        let wallet = try Market.alice.wallet(from: market.proof)
        #expect(wallet.address == market.proof.verdict(under: market.proving.verifyingKey).address)
        let derived = wallet.privateKey.withUnsafeBytes { IndependentDerivation(scalar: $0) }
        #expect(derived?.address.text == wallet.address && derived?.publicKey == wallet.publicKey)
    }

    @Test func theWalletIsJSONWithItsFourKeys() throws {
        struct File: Decodable {
            let address, publicKey, privateKeyHex, privateKeyWIF: String
        }
        let wallet = try Market.alice.wallet(from: market.proof)
        let file = try wallet.json.withUnsafeBytes { try JSONDecoder().decode(File.self, from: Data($0)) }
        #expect(file.address == wallet.address)
        #expect(file.publicKey == Hexadecimal.text(of: wallet.publicKey))
        #expect(wallet.privateKey.withUnsafeBytes { Hexadecimal.text(of: $0) } == file.privateKeyHex)
        #expect(
            try Base58.decodeChecked(file.privateKeyWIF) == [0x80] + Hexadecimal.bytes(of: file.privateKeyHex)! + [1])
    }

    @Test func nobodyElseOpensIt() {
        #expect(throws: OpeningError.otherInitiator) { _ = try Market.mallory.wallet(from: market.proof).address }
        #expect(throws: OpeningError.otherInitiator) { _ = try Market.bob.wallet(from: market.proof).address }
    }

    @Test func anAlteredBoxDoesNotOpen() {
        let old = market.proof.contents
        var box = old.sealedBox
        box[79] ^= 1
        let contents = ProofContents(
            task: old.task, payee: old.payee, circuitID: old.circuitID, sealedBox: box, result: old.result,
            sharedPoint: old.sharedPoint, equalityProof: old.equalityProof, groth16Proof: old.groth16Proof,
            workerKey: old.workerKey)
        #expect(throws: OpeningError.boxDoesNotOpen) {
            _ = try Market.alice.wallet(from: ProofFile(contents: contents, signature: market.proof.signature)).address
        }
    }

    @Test func twoProofsOfOneSolutionHaveNothingInCommon() throws {
        let outbox = Outbox(folder: market.folder)
        guard let solution = try market.task.solve() else {
            Issue.record("nobody cancelled the search")
            return
        }
        try outbox.keep(solution, of: market.task)
        let first = try solution.sealAndProve(market.task, by: Market.bob, with: market.proving)
        let second = try solution.sealAndProve(market.task, by: Market.bob, with: market.proving)
        #expect(first.contents.sealedBox.prefix(32) != second.contents.sealedBox.prefix(32), "s is fresh for every box")
        #expect(first.contents.groth16Proof != second.contents.groth16Proof)
        #expect(try Market.alice.wallet(from: first).address == Market.alice.wallet(from: second).address)
        outbox.forget(market.task)
    }
}
