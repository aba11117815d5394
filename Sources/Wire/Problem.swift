package import Formats

/// Why a call failed, as `application/problem+json`. Source: RFC 9457.
///
///     {"type":"/v1/problems/insufficient-funds","title":"Not enough money","status":402,
///      "detail":"The task takes 5000000 and the account has 200.","code":"insufficient-funds",
///      "remedy":"Deposit what is missing, then send the request again."}
package struct Problem: Error {
    package static let mediaType = "application/problem+json"

    /// The kind of problem for programs: 1 to 64 lower-case letters, digits and hyphens. It never changes its meaning.
    package let code: String
    /// The kind of problem in a few words, the same each time.
    package let title: String
    /// The HTTP status of the answer, 400 to 599.
    package let status: Int
    /// One sentence about this occurrence.
    package let detail: String
    /// One sentence: what to do.
    package let remedy: String
    /// After how many seconds it may go better: the field `Retry-After` of the answer, and no part of the text.
    package var retryAfter: Int?

    package init(
        _ code: String, status: Int, title: String, detail: String, remedy: String, retryAfter: Int? = nil
    ) {
        precondition(Self.isCode(code) && Self.statuses.contains(status))
        self.code = code
        self.title = title
        self.status = status
        self.detail = detail
        self.remedy = remedy
        self.retryAfter = retryAfter
    }

    /// `type` of RFC 9457: relative to the service.
    package var type: String { Self.typePrefix + code }

    private static let typePrefix = "/v1/problems/"
    private static let statuses = 400...599

    private static func isCode(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }
    }
}

extension Problem: Message {
    package static let maximumByteCount = 16_384

    package init(_ value: JSONValue, at path: String, unknown: JSONFields.UnknownKeys) throws(JSONError) {
        let fields = try JSONFields(
            value, at: path, required: ["type", "title", "status", "detail", "code", "remedy"], unknown: unknown)
        let code = try fields.text("code")
        guard Self.isCode(code) else {
            throw fields.invalid("code", "1 to 64 lower-case letters, digits and hyphens")
        }
        guard try fields.text("type") == Self.typePrefix + code else {
            throw fields.invalid("type", "\(Self.typePrefix) and the code")
        }
        self.init(
            code, status: try fields.integer("status", in: Self.statuses), title: try fields.shown("title"),
            detail: try fields.shown("detail"), remedy: try fields.shown("remedy"))
    }

    package var json: JSONValue {
        .object([
            .init("type", .string(type)),
            .init("title", .string(title)),
            .init("status", .integer(status)),
            .init("detail", .string(detail)),
            .init("code", .string(code)),
            .init("remedy", .string(remedy)),
        ])
    }
}

extension JSONFields {
    /// A text of at most 2,000 bytes that a terminal may show: nothing moves its cursor or turns the writing round.
    fileprivate func shown(_ key: String) throws(JSONError) -> String {
        try value(key, expecting: "a text of at most 2000 bytes without control characters") { text in
            let unseen: Set<Unicode.GeneralCategory> = [.control, .format, .lineSeparator, .paragraphSeparator]
            let isPlain = text.unicodeScalars.allSatisfy { !unseen.contains($0.properties.generalCategory) }
            return isPlain && text.utf8.count <= 2000 ? text : nil
        }
    }
}
