package import Console
internal import Formats
internal import Glibc

/// A worker's configuration file: one JSON object whose members are settings.
///
///     { "service": ["https://market.example.org"], "payee": "…", "cpu-percentage-limit": 0.5 }
///
/// It is read strictly: no name that is not known, none twice, no number for a text. Passphrases have no place in it.
package struct ConfigurationFile: Sendable {
    package let path: String
    package let values: [SettingName: SettingValue]

    private static let byteLimit = 65_536

    /// Throws (2) for what is no configuration, with the name that was probably meant, and (3) where it cannot be read.
    package init(path: String) throws(Failure) {
        try self.init(try Files.read(path, limit: Self.byteLimit), path: path)
    }

    /// - Parameter path: what it is called in sentences.
    package init(_ bytes: [UInt8], path: String) throws(Failure) {
        self.path = path
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(bytes, limit: Self.byteLimit)
        } catch {
            throw Failure(malformed: path, error)
        }
        guard case .object(let members) = value else {
            throw Failure(.malformed, "\(path.harmless) must hold one object: { \"service\": [\"https://…\"] }")
        }
        var values: [SettingName: SettingValue] = [:]
        for member in members {
            let name = try Self.name(member.key, path)
            guard values[name] == nil else {
                throw Failure(
                    .malformed, "\(path.harmless): \"\(name.rawValue)\" and \"\(name.alias ?? "")\" are the same")
            }
            guard let value = Self.value(member.value, name.form) else {
                throw Failure(.malformed, "\(path.harmless): \"\(member.key)\" must be \(name.form.words)")
            }
            values[name] = value
        }
        self.values = values
    }

    /// The first of these that is there; nil where none is.
    package static func first(of paths: [String]) throws(Failure) -> ConfigurationFile? {
        for path in paths where access(path, F_OK) == 0 { return try ConfigurationFile(path: path) }
        return nil
    }

    private static func name(_ key: String, _ path: String) throws(Failure) -> SettingName {
        if let name = SettingName(named: key) { return name }
        let meant = Closest.word(to: key, among: SettingName.names).map { "did you mean \"\($0)\"?" }
        throw Failure(
            .malformed,
            "\(path.harmless): \"\(key.harmless)\" is not a setting: \(meant ?? "zkworker run --help lists them")")
    }

    private static func value(_ value: JSONValue, _ form: SettingName.Form) -> SettingValue? {
        switch (form, value) {
        case (.text, .string(let text)): return .text(text)
        case (.texts, .string(let text)): return .texts([text])
        case (.texts, .array(let values)):
            var texts: [String] = []
            for value in values {
                guard case .string(let text) = value else { return nil }
                texts.append(text)
            }
            return .texts(texts)
        case (.number, .number(let text)): return UInt64(text).flatMap { $0 <= Int64.max ? .number($0) : nil }
        case (.share, .number(let text)): return Double(text).map { .share($0) }
        case (.flag, .bool(let flag)): return .flag(flag)
        default: return nil
        }
    }
}
