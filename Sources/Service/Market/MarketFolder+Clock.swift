public import Escrow
public import Ledger
internal import Formats
internal import Storage

extension MarketFolder {
    var clockFile: String { path + "/clock.json" }

    /// What is remembered of the clock; nil where nothing is that can be read.
    private func clockRecord() -> ClockRecord? {
        guard let file = try? MappedFile(path: clockFile), file.bytes.count <= ClockRecord.maximumByteCount else {
            return nil
        }
        return try? ClockRecord(json: Array(file.bytes))
    }

    /// Remembers the clock as it is.
    func keep(_ record: ClockRecord) throws(MarketFolderError) {
        do throws(FileError) {
            try writeWhole(Array(record.json.utf8), to: clockFile, mode: 0o600, replacing: true)
        } catch {
            throw .file(error)
        }
    }

    /// Remembers the clock while a service runs; what the operator has accepted of the log stays accepted.
    func remember(_ record: ClockRecord) throws(MarketFolderError) {
        var record = record
        record.acceptedLog = clockRecord()?.acceptedLog.flatMap { $0 > record.seen ? $0 : nil }
        try keep(record)
    }

    /// The time, once the clock is believed; remembers it. Whoever acts on the books asks before.
    ///
    /// - Parameter tolerance: in milliseconds.
    ///
    /// Throws `ClockFault`, `BooksError` and `MarketFolderError`.
    public func time(
        by wall: WallClock = .system, for books: Books, tolerance: Int64
    ) async throws -> Moment {
        try await believedReading(of: wall, for: books, tolerance: tolerance).time
    }

    /// A reading of the clock that is believed, which is remembered.
    func believedReading(of wall: WallClock, for books: Books, tolerance: Int64) async throws -> WallClock.Reading {
        let (last, kept) = (try await books.lastTime(), clockRecord())
        let reading = wall.reading()
        if let fault = ClockRecord.fault(in: reading, log: last, kept: kept, tolerance: tolerance) { throw fault }
        try keep(ClockRecord(of: reading, acceptedLog: kept?.acceptedLog.flatMap { $0 > reading.time ? $0 : nil }))
        return reading
    }

    /// Takes the operator's word that the clock is right, whatever was seen before.
    ///
    /// Where the log's last entry lies in the future all that happens until then has that entry's time, so that nothing
    /// expires.
    public func acceptClock(_ wall: WallClock = .system, for books: Books) async throws -> Moment {
        let (last, reading) = (try await books.lastTime(), wall.reading())
        try keep(ClockRecord(of: reading, acceptedLog: last > reading.time ? last : nil))
        return reading.time
    }
}
