internal import GRDB
internal import Journal

/// Makes the nodes of the log's tree that are not there, some in each transaction.
///
/// Books that were kept by the first version have none; and where a program of that version was still running when a later
/// one opened its books, those over the entries that it wrote afterwards are missing.
struct TreeRepair {
    /// How many nodes one transaction looks at.
    static let step: UInt64 = 1024

    private var level = 1
    private var number: UInt64 = 0
    /// Of the log when this began: what is appended since may lack nodes again, below those that are looked at.
    private var size: UInt64?

    /// Looks at the next nodes, and makes those that are missing of their children. False where all have been looked at.
    mutating func advance(in database: Database) throws -> Bool {
        let log = LogTable(database: database)
        let size = try size ?? log.end().tree.size
        self.size = size
        while size >> level > 0 {
            let count = size >> level
            if number == 0, try log.nodeCount(level) == count {
                level += 1
                continue
            }
            let end = min(number + Self.step, count)
            try log.fill(level, number..<end)
            (level, number) = end == count ? (level + 1, 0) : (level, end)
            return true
        }
        return false
    }
}
