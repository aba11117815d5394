package import Formats
internal import HTTPTypes
internal import Wire

extension ServiceClient {
    /// What a service sends of a proving key.
    package struct KeyPart: Hashable, Sendable {
        /// The first byte of what comes: the one that was asked for, or 0 where the service sends the whole file instead.
        package let offset: UInt64
        /// The bytes of the whole file; nil where the service does not say.
        package let total: UInt64?
    }

    /// Reads the proving key of a verifying key from byte `offset` on, piece by piece as it comes.
    ///
    /// A connection that breaks off ends it like a whole file: the caller knows the total, and the digest. It is not sent
    /// again: whoever waits asks for the rest.
    ///
    /// - Parameters:
    ///   - digest: the verifying key's.
    ///   - file: the BLAKE2b-256 of the proving key: a part of another file is not taken.
    ///   - opened: is told once what comes, and returns whether to go on.
    ///   - read: gets each piece, and returns whether to go on.
    /// - Returns: false where the file has nothing from `offset` on.
    package func provingKey(
        _ digest: Bytes<32>, file: Bytes<32>, from offset: UInt64, opened: (KeyPart) async throws -> Bool,
        read: ([UInt8]) async throws -> Bool
    ) async throws -> Bool {
        var request = request(.init(path: "/v1/keys/\(digest)/proving", limit: 0))
        if offset > 0 {
            request.headerFields[.range] = "bytes=\(offset)-"
            request.headerFields[.ifRange] = "\"\(file)\""
        }
        do {
            let refusal = try await transport.stream(request, limit: Problem.maximumByteCount) { status, fields in
                if status == 200 {
                    let total = fields[.contentLength].flatMap { UInt64($0) }
                    return try await opened(KeyPart(offset: 0, total: total))
                }
                guard let part = KeyPart(contentRange: fields[.contentRange] ?? ""), part.offset == offset else {
                    throw ClientError.malformedAnswer(address, "it sends another part of the key than it was asked for")
                }
                return try await opened(part)
            } read: {
                try await read($0)
            }
            guard let refusal else { return true }
            if refusal.status == 416 { return false }
            throw problem(in: refusal)
        } catch let error as TransportError {
            throw ClientError.unreachable(address, error)
        }
    }
}

extension ServiceClient.KeyPart {
    /// Reads `bytes 5-9/10`; nil for anything else. Source: RFC 9110, section 14.4.
    init?(contentRange text: String) {
        guard text.hasPrefix("bytes ") else { return nil }
        let parts = text.dropFirst(6).split(separator: "/", omittingEmptySubsequences: false)
        let ends = (parts.first ?? "").split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, ends.count == 2, let first = UInt64(ends[0]), let last = UInt64(ends[1]),
            let total = UInt64(parts[1]), first <= last, last < total
        else { return nil }
        self.init(offset: first, total: total)
    }
}
