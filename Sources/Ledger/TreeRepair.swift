internal import GRDB
internal import Journal

/// Makes the nodes of the log's tree that are not there, some in each transaction.
///
/// Books that were kept by the first version have none; and where a program of that version was still running when a later
/// one opened its books, those over the entries that it wrote afterwards are missing, also where others follow. The log says up
/// to where its tree is known to be whole: only what lies beyond is looked at.
struct TreeRepair {
    /// How many nodes one transaction looks at.
    static let step: UInt64 = 1024

    private var level = 1
    /// The next node to look at; nil at the beginning of a level.
    private var number: UInt64?
    /// From where to where this looks. What is appended meanwhile lies beyond, and is looked at afterwards.
    private var sizes: Range<UInt64>?

    /// Whether there is anything to look at.
    static func isDue(in database: Database) throws -> Bool {
        let log = LogTable(database: database)
        return try log.wholeSize() < log.end().tree.size
    }

    /// Looks at the next nodes, and makes those that are missing of their children. False where all have been looked at.
    mutating func advance(in database: Database) throws -> Bool {
        let log = LogTable(database: database)
        let sizes = try sizes ?? log.wholeSize()..<log.end().tree.size
        self.sizes = sizes
        while sizes.upperBound >> level > 0 {
            let (first, count) = (number ?? sizes.lowerBound >> level, sizes.upperBound >> level)
            let end = min(first + Self.step, count)
            if first < end { try log.fill(level, first..<end) }
            (level, number) = end == count ? (level + 1, nil) : (level, end)
            if first < end { return true }
        }
        try log.note(wholeSize: sizes.upperBound)
        self = TreeRepair()
        return try Self.isDue(in: database)
    }
}
