package import Escrow
package import Formats

/// What a market remembers of the machine's clock, in the file `clock.json` of its folder.
///
/// While the machine runs, the time of day is ahead of the uptime by the same number, whoever looks: a clock that was set
/// is seen exactly, however long the market was closed. After a new start only the last time that was seen is left.
package struct ClockRecord: Hashable, Sendable {
    /// Names the start of the machine.
    package let boot: String
    /// By how many milliseconds the time of day was ahead of the uptime.
    package let offset: Int64
    /// The time at the last look.
    package let seen: Moment
    /// A time of the log's last entry that lies in the future, with which the operator said to go on.
    package var acceptedLog: Moment?

    /// How long after the last look a clock is believed on a new start of the machine: a day.
    static let longestGap: Int64 = 86_400_000

    package init(of reading: WallClock.Reading, acceptedLog: Moment? = nil) {
        (boot, offset, seen) = (reading.boot, reading.offset, reading.time)
        self.acceptedLog = acceptedLog
    }

    /// Why the clock is not believed; nil where it is.
    ///
    /// - Parameters:
    ///   - last: the time of the log's last entry.
    ///   - kept: what was remembered; nil where nothing was.
    ///   - tolerance: in milliseconds.
    package static func fault(
        in reading: WallClock.Reading, log last: Moment, kept: ClockRecord?, tolerance: Int64
    ) -> ClockFault? {
        let now = reading.time
        let lead = last.milliseconds - now.milliseconds
        if lead > tolerance, last > kept?.acceptedLog ?? Moment(milliseconds: 0)! { return .behind(by: lead) }
        if let kept, !kept.boot.isEmpty, kept.boot == reading.boot {
            let step = reading.offset - kept.offset
            return abs(step) > tolerance ? .set(by: step) : nil
        }
        let seen = max(last, kept?.seen ?? last)
        let gap = now.milliseconds - seen.milliseconds
        if gap < -tolerance, kept?.acceptedLog == nil { return .behind(by: -gap) }
        return gap > longestGap && seen.milliseconds > 0 ? .farAhead(by: gap) : nil
    }
}

extension ClockRecord {
    static let maximumByteCount = 4096

    package init(json bytes: [UInt8]) throws(JSONError) {
        let value = try JSONParser.parse(bytes, limit: Self.maximumByteCount)
        let fields = try JSONFields(
            value, at: "", required: ["boot", "offset", "seen"], optional: ["acceptedLog"])
        boot = try fields.text("boot")
        offset = try fields.integer("offset", in: Int64.min...Int64.max)
        seen = try fields.moment("seen")
        acceptedLog = fields["acceptedLog"] == nil ? nil : try fields.moment("acceptedLog")
    }

    package var json: String {
        let accepted = acceptedLog.map { [JSONValue.Member("acceptedLog", .integer($0.milliseconds))] } ?? []
        return JSONValue.object(
            [
                .init("boot", .string(boot)), .init("offset", .integer(offset)),
                .init("seen", .integer(seen.milliseconds)),
            ] + accepted
        ).text
    }
}

extension JSONFields {
    fileprivate func moment(_ key: String) throws(JSONError) -> Moment {
        Moment(milliseconds: try integer(key, in: Moment.range))!
    }
}
