import TestSupport
import Testing
import Worker

@Suite struct BackoffTests {
    @Test func waitsStayBelowABoundThatDoublesUpToTheLargest() {
        var backoff = Backoff(first: 1, largest: 10, using: SeededGenerator(seed: 5))
        for bound in [1.0, 2, 4, 8, 10, 10] {
            let wait = backoff.next()
            #expect(wait >= 0 && wait <= bound, "\(wait) of \(bound)")
        }
    }

    @Test func waitsReachAllOfTheirRange() {
        var generator = SeededGenerator(seed: 6)
        let waits = (0..<200).map { _ in
            var backoff = Backoff(first: 1, largest: 1, using: SeededGenerator(seed: generator.next()))
            return backoff.next()
        }
        #expect(waits.contains { $0 < 0.1 } && waits.contains { $0 > 0.9 })
    }

    @Test func successBeginsAnew() {
        var backoff = Backoff(first: 1, largest: 1000, using: SeededGenerator(seed: 7))
        for _ in 0..<9 { _ = backoff.next() }
        backoff.reset()
        #expect(backoff.next() <= 1)
        #expect(backoff.failures == 1)
    }
}
