internal import Escrow
internal import Formats
internal import Hummingbird
internal import VerifiedCompute
internal import Wire

/// The parameters of one request's query, each known and there at most once.
struct Query {
    private var values: [String: String] = [:]

    init(_ request: Request, known: [String]) throws(Problem) {
        for (name, value) in request.uri.queryParameters {
            guard known.contains(String(name)), values.updateValue(String(value), forKey: String(name)) == nil else {
                throw .unknownParameter
            }
        }
    }

    /// What `convert` makes of a parameter; nil where it is absent.
    func value<Value>(
        _ name: String, expecting expected: String, _ convert: (String) -> Value?
    ) throws(Problem) -> Value? {
        guard let text = values[name] else { return nil }
        guard let value = convert(text) else { throw .badParameter(name, expected: expected) }
        return value
    }

    func integer<T: FixedWidthInteger>(_ name: String, in range: ClosedRange<T>) throws(Problem) -> T? {
        try value(name, expecting: "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            guard let number = T(text), String(number) == text, range.contains(number) else { return nil }
            return number
        }
    }

    /// A number below 2^63 that must be there.
    func amount(_ name: String) throws(Problem) -> UInt64 {
        guard let number = try integer(name, in: WireRange.amounts) else {
            throw .badParameter(name, expected: "there, a whole number below 2^63")
        }
        return number
    }

    /// The most items of a page.
    func limit(_ largest: Int = 100) throws(Problem) -> Int { try integer("limit", in: 1...largest) ?? largest }

    /// After which item the page begins: the number in a cursor that an earlier page ended with.
    func after() throws(Problem) -> UInt64? {
        try value("cursor", expecting: "the `next` of an earlier page") { text in
            Cursor(text: text).flatMap { $0.number }
        }
    }
}

extension Cursor {
    init(after number: UInt64) { self.init((0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }) }

    fileprivate var number: UInt64? {
        guard bytes.count == 8 else { return nil }
        return bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension Visit {
    /// The 32 bytes that a part of the path names.
    func id<Subject>(_ name: String) throws(Problem) -> ID<Subject> {
        guard let id = parameters.get(name).flatMap({ Hexadecimal.bytes(of: $0) }).flatMap({ ID<Subject>($0) }) else {
            throw .badParameter("{\(name)}", expected: "64 lower-case hexadecimal digits")
        }
        return id
    }

    func digest(_ name: String) throws(Problem) -> Digest { Digest(try id(name) as ID<Party>) }

    func index(_ name: String) throws(Problem) -> UInt64 {
        guard let text = parameters.get(name), let number = UInt64(text), String(number) == text,
            WireRange.amounts.contains(number)
        else { throw .badParameter("{\(name)}", expected: "a whole number below 2^63") }
        return number
    }
}

extension Bytes<32> {
    init<Subject>(_ id: ID<Subject>) { self.init(id.bytes)! }
}
