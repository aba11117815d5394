import Client
import Testing

@Suite struct PatienceTests {
    private let patience = Patience(attempts: 6, firstWait: 1, longestWait: 8, longestRetryAfter: 60)

    @Test func waitsDoubleUpToTheLongestAndAreNeverLessThanHalf() throws {
        var generator = SystemRandomNumberGenerator()
        for (attempt, full) in [(1, 1.0), (2, 2), (3, 4), (4, 8), (5, 8)] {
            for _ in 0..<100 {
                let wait = try #require(patience.wait(after: attempt, retryAfter: nil, using: &generator))
                #expect((full / 2...full).contains(wait))
            }
        }
        #expect(patience.wait(after: 6, retryAfter: nil, using: &generator) == nil)
    }

    @Test func aServiceThatIsStartedAgainIsWaitedForLonger() throws {
        var generator = SystemRandomNumberGenerator()
        let patience = Patience(attempts: 2, attemptsAtRestart: 4, firstWait: 1, longestWait: 8)
        for (attempt, isWaitedFor) in [(1, true), (2, false), (3, false)] {
            #expect((patience.wait(after: attempt, retryAfter: nil, using: &generator) != nil) == isWaitedFor)
            #expect(patience.wait(after: attempt, retryAfter: nil, atRestart: true, using: &generator) != nil)
        }
        #expect(patience.wait(after: 4, retryAfter: nil, atRestart: true, using: &generator) == nil)
    }

    @Test func neverLessThanTheServiceAsksFor() throws {
        var generator = SystemRandomNumberGenerator()
        #expect(try #require(patience.wait(after: 1, retryAfter: 30, using: &generator)) >= 30)
        #expect(patience.wait(after: 1, retryAfter: 61, using: &generator) == nil)
        #expect(patience.wait(after: 1, retryAfter: -1, using: &generator) == nil)
    }
}
