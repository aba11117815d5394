import Console
import Synchronization
import Testing

@Suite struct ProgressTests {
    /// A clock that the test sets, and what was written.
    private final class Desk: Sendable {
        let time = Mutex(100.0)
        let written = Mutex<[String]>([])

        func progress(_ style: Progress.Style) -> Progress {
            Progress(
                style: style, clock: { self.time.withLock { $0 } },
                write: { text in self.written.withLock { $0.append(text) } })
        }

        func pass(_ seconds: Double) { time.withLock { $0 += seconds } }
        var lines: [String] { written.withLock { $0 } }
    }

    @Test func aTerminalGetsOneLineThatIsRewritten() {
        let desk = Desk()
        let progress = desk.progress(.rewriting(columns: 10))
        progress.show { "first" }
        progress.show { "too soon" }
        desk.pass(0.2)
        progress.show { "second, and too long" }
        progress.finish("done")
        #expect(desk.lines == ["\rfirst\u{1b}[K", "\rsecond, a\u{1b}[K", "\r\u{1b}[K", "done\n"])
    }

    @Test func aFileGetsAPlainLineNowAndThen() {
        let desk = Desk()
        let progress = desk.progress(.lines(every: 10))
        for second in 1...25 {
            desk.pass(1)
            progress.show { "after \(second) s" }
        }
        progress.finish()
        #expect(desk.lines == ["after 10 s\n", "after 20 s\n"])
    }

    @Test func silenceIsSilent() {
        let desk = Desk()
        let progress = desk.progress(.silent)
        desk.pass(100)
        progress.show { "nobody asked" }
        progress.finish("nobody asked")
        #expect(desk.lines.isEmpty)
    }

    @Test func nothingIsMadeThatIsNotShown() {
        let desk = Desk()
        let progress = desk.progress(.lines(every: 10))
        progress.show {
            Issue.record("this line is not due")
            return ""
        }
    }

    @Test func aBarSaysHowMuchIsLeft() {
        #expect(Progress.bar("proving", share: 0.5, elapsed: 12) == "proving  [##########··········]  50 %, 12 s left")
        #expect(Progress.bar("proving", share: 0.001, elapsed: 12) == "proving  [····················]  0 %")
        #expect(Progress.bar("proving", share: 1.2, elapsed: 12) == "proving  [####################]  100 %")
    }
}
