/// What one search tells about the machine.
package struct SearchSample: Sendable {
    package let keysTried: UInt64
    /// How long it ran.
    package let seconds: Double
    /// For how much of that a limit made it wait.
    package let pausedSeconds: Double
    /// How many threads searched at once: no more than there are processors.
    package let threads: Int

    package init(keysTried: UInt64, seconds: Double, pausedSeconds: Double, threads: Int) {
        self.keysTried = keysTried
        self.seconds = seconds
        self.pausedSeconds = pausedSeconds
        self.threads = threads
    }

    private var active: Double { seconds - pausedSeconds }

    /// What a thread that no limit holds back tries each second: pauses are counted where the limits are, and nowhere else. Nil
    /// where it did not run long enough to say.
    package var keysPerThreadSecond: Double? {
        active >= 0.5 && threads > 0 ? Double(keysTried) / (active * Double(threads)) : nil
    }

    /// How much it counts beside what was measured before, up to one half.
    package var weight: Double { min(0.5, max(0, active) / 60) }
}
