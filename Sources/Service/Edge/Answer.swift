internal import Formats
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Wire

/// Answers in the forms that this API has.
enum Answer {
    static func message(
        _ message: some Message, status: HTTPResponse.Status = .ok, fields: HTTPFields = [:]
    ) -> Response {
        bytes(message.bytes, "application/json", status: status, fields: fields)
    }

    static func bytes(
        _ bytes: [UInt8], _ type: String, status: HTTPResponse.Status = .ok, fields: HTTPFields = [:]
    ) -> Response {
        var fields = fields
        fields[.contentType] = type
        return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    static func problem(_ problem: Problem) -> Response {
        var fields: HTTPFields = [:]
        fields[.retryAfter] = problem.retryAfter.map { String($0) }
        if problem.status == 401 { fields[.wwwAuthenticate] = "Signature" }
        return bytes(
            problem.bytes, Problem.mediaType, status: HTTPResponse.Status(code: problem.status), fields: fields)
    }

    /// A file or message that never changes, under its strong tag; nothing where the client has it already.
    static func unchanging(_ bytes: [UInt8], _ type: String, tag: String, for request: Request) -> Response {
        let fields: HTTPFields = [.eTag: tag, .cacheControl: "public, max-age=31536000, immutable"]
        guard !request.has(tag) else { return Response(status: .notModified, headers: fields) }
        return self.bytes(bytes, type, fields: fields)
    }
}

extension Request {
    /// Whether `If-None-Match` names the tag. Source: RFC 9110, section 13.1.2.
    func has(_ tag: String) -> Bool {
        guard let field = headers[.ifNoneMatch] else { return false }
        return field.split(separator: ",").contains { part in
            let part = part.drop { $0 == " " }
            return part == "*" || part.replacing("W/", with: "", maxReplacements: 1).trimmingSuffix { $0 == " " } == tag
        }
    }
}

extension StringProtocol {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> String {
        guard let last = lastIndex(where: { !isTrimmed($0) }) else { return "" }
        return String(self[...last])
    }
}
