/// What a worker can be told, under one name in all places: `--max-time`, `ZKWORKER_MAX_TIME`, `"max-time"`.
package enum SettingName: String, CaseIterable, Sendable {
    case service, key, payee, concurrency, threads
    case cpuPercentageLimit = "cpu-percentage-limit"
    case memoryLimit = "memory-limit"
    case workspace
    case minReward = "min-reward"
    case kinds
    case maxTime = "max-time"
    case maxBond = "max-bond"
    case keyCache = "key-cache"
    case keys
    case caCert = "ca-cert"
    case passphraseFile = "passphrase-file"
    case passphraseVariable = "passphrase-variable"
    case untilIdle = "until-idle"
    case status
    case allowRemoteStatus = "allow-remote-status"

    /// Another name for the same, that people of such networks know.
    package var alias: String? { self == .key ? "private-key" : nil }

    /// What a value is made of.
    package enum Form: Sendable, Hashable {
        case text
        /// One text or several.
        case texts
        /// A whole number from 0 to 2^63 − 1.
        case number
        case share
        case flag

        /// After "must be".
        var words: String {
            switch self {
            case .text: "a text"
            case .texts: "a text or a list of texts"
            case .number: "a whole number that is not negative"
            case .share: "a number"
            case .flag: "true or false"
            }
        }
    }

    package var form: Form {
        switch self {
        case .service, .kinds: .texts
        case .key, .payee, .workspace, .maxTime, .keys, .caCert, .passphraseFile, .passphraseVariable, .status: .text
        case .concurrency, .threads, .memoryLimit, .minReward, .maxBond, .keyCache: .number
        case .cpuPercentageLimit: .share
        case .untilIdle, .allowRemoteStatus: .flag
        }
    }

    /// `ZKWORKER_MAX_TIME`.
    package var variable: String { Self.variable(rawValue) }

    static let variablePrefix = "ZKWORKER_"

    static func variable(_ name: String) -> String { variablePrefix + name.uppercased().replacing("-", with: "_") }

    /// The setting of this name or alias; nil where there is none.
    init?(named name: String) {
        guard let found = Self.allCases.first(where: { $0.rawValue == name || $0.alias == name }) else { return nil }
        self = found
    }

    /// The names that a source may use.
    static var names: [String] { allCases.flatMap { [$0.rawValue] + ($0.alias.map { [$0] } ?? []) } }
}

/// A value, from wherever it was.
package enum SettingValue: Sendable, Hashable {
    case text(String)
    case texts([String])
    case number(UInt64)
    case share(Double)
    case flag(Bool)

    /// On one line, for people.
    package var text: String {
        switch self {
        case .text(let text): text
        case .texts(let texts): texts.joined(separator: ",")
        case .number(let number): String(number)
        case .share(let share): "\(share)"
        case .flag(let flag): flag ? "true" : "false"
        }
    }
}

/// Where a value comes from, the first that has one.
package enum SettingSource: Sendable, Hashable {
    case option
    case variable
    case file(path: String)
    case standard

    /// One word for a table: the file by its path.
    package var word: String {
        switch self {
        case .option: "option"
        case .variable: "variable"
        case .file(let path): path
        case .standard: "default"
        }
    }

    /// How the setting is spelled there.
    package func spelling(_ name: SettingName) -> String {
        switch self {
        case .option, .standard: "--\(name.rawValue)"
        case .variable: name.variable
        case .file(let path): "\"\(name.rawValue)\" in \(path)"
        }
    }
}
