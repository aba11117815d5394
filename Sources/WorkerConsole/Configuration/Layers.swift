internal import Configuration
package import Console

/// The settings of a worker from all places: an option goes before a variable, a variable before the file, the file before the
/// default.
package struct Layers: Sendable {
    private let providers: [(source: SettingSource, provider: any ConfigProvider)]
    /// Variables that begin as settings do and are none: what was probably meant, one sentence each.
    package let warnings: [String]

    /// A value, and where it comes from.
    package struct Found<Value: Sendable>: Sendable {
        package let value: Value
        package let source: SettingSource
    }

    /// - Parameters:
    ///   - environment: all variables; those that are empty count as not set.
    ///   - defaults: of the settings that have one.
    package init(
        options: [SettingName: SettingValue], environment: [String: String], file: ConfigurationFile?,
        defaults: [SettingName: SettingValue]
    ) {
        let (variables, warnings) = Self.variables(environment, options, file)
        var providers: [(SettingSource, any ConfigProvider)] = [
            (.option, Self.provider("options", options)),
            // Every name has its prefix here: `ZKWORKER_MAX_TIME` is "zkworker.max-time".
            (.variable, EnvironmentVariablesProvider(environmentVariables: variables)),
        ]
        if let file { providers.append((.file(path: file.path), Self.provider(file.path, file.values))) }
        providers.append((.standard, Self.provider("defaults", defaults)))
        self.providers = providers
        self.warnings = warnings
    }

    private static func provider(_ name: String, _ values: [SettingName: SettingValue]) -> InMemoryProvider {
        InMemoryProvider(
            name: name,
            values: Dictionary(
                uniqueKeysWithValues: values.map { (key($0), ConfigValue($1.content, isSecret: false)) }))
    }

    private static func key(_ name: SettingName) -> AbsoluteConfigKey {
        AbsoluteConfigKey(["zkworker", name.rawValue])
    }

    /// The variables that are settings, under the settings' own names.
    private static func variables(
        _ environment: [String: String], _ options: [SettingName: SettingValue], _ file: ConfigurationFile?
    ) -> (variables: [String: String], warnings: [String]) {
        // A passphrase may be in a variable of any name, and is nobody's business but that setting's.
        let holders: [String?] = [
            options[.passphraseVariable]?.text, file?.values[.passphraseVariable]?.text,
            environment[SettingName.passphraseVariable.variable], WorkerConfiguration.fileVariable,
        ]
        var (variables, warnings): ([String: String], [String]) = ([:], [])
        for (variable, value) in environment.sorted(by: { $0.key < $1.key })
        where variable.hasPrefix(SettingName.variablePrefix) && !value.isEmpty && !holders.contains(variable) {
            if SettingName.allCases.contains(where: { $0.variable == variable }) {
                variables[variable] = value
            } else if let name = SettingName.allCases.first(where: {
                $0.alias.map { SettingName.variable($0) } == variable
            }) {
                variables[name.variable] = variables[name.variable] ?? value
            } else {
                let name = variable.dropFirst(SettingName.variablePrefix.count).lowercased()
                let meant = Closest.word(to: name.replacing("_", with: "-"), among: SettingName.names)
                    .map { ": did you mean \(SettingName.variable($0))?" }
                warnings.append("warning: the variable \(variable.harmless) is not a setting\(meant ?? "")")
            }
        }
        return (variables, warnings)
    }

    // MARK: Reading

    /// The value of a setting; nil where no place has one. Throws (2) for a variable that does not have the setting's form.
    package func value(_ name: SettingName) throws(Failure) -> Found<SettingValue>? {
        for (source, provider) in providers {
            let found: ConfigValue?
            do {
                found = try provider.value(forKey: Self.key(name), type: name.form.type).value
            } catch {
                throw Failure(.malformed, "\(source.spelling(name)) must be \(name.form.words)")
            }
            guard let found else { continue }
            guard let value = SettingValue(found.content) else {
                throw Failure(.malformed, "\(source.spelling(name)) must be \(name.form.words)")
            }
            return Found(value: value, source: source)
        }
        return nil
    }

    package func text(_ name: SettingName) throws(Failure) -> String? {
        guard case .text(let text)? = try value(name)?.value else { return nil }
        return text
    }

    package func texts(_ name: SettingName) throws(Failure) -> [String]? {
        guard case .texts(let texts)? = try value(name)?.value else { return nil }
        return texts
    }

    package func number(_ name: SettingName) throws(Failure) -> UInt64? {
        guard case .number(let number)? = try value(name)?.value else { return nil }
        return number
    }

    package func share(_ name: SettingName) throws(Failure) -> Double? {
        guard case .share(let share)? = try value(name)?.value else { return nil }
        return share
    }

    package func flag(_ name: SettingName) throws(Failure) -> Bool {
        guard case .flag(let flag)? = try value(name)?.value else { return false }
        return flag
    }
}

extension SettingName.Form {
    fileprivate var type: ConfigType {
        switch self {
        case .text: .string
        case .texts: .stringArray
        case .number: .int
        case .share: .double
        case .flag: .bool
        }
    }
}

extension SettingValue {
    fileprivate var content: ConfigContent {
        switch self {
        case .text(let text): .string(text)
        case .texts(let texts): .stringArray(texts)
        case .number(let number): .int(Int(clamping: number))
        case .share(let share): .double(share)
        case .flag(let flag): .bool(flag)
        }
    }

    /// Nil for a negative number, and for what no setting is made of.
    fileprivate init?(_ content: ConfigContent) {
        switch content {
        case .string(let text): self = .text(text)
        case .stringArray(let texts): self = .texts(texts)
        case .int(let number) where number >= 0: self = .number(UInt64(number))
        case .double(let share): self = .share(share)
        case .bool(let flag): self = .flag(flag)
        default: return nil
        }
    }
}
