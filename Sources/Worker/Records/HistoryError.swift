/// Why the history was not read or written.
package enum HistoryError: Error, Equatable, Sendable {
    /// There is no history at this path.
    case none(path: String)
    /// What SQLite says; the code is its extended one.
    case storage(code: Int32, message: String)
    /// A row holds what no worker wrote.
    case damaged(String)

    /// One sentence for people.
    package var sentence: String {
        switch self {
        case .none(let path): "there is no history of a worker at \(path)"
        case .storage(let code, let message): "the history of jobs cannot be used: \(message) (SQLite code \(code))"
        case .damaged(let what):
            "the history of jobs is damaged (\(what)), on which no money depends"
        }
    }

    /// Whether the file must be put aside: nothing that comes later mends it.
    package var isDamage: Bool {
        switch self {
        case .none: false
        case .damaged: true
        // Of SQLite's codes: ERROR (a table is another), CORRUPT, CANTOPEN, NOTADB. A full disk is not among them.
        case .storage(let code, _): [1, 11, 14, 26].contains(code & 0xff)
        }
    }
}
