import Sealing
import TestSupport
import Testing

@Suite struct SecretTests {
    @Test func itHoldsWhatWasPutIn() {
        var secret = Secret(count: 4)
        #expect(secret.exposed == [0, 0, 0, 0])
        secret.withUnsafeMutableBytes { $0[2] = 7 }
        #expect(secret.exposed == [0, 0, 7, 0] && secret.copy().exposed == [0, 0, 7, 0])
        #expect(Secret(count: 0).exposed == [])
    }

    @Test func movingWipesTheSource() {
        var bytes: [UInt8] = [1, 2, 3]
        let secret = Secret(moving: &bytes)
        #expect(secret.exposed == [1, 2, 3] && bytes == [0, 0, 0])
    }

    @Test func equalityLooksAtEveryByteAndTheLength() {
        let secret = Secret(copying: Array(0..<40))
        #expect(secret.isEqual(to: Secret(copying: Array(0..<40))) == true)
        for i in 0..<40 { #expect(secret.isEqual(to: Secret(copying: flipped(Array(0..<40), at: i))) == false) }
        #expect(secret.isEqual(to: Secret(copying: Array(0..<39))) == false)
    }

    @Test func randomSecretsDiffer() {
        #expect(Secret.random(count: 32).isEqual(to: .random(count: 32)) == false)
    }

    @Test func aFailureWhileFillingIsThrown() {
        struct Failure: Error {}
        #expect(throws: Failure.self) { _ = try Secret(count: 1) { (_) throws(Failure) in throw Failure() } }
    }

    @Test func sodiumStartsMoreThanOnce() throws {
        try Sodium.start()
        try Sodium.start()
        #expect(Sodium.randomBytes(32) != Sodium.randomBytes(32))
    }
}
