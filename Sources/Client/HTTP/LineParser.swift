/// Parts bytes, as they come, into lines that end with a line feed.
package struct LineParser: Sendable {
    /// In bytes, without the line feed: a longer line is refused.
    package let limit: Int

    private var bytes: [UInt8] = []
    private var begin = 0
    private var searched = 0

    package struct TooLong: Error, Hashable {}

    package init(limit: Int) { self.limit = limit }

    package mutating func append(_ more: some Sequence<UInt8>) {
        if begin > 0 {
            bytes.removeFirst(begin)
            searched -= begin
            begin = 0
        }
        bytes += more
    }

    /// The next whole line, without its line feed; nil until more bytes come.
    package mutating func next() throws(TooLong) -> [UInt8]? {
        guard let end = bytes[searched...].firstIndex(of: 0x0a) else {
            searched = bytes.count
            guard bytes.count - begin <= limit else { throw TooLong() }
            return nil
        }
        guard end - begin <= limit else { throw TooLong() }
        defer {
            begin = end + 1
            searched = begin
        }
        return Array(bytes[begin..<end])
    }

    /// What stands after the last line feed; nil where that is nothing.
    package var rest: [UInt8]? { begin < bytes.count ? Array(bytes[begin...]) : nil }
}
