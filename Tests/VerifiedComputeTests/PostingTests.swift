import Addresses
import Formats
import Sealing
import Testing
import VerifiedCompute

@Suite struct PostingTests {
    private let market: Market

    init() throws { market = try Market.shared.get() }

    @Test func twoTasksNeverShareAPublicKey() throws {
        let tasks = try (0..<2).map { _ in
            try Market.alice.post(
                .vanityAddress(AddressPattern(prefix: "1Z")), reward: 1, deadline: Market.deadline,
                under: market.proving.digest)
        }
        #expect(tasks[0].vanity.publicKey != tasks[1].vanity.publicKey)
        #expect(tasks[0].digest != tasks[1].digest && tasks.allSatisfy(\.hasValidSignature))
    }

    @Test func aPatternThatEveryAddressHasMakesNoTask() throws {
        let pattern = try AddressPattern(prefix: "1")
        #expect(throws: PostingError.patternTooEasy) {
            try Market.alice.post(
                .vanityAddress(pattern), reward: 1, deadline: Market.deadline, under: market.proving.digest)
        }
    }

    @Test func theKeyOfATaskComesBackFromKeyFileAndNonceAlone() throws {
        let nonce = market.task.vanity.nonce.array
        let first = Market.alice.offset(nonce: nonce), second = Market.alice.offset(nonce: nonce)
        let (isSame, isBobs) = (first.isEqual(to: second), first.isEqual(to: Market.bob.offset(nonce: nonce)))
        #expect(isSame && !isBobs)
    }
}
