internal import Formats
internal import HTTPTypes
internal import Hummingbird
internal import Wire

extension Desk {
    private var keyParameter: Call.Parameter {
        .init(name: "digest", place: .path, schema: .hex(bytes: 32), text: "The digest of the verifying key.")
    }

    var keyCalls: [Call] {
        [
            Call(
                method: .get, path: "/v1/keys/{digest}", name: "getVerifyingKey",
                text: "A verifying key, in snarkjs' format.", parameters: [keyParameter],
                answers: [
                    .init(status: 200, text: "The key.", content: ("application/json", .anything)),
                    .init(status: 304, text: "You have it.", content: nil),
                ], problems: [404], handler: verifyingKey),
            Call(
                method: .get, path: "/v1/keys/{digest}/proving", name: "getProvingKey",
                text: "The proving key that belongs to a verifying key: a .zkey, whose BLAKE2b-256 is its ETag.",
                parameters: [
                    keyParameter,
                    .init(name: "Range", place: .header, schema: .text(), text: "One range of bytes."),
                ],
                answers: [
                    .init(status: 200, text: "The file.", content: ("application/octet-stream", .anything)),
                    .init(status: 206, text: "A part of it.", content: ("application/octet-stream", .anything)),
                    .init(status: 304, text: "You have it.", content: nil),
                ], problems: [404, 416], handler: provingKey),
        ]
    }

    private func verifyingKey(_ request: Request, _ visit: Visit) async throws -> Response {
        let digest = try visit.digest("digest")
        guard let key = keys.keys[digest] else { throw Problem.notFound("verifying key with this digest") }
        return Answer.unchanging(key.json, "application/json", tag: "\"\(digest)\"", for: request)
    }

    private func provingKey(_ request: Request, _ visit: Visit) async throws -> Response {
        guard let key = keys.keys[try visit.digest("digest")]?.provingKey else {
            throw Problem.notFound("proving key for this digest")
        }
        let tag = "\"\(key.digest)\""
        var fields: HTTPFields = [
            .eTag: tag, .acceptRanges: "bytes", .contentType: "application/octet-stream",
            .cacheControl: "public, max-age=31536000, immutable",
        ]
        guard !request.has(tag) else { return Response(status: .notModified, headers: fields) }
        let isSame = request.headers[.ifRange].map { $0 == tag } ?? true
        guard let text = request.headers[.range], isSame else {
            let sent = try keyDownloads.begin(by: visit)
            let file = try await FileIO().loadFile(path: key.path, context: visit)
            return Response(status: .ok, headers: fields, body: sent(file))
        }
        guard let range = ByteRange(text, byteCount: key.byteCount)?.range else { throw Problem.badRange }
        let sent = try keyDownloads.begin(by: visit)
        fields[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound)/\(key.byteCount)"
        let part = try await FileIO().loadFile(path: key.path, range: range, context: visit)
        return Response(status: .partialContent, headers: fields, body: sent(part))
    }
}

/// One range of the bytes of a file, as `Range` asks for it. Source: RFC 9110, section 14.1.2.
package struct ByteRange: Hashable {
    package let range: ClosedRange<Int>

    /// Nil for anything but one range of bytes of which at least the first is there.
    package init?(_ text: String, byteCount: Int) {
        guard text.hasPrefix("bytes="), byteCount > 0 else { return nil }
        let parts = text.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else {
            return nil
        }
        switch (Int(parts[0]), Int(parts[1])) {
        case (let first?, let last?) where first <= last && first < byteCount:
            range = first...min(last, byteCount - 1)
        case (let first?, nil) where parts[1].isEmpty && first < byteCount: range = first...byteCount - 1
        case (nil, let count?) where parts[0].isEmpty && count > 0: range = max(0, byteCount - count)...byteCount - 1
        default: return nil
        }
    }
}
