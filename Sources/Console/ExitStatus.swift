/// How a program ends, the same in every program.
public enum ExitStatus: Int32, Sendable {
    /// Done, or proven.
    case done = 0
    /// Well-formed, but not proven.
    case notProven = 1
    /// Malformed input or wrong use.
    case malformed = 2
    /// It could not: a file, the network, a missing key, a full disk.
    case couldNot = 3
    /// SIGINT or SIGTERM.
    case interrupted = 130
}
