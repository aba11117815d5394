import Console
import TestSupport
import Testing
import WorkerConsole

private func file(_ text: String) throws(Failure) -> ConfigurationFile {
    try ConfigurationFile(Array(text.utf8), path: "worker.json")
}

private func sentence(_ text: String) -> String? {
    do throws(Failure) {
        _ = try file(text)
        return nil
    } catch {
        return error.status == .malformed ? error.sentence : "status \(error.status)"
    }
}

@Suite struct ConfigurationFileTests {
    @Test func everySettingIsReadInItsForm() throws {
        let values = try file(
            """
            {"service": ["https://a.example", "https://b.example"], "private-key": "w.key", "concurrency": 2,
             "cpu-percentage-limit": 0.5, "memory-limit": 9223372036854775807, "kinds": "vanity-address",
             "until-idle": true, "status": "off"}
            """
        ).values
        #expect(
            values == [
                .service: .texts(["https://a.example", "https://b.example"]), .key: .text("w.key"),
                .concurrency: .number(2), .cpuPercentageLimit: .share(0.5),
                .memoryLimit: .number(9_223_372_036_854_775_807), .kinds: .texts(["vanity-address"]),
                .untilIdle: .flag(true), .status: .text("off"),
            ])
        #expect(try file(#"{"cpu-percentage-limit": 1}"#).values == [.cpuPercentageLimit: .share(1)])
        #expect(try file("{}").values.isEmpty)
    }

    @Test(arguments: [
        ("concurency", "concurrency"), ("Payee", "payee"), ("max_time", "max-time"), ("memory", "memory-limit"),
        ("privatekey", "private-key"), ("services", "service"), ("passphrase", "passphrase-file"),
        ("cpu-percentage", "cpu-percentage-limit"),
    ])
    func aNameThatIsNotKnownIsAnErrorWithTheClosestOne(name: String, meant: String) {
        let text = sentence("{\"\(name)\": 1}")
        #expect(text == "worker.json: \"\(name)\" is not a setting: did you mean \"\(meant)\"?")
    }

    @Test func aNameFarFromAllIsSaidWithoutAGuess() {
        #expect(sentence(#"{"xyzzyxyzzy": 1}"#)?.contains("zkworker run --help") == true)
    }

    @Test(arguments: [
        (#"{"concurrency": "2"}"#, "concurrency", "a whole number that is not negative"),
        (#"{"concurrency": true}"#, "concurrency", "a whole number"),
        (#"{"concurrency": -1}"#, "concurrency", "a whole"),
        (#"{"concurrency": 1.0}"#, "concurrency", "a whole"), (#"{"concurrency": null}"#, "concurrency", "a whole"),
        (#"{"memory-limit": 9223372036854775808}"#, "memory-limit", "a whole"),
        (#"{"cpu-percentage-limit": "0.5"}"#, "cpu-percentage-limit", "a number"),
        (#"{"payee": 1}"#, "payee", "a text"),
        (#"{"service": [1]}"#, "service", "a text or a list of texts"),
        (#"{"service": {"url": "x"}}"#, "service", "a text or a list"),
        (#"{"until-idle": 1}"#, "until-idle", "true or false"),
        (#"{"until-idle": "true"}"#, "until-idle", "true or false"),
    ])
    func aValueOfAnotherFormIsSaidWithItsPlace(text: String, name: String, form: String) {
        #expect(
            sentence(text)?.hasPrefix("worker.json: \"\(name)\" must be \(form)") == true, "\(sentence(text) ?? "")")
    }

    @Test(arguments: [
        "", "[]", "1", "{", #"{"payee": "a", "payee": "b"}"#, #"{"key": "a", "private-key": "b"}"#, "{} {}",
        #"{"payee": "a",}"#, "// comment\n{}", #"{'payee': "a"}"#,
    ])
    func whatIsNoConfigurationIsRefused(text: String) { #expect(sentence(text)?.hasPrefix("worker.json") == true) }

    @Test func largeAndDeepFilesAreRefused() {
        #expect(sentence(String(repeating: " ", count: 65_537)) != nil)
        #expect(sentence(String(repeating: "[", count: 60_000)) != nil)
    }

    @Test func noFileMakesItFail() {
        var generator = SeededGenerator()
        let seed = Array(#"{"service": ["https://a.example"], "concurrency": 2, "cpu-percentage-limit": 5e-1}"#.utf8)
        for _ in 0..<20_000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                if Bool.random(using: &generator) {
                    bytes[index] = .random(in: .min ... .max, using: &generator)
                } else {
                    bytes.remove(at: index)
                }
            }
            do throws(Failure) {
                _ = try ConfigurationFile(bytes, path: "worker.json")
            } catch {
                #expect(error.status == .malformed && error.sentence.hasPrefix("worker.json"))
            }
        }
    }

    @Test func aFileThatIsNotThereCouldNotBeRead() {
        #expect(throws: Failure.self) { try ConfigurationFile(path: "/nowhere/worker.json") }
        #expect(throws: Never.self) { try ConfigurationFile.first(of: ["/nowhere/worker.json"]) }
    }
}
