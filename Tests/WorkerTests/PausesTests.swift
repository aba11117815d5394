import Testing
import Worker

@Suite struct PausesTests {
    private let start = ContinuousClock.now

    @Test func eachFailureInARowIsLeftAloneForLonger() {
        var pauses = Pauses<String>(first: 10, largest: 100)
        var now = start
        for bound in [10.0, 20, 40, 80, 100, 100] {
            pauses.fail("a", because: "it broke", at: now)
            #expect(pauses.reason("a", at: now + .seconds(bound * 0.49)) == "it broke")
            #expect(pauses.reason("a", at: now + .seconds(bound)) == nil)
            now += .seconds(bound)
        }
        pauses.succeed("a")
        pauses.fail("a", because: "again", at: now)
        #expect(pauses.reason("a", at: now + .seconds(10)) == nil)
    }

    @Test func aPauseIsOfOneNameAndForItsTime() {
        var pauses = Pauses<String>(first: 10, largest: 100)
        pauses.add("a", for: 5, because: "later", at: start)
        #expect(pauses.reason("a", at: start + .seconds(4.9)) == "later")
        #expect(pauses.reason("a", at: start + .seconds(5)) == nil)
        #expect(pauses.reason("b", at: start) == nil)
    }

    @Test func namesWithoutEndTakeNoMemoryWithoutEnd() {
        var pauses = Pauses<Int>(first: 1, largest: 1)
        for name in 0..<3 * Pauses<Int>.limit {
            pauses.add(name, for: Double(name), because: "later", at: start)
        }
        let count = (0..<3 * Pauses<Int>.limit).count { pauses.reason($0, at: start) != nil }
        #expect(count <= Pauses<Int>.limit)
        #expect(pauses.reason(3 * Pauses<Int>.limit - 1, at: start) != nil)
    }
}
