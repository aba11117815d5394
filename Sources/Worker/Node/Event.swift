/// One line of a worker's log.
package struct Event: Sendable, Hashable {
    package enum Level: String, Sendable, CaseIterable {
        case notice
        /// An operator should look.
        case warning
    }

    package let level: Level
    /// What happened, in words. No secret.
    package let sentence: String

    package init(_ level: Level, _ sentence: String) {
        self.level = level
        self.sentence = sentence
    }
}
