import Client
import Console
import Formats
import Foundation
import TestSupport
import Testing
import Worker
import WorkerConsole
import WorkerStatus

/// A home of its own, with a configuration file where one is wanted.
private struct Place {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: "\(data)/worker", withIntermediateDirectories: true)
    }

    var home: String { folder.path }
    var data: String { "\(home)/.local/share/verifiedcompute" }

    func write(_ text: String, to name: String) throws -> String {
        let path = "\(data)/\(name)"
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }

    func configuration(
        _ options: [SettingName: SettingValue] = [:], file: String? = nil, variables: [String: String] = [:]
    ) throws(Failure) -> WorkerConfiguration {
        try WorkerConfiguration(options: options, file: file, environment: variables.merging(["HOME": home]) { $1 })
    }

    func sentence(
        _ options: [SettingName: SettingValue] = [:], file: String? = nil, variables: [String: String] = [:]
    ) -> String? {
        do throws(Failure) {
            let configuration = try configuration(options, file: file, variables: variables)
            _ = try configuration.status
            _ = try configuration.settings()
            return nil
        } catch {
            return error.sentence
        }
    }
}

private let service = SettingValue.texts(["http://127.0.0.1:1"])

@Suite struct WorkerConfigurationTests {
    @Test func anOptionGoesBeforeAVariableAVariableBeforeTheFileTheFileBeforeTheDefault() throws {
        let place = try Place()
        let file = try place.write(#"{"concurrency": 4, "min-reward": 4, "max-bond": 4}"#, to: "mine.json")
        let configuration = try place.configuration(
            [.concurrency: .number(2)], file: file,
            variables: ["ZKWORKER_CONCURRENCY": "3", "ZKWORKER_MIN_REWARD": "3"])
        func found(_ name: SettingName) throws -> [String?] {
            let found = try configuration.layers.value(name)
            return [found?.value.text, found?.source.word]
        }
        #expect(try found(.concurrency) == ["2", "option"])
        #expect(try found(.minReward) == ["3", "variable"])
        #expect(try found(.maxBond) == ["4", file])
        #expect(try found(.keyCache) == ["2048", "default"])
        #expect(try found(.maxTime) == [nil, nil])
    }

    @Test func everySettingReachesTheWorker() throws {
        let place = try Place()
        let key = String(repeating: "ab", count: 32)
        let settings = try place.configuration(variables: [
            "ZKWORKER_SERVICE": "https://a.example, \(key)@https://b.example", "ZKWORKER_PAYEE": key,
            "ZKWORKER_CONCURRENCY": "3", "ZKWORKER_THREADS": "5", "ZKWORKER_CPU_PERCENTAGE_LIMIT": "0.25",
            "ZKWORKER_MEMORY_LIMIT": "500000", "ZKWORKER_WORKSPACE": "/w", "ZKWORKER_MIN_REWARD": "7",
            "ZKWORKER_KINDS": "vanity-address", "ZKWORKER_MAX_TIME": "2h", "ZKWORKER_MAX_BOND": "9",
            "ZKWORKER_KEY_CACHE": "3", "ZKWORKER_KEYS": "/k", "ZKWORKER_UNTIL_IDLE": "true",
        ]).settings()
        #expect(settings.services.map(\.address.description) == ["https://a.example", "https://b.example"])
        #expect(settings.services[0].key == nil && settings.services[1].key?.hex == key && settings.payee?.hex == key)
        #expect(settings.concurrency == 3 && settings.threads == 5 && settings.cpuShare == 0.25)
        #expect(settings.memoryLimit == 500_000 && settings.workspace == "/w" && settings.minReward == 7)
        #expect(settings.kinds == ["vanity-address"] && settings.maxSeconds == 7200 && settings.maxBond == 9)
        #expect(settings.keyCacheByteCount == 3 << 20 && settings.keyFolders == ["/k"] && settings.endsWhenIdle)
        #expect(settings.home == place.data)
    }

    @Test func theFileInTheWorkspaceGoesBeforeTheOneInTheHome() throws {
        let place = try Place()
        #expect(try place.configuration().workspace == "\(place.data)/worker")
        let general = try place.write(#"{"concurrency": 5}"#, to: "worker.json")
        #expect(try place.configuration().layers.value(.concurrency)?.source == .file(path: general))
        let own = try place.write(#"{"concurrency": 6}"#, to: "worker/worker.json")
        #expect(try place.configuration().layers.value(.concurrency)?.source == .file(path: own))
        // Another workspace has none of its own.
        #expect(try place.configuration([.workspace: .text("/w")]).layers.number(.concurrency) == 5)
        #expect(try place.configuration(variables: ["ZKWORKER_CONFIG": general]).layers.number(.concurrency) == 5)
        #expect(
            try place.configuration(file: own, variables: ["ZKWORKER_CONFIG": general]).layers.number(.concurrency) == 6
        )
    }

    @Test func aFileThatIsNamedMustBeThere() throws {
        let place = try Place()
        #expect(place.sentence(file: "/nowhere.json")?.contains("/nowhere.json") == true)
        #expect(place.sentence(variables: ["ZKWORKER_CONFIG": "/nowhere.json"])?.contains("/nowhere.json") == true)
    }

    @Test(arguments: [
        ("ZKWORKER_CONCURRENCY", "two", "must be a whole number"),
        ("ZKWORKER_CONCURRENCY", "-1", "must be a whole number"),
        ("ZKWORKER_MEMORY_LIMIT", "1GB", "must be a whole number"), ("ZKWORKER_MIN_REWARD", "1.5", "must be a whole"),
        ("ZKWORKER_CPU_PERCENTAGE_LIMIT", "half", "must be a number"),
        ("ZKWORKER_UNTIL_IDLE", "maybe", "must be true or false"),
        ("ZKWORKER_CPU_PERCENTAGE_LIMIT", "nan", "takes a share"),
        ("ZKWORKER_CPU_PERCENTAGE_LIMIT", "50", "takes a share"),
        ("ZKWORKER_CONCURRENCY", "65", "takes a number from 1 to 64"),
        ("ZKWORKER_MAX_TIME", "soon", "takes a length of time"),
        ("ZKWORKER_MAX_TIME", "1800000000", "takes a length of time"),
        ("ZKWORKER_PAYEE", "owen", "takes 64 hexadecimal"),
        ("ZKWORKER_KINDS", "mining", "has no mining"), ("ZKWORKER_STATUS", "17888", "takes HOST:PORT"),
        ("ZKWORKER_STATUS", "0.0.0.0:17888", ": others reach 0.0.0.0:17888"),
    ])
    func whatIsWrongIsSaidOfTheVariable(variable: String, value: String, words: String) throws {
        let sentence = try Place().sentence([.service: service], variables: [variable: value])
        #expect(sentence?.hasPrefix(variable) == true && sentence?.contains(words) == true, "\(sentence ?? "")")
    }

    @Test func whatIsWrongIsSaidOfTheFileOrTheOption() throws {
        let place = try Place()
        let file = try place.write(#"{"concurrency": 100}"#, to: "mine.json")
        #expect(place.sentence([.service: service], file: file)?.hasPrefix("\"concurrency\" in \(file) takes") == true)
        #expect(
            place.sentence([.service: service, .concurrency: .number(0)], file: file)?.hasPrefix("--concurrency takes")
                == true)
        #expect(place.sentence()?.contains("--service") == true)
        #expect(place.sentence([.service: service, .caCert: .text("/nowhere.pem")])?.contains("/nowhere.pem") == true)
    }

    @Test func anEmptyVariableIsNotSetAndAnUnknownOneIsAWarning() throws {
        let place = try Place()
        let layers = try place.configuration(variables: [
            "ZKWORKER_CONCURRENCY": "", "ZKWORKER_CONCURENCY": "3", "ZKWORKER_PASSPHRASE": "secret words",
            "ZKWORKER_PASSPHRASE_VARIABLE": "ZKWORKER_PASSPHRASE", "ZKWORKER_PRIVATE_KEY": "w.key", "OTHER": "x",
        ]).layers
        #expect(try layers.value(.concurrency)?.source == .standard)
        #expect(
            layers.warnings == [
                "warning: the variable ZKWORKER_CONCURENCY is not a setting: did you mean ZKWORKER_CONCURRENCY?"
            ])
        #expect(try layers.text(.key) == "w.key")
    }

    @Test func theTableHasEverySettingAndNoSecret() throws {
        let place = try Place()
        let rows = try place.configuration(variables: [
            "ZKWORKER_PASSPHRASE": "secret words", "ZKWORKER_PASSPHRASE_VARIABLE": "ZKWORKER_PASSPHRASE",
        ]).table()
        #expect(rows.map(\.name) == SettingName.allCases.map(\.rawValue))
        #expect(rows.contains { $0.name == "passphrase-variable" && $0.value == "ZKWORKER_PASSPHRASE" })
        #expect(!rows.contains { $0.value?.contains("secret") == true })
    }

    @Test func theStatusIsOnLoopbackUnlessMoreIsAllowed() throws {
        let place = try Place()
        let usual = try #require(try place.configuration().status)
        #expect(usual.address == .usual && !usual.isAskedFor)
        #expect(try place.configuration([.status: .text("off")]).status == nil)
        let all: [SettingName: SettingValue] = [.status: .text("0.0.0.0:1"), .allowRemoteStatus: .flag(true)]
        let allowed = try #require(try place.configuration(all).status)
        #expect(!allowed.address.isLoopback && allowed.isAskedFor)
    }
}
