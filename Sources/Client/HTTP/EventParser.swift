/// Reads server-sent events from bytes as they come. Source: HTML Living Standard, section 9.2.6.
///
/// Of each event only its data is kept. Lines end with a line feed, a carriage return or both.
package struct EventParser: Sendable {
    /// More than this of one event is refused.
    package let limit: Int

    private var line: [UInt8] = []
    private var data: [UInt8]?
    private var isAfterReturn = false

    package struct TooLarge: Error, Hashable {}

    package init(limit: Int) { self.limit = limit }

    /// The data of the events that these bytes complete.
    package mutating func read(_ bytes: some Sequence<UInt8>) throws(TooLarge) -> [[UInt8]] {
        var events: [[UInt8]] = []
        for byte in bytes {
            let wasAfterReturn = isAfterReturn
            isAfterReturn = byte == 0x0d
            switch byte {
            case 0x0a where wasAfterReturn: break
            case 0x0a, 0x0d:
                if let event = endLine() { events.append(event) }
            default:
                guard line.count + (data?.count ?? 0) < limit else { throw TooLarge() }
                line.append(byte)
            }
        }
        return events
    }

    /// The data of an event, where the line that ends is empty.
    private mutating func endLine() -> [UInt8]? {
        defer { line.removeAll(keepingCapacity: true) }
        if line.isEmpty {
            defer { data = nil }
            return data
        }
        let name = line.prefix { $0 != 0x3a }
        guard name.elementsEqual("data".utf8) else { return nil }
        var value = line.dropFirst(name.count + 1)
        if value.first == 0x20 { value = value.dropFirst() }
        data = data.map { $0 + [0x0a] + value } ?? Array(value)
        return nil
    }
}
