package import Formats

/// What is sent over the `/v1` API: one JSON object, in the spelling of `task.json`.
///
/// Identities, digests and other bytes are lower-case hexadecimal digits. Amounts are whole numbers of the smallest unit,
/// times whole seconds since the beginning of 1970 in UTC, neither in quotation marks. A service reads requests strictly:
/// no key is unknown, missing or there twice, and nothing is null. A client passes over keys that it does not know, so
/// that a newer service can say more.
package protocol Message: Hashable, Sendable {
    /// The most bytes that one such message may have.
    static var maximumByteCount: Int { get }

    /// Reads the value at `path` of a larger text.
    init(_ value: JSONValue, at path: String, unknown: JSONFields.UnknownKeys) throws(JSONError)

    var json: JSONValue { get }
}

extension Message {
    /// What a client sent.
    package init(request bytes: [UInt8]) throws(JSONError) {
        try self.init(try Self.parse(bytes), at: "", unknown: .refused)
    }

    /// What a service answered.
    package init(response bytes: [UInt8]) throws(JSONError) {
        try self.init(try Self.parse(bytes), at: "", unknown: .ignored)
    }

    /// The longest list of events has 70,000 values; more are there to take memory.
    private static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        try JSONParser.parse(bytes, limit: maximumByteCount, mostValues: 100_000)
    }

    /// The message in UTF-8, on one line.
    package var bytes: [UInt8] { Array(json.compactText.utf8) }
}

/// The ranges of the numbers in messages.
package enum WireRange {
    /// 0 to 2⁶³ − 1: also a signed integer of a database.
    package static let amounts: ClosedRange<UInt64> = 0...UInt64(Int64.max)
    /// The beginning of 1970 to the end of 9999.
    package static let seconds = Deadline.range
    /// Ten-thousandths.
    package static let basisPoints: ClosedRange<UInt64> = 0...10_000
}

extension JSONFields {
    package func amount(_ key: String) throws(JSONError) -> UInt64 { try integer(key, in: WireRange.amounts) }

    package func seconds(_ key: String) throws(JSONError) -> Int64 { try integer(key, in: WireRange.seconds) }

    /// What `read` makes of the value under `key`; nil where the key is absent.
    package func optional<Value>(
        _ key: String, _ read: (String) throws(JSONError) -> Value
    ) throws(JSONError) -> Value? {
        self[key] == nil ? nil : try read(key)
    }
}
