import CSodium

/// Base64 in one spelling: what is read is exactly what would be written. Source: RFC 4648.
package enum Base64 {
    /// With `+`, `/` and padding (section 4).
    case standard
    /// With `-` and `_`, without padding (section 5).
    case url

    private var variant: Int32 {
        switch self {
        case .standard: sodium_base64_VARIANT_ORIGINAL
        case .url: sodium_base64_VARIANT_URLSAFE_NO_PADDING
        }
    }

    package func text(of bytes: [UInt8]) -> String {
        Sodium.require()
        let count = sodium_base64_encoded_len(bytes.count, variant)  // with the zero at the end
        var text = [CChar](repeating: 0, count: count)
        sodium_bin2base64(&text, count, bytes, bytes.count, variant)
        return String(decoding: text.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Nil for missing or needless padding, other characters, white space, and bits after the last byte that are not
    /// zero.
    package func bytes(of text: String) -> [UInt8]? {
        Sodium.require()
        let characters = text.utf8.map { CChar(bitPattern: $0) }
        var bytes = [UInt8](repeating: 0, count: characters.count / 4 * 3 + 3)
        var count = 0
        var end: UnsafePointer<CChar>?
        let isRead = characters.withUnsafeBufferPointer { characters in
            guard let start = characters.baseAddress else { return true }
            return sodium_base642bin(&bytes, bytes.count, start, characters.count, nil, &count, &end, variant) == 0
                && end == start + characters.count
        }
        return isRead ? Array(bytes.prefix(count)) : nil
    }
}
