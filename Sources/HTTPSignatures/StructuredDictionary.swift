import HTTPTypes
import RawStructuredFieldValues

/// A field that is a dictionary (RFC 8941, section 3.2), read strictly and within bounds.
enum StructuredDictionary {
    /// The most bytes that all lines of one field may have together.
    static let maximumLength = 2048
    /// The most commas and semicolons. The parser takes time in the square of the number of members.
    static let maximumSeparators = 64

    /// The members of `field`; none where the request does not have it.
    ///
    /// Only what the serialiser would write is read. So a label or a parameter that is there twice is refused, where
    /// RFC 8941 lets the last one win, and so is every other freedom in which two readers may differ.
    static func read(
        _ name: HTTPField.Name, of fields: HTTPFields
    ) throws(SignatureError) -> OrderedMap<String, ItemOrInnerList> {
        let lines = fields[values: name]
        guard !lines.isEmpty else { return [:] }
        let length = lines.reduce(0) { $0 + $1.utf8.count + 2 }
        guard length <= maximumLength else { throw .fieldTooLarge(name) }
        let bytes = Array(lines.joined(separator: ", ").utf8)
        let separators = bytes.count { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") }
        guard separators <= maximumSeparators else { throw .fieldTooLarge(name) }

        var parser = StructuredFieldValueParser(bytes)
        guard let members = try? parser.parseDictionaryFieldValue(), !members.isEmpty,
            text(of: members) == bytes
        else { throw .fieldMalformed(name) }
        return members
    }

    /// The serialisation of a dictionary that is not empty; nil where one of its parts has none.
    static func text(of members: OrderedMap<String, ItemOrInnerList>) -> [UInt8]? {
        var serializer = StructuredFieldValueSerializer()
        return try? serializer.writeDictionaryFieldValue(members)
    }
}
