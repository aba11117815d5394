import Formats
import Foundation
import HTTPTypes
import Service
import Testing
import VerifiedCompute
import Wire

/// Other ends that are too slow or too many, on raw sockets: they are cut off, and the service goes on answering the rest.
@Suite struct Connections {
    private static let others = "127.0.0.2"

    private func request(_ path: String, more: String = "") -> [UInt8] {
        Array("GET \(path) HTTP/1.1\r\nHost: x\r\n\(more)\r\n".utf8)
    }

    /// What somebody at another address has for an answer.
    private func answer(_ stall: Stall, _ path: String, from source: String = others) async throws -> Answer {
        let connection = try RawConnection(port: stall.port, from: source)
        try await connection.send(request(path))
        return try await connection.answer()
    }

    private func measure(_ stall: Stall, _ line: String) async throws -> Int {
        let lines = try await answer(stall, "/metrics").text.split(separator: "\n")
        return lines.first { $0.hasPrefix(line) }?.split(separator: " ").last.flatMap { Double($0) }.map { Int($0) }
            ?? 0
    }

    /// Waits until a measure has a value: connections end a moment after their last byte.
    private func wait(_ stall: Stall, for line: String, _ isEnough: (Int) -> Bool) async throws {
        for _ in 0..<600 {
            if try await isEnough(measure(stall, line)) { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("\(line) stays at \(try await measure(stall, line))")
    }

    @Test func headsThatComeByteByByteAreCutOff() async throws {
        try await Stall.run(policy: { $0.limits.headSeconds = 1 }) { stall in
            let head = request("/healthz")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    let connection = try RawConnection(port: stall.port)
                    group.addTask {
                        // Some have had an answer before, and some say nothing at all.
                        if number.isMultiple(of: 2) {
                            try await connection.send(head)
                            #expect(try await connection.answer().status == 200)
                        }
                        for byte in head.dropLast().prefix(number % 4 == 1 ? 0 : 20) {
                            try await connection.send([byte])
                            try await Task.sleep(for: .milliseconds(100))
                        }
                        await #expect(throws: RawConnection.Closed.self) { try await connection.answer() }
                    }
                }
                #expect(try await answer(stall, "/v1/service").status == 200)
                try await group.waitForAll()
            }
            #expect(try await measure(stall, "vc_connections_closed_total{slow=\"head\"}") == 20)
        }
    }

    @Test func contentThatComesByteByByteIsCutOffWhetherOrNotAnybodyReadsIt() async throws {
        try await Stall.run(policy: { $0.limits.contentSeconds = 1 }) { stall in
            let id = String(repeating: "0a", count: 32)
            func signed() throws -> String {
                let request = try stall.request(
                    .post, "/v1/tasks/\(id)/commitments", Array("{}".utf8), as: .bob, once: "k")
                return String(decoding: request, as: UTF8.self)
                    .replacingOccurrences(of: "Content-Length: 2\r\n\r\n{}", with: "Content-Length: 90\r\n\r\n{")
            }
            let unread = "GET /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\n\r\n{"
            try await withThrowingTaskGroup(of: Void.self) { group in
                for text in [try signed(), unread, try signed(), unread] {
                    let connection = try RawConnection(port: stall.port)
                    group.addTask {
                        try await connection.send(Array(text.utf8))
                        for _ in 0..<15 {
                            try await Task.sleep(for: .milliseconds(100))
                            try await connection.send([0x20])
                        }
                        if text != unread { #expect(try await connection.answer().code == "too-slow") }
                        try await connection.end()
                    }
                }
                #expect(try await answer(stall, "/v1/service").status == 200)
                try await group.waitForAll()
            }
            #expect(try await measure(stall, "vc_connections_closed_total{slow=\"content\"}") >= 2)
        }
    }

    @Test func aReaderThatDoesNotReadIsCutOffAndItsPlaceIsAnothers() async throws {
        try await Stall.run(policy: { policy in
            (policy.limits.readerSeconds, policy.limits.downloads, policy.limits.downloadsPerAddress) = (9, 2, 1)
        }) { stall in
            let path = "/v1/keys/\(stall.workshop.proving.digest)/proving"
            let idler = try RawConnection(port: stall.port, receiveBuffer: 4096)
            try await idler.send(request(path))
            try await wait(stall, for: "vc_downloads") { $0 == 1 }
            // Whoever has just come does not lag yet.
            let second = try await answer(stall, path, from: "127.0.0.1")
            #expect(second.status == 503 && second.code == "too-many-downloads" && second.fields["retry-after"] != nil)
            // The log has places of its own.
            #expect(try await answer(stall, "/v1/log/export", from: "127.0.0.1").status == 200)
            #expect(try await answer(stall, "/v1/log", from: "127.0.0.1").status == 200)
            try await wait(stall, for: "vc_connections_closed_total{slow=\"reader\"}") { $0 == 1 }
            try await wait(stall, for: "vc_downloads") { $0 == 0 }
            let whole = try await answer(stall, path, from: "127.0.0.1")
            let file = try #require(FileManager.default.contents(atPath: stall.workshop.proving.path))
            #expect(whole.content.count == file.count)
            _ = idler
        }
    }

    /// Begins a download of the proving key, once there is a place for it.
    ///
    /// - Parameter receiveBuffer: a small one keeps the systems from taking megabytes in the reader's stead.
    private func begin(
        _ stall: Stall, from source: String, receiveBuffer: Int32? = 4096
    ) async throws -> RawConnection {
        for _ in 0..<600 {
            let connection = try RawConnection(port: stall.port, from: source, receiveBuffer: receiveBuffer)
            try await connection.send(request("/v1/keys/\(stall.workshop.proving.digest)/proving"))
            if try await connection.head().status == 200 { return connection }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw RawConnection.Closed()
    }

    /// Goes on with a download at so many bytes a second.
    private func read(_ connection: RawConnection, rate: Int) -> Task<Void, Never> {
        Task {
            while !Task.isCancelled, (try? await connection.skip(rate / 20)) != nil {
                try? await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    /// Each takes more than it must, and could hold its place for as long as it likes.
    @Test func whoeverTakesADownloadSlowlyLeavesTheirPlaceToWhoComes() async throws {
        try await Stall.run(policy: { policy in
            (policy.limits.downloads, policy.limits.readerSeconds, policy.limits.downloadRate) = (2, 9, 60_000)
        }) { stall in
            let slow = try await begin(stall, from: "127.0.0.3")
            let good = try await begin(stall, from: "127.0.0.4", receiveBuffer: nil)
            let (slowReading, goodReading) = (read(slow, rate: 100_000), read(good, rate: 4_000_000))
            defer { goodReading.cancel() }
            let idle = try await begin(stall, from: "127.0.0.5")
            slowReading.cancel()
            await #expect(throws: RawConnection.Closed.self) { try await slow.skip(50_000_000) }
            #expect(try await measure(stall, "vc_downloads_displaced_total{of=\"keys\"}") == 1)
            #expect(try await measure(stall, "vc_downloads ") == 2)
            // Whoever keeps up keeps the place: the next one to go is the one who came last and reads nothing.
            _ = try await begin(stall, from: "127.0.0.6")
            await #expect(throws: RawConnection.Closed.self) { try await idle.skip(50_000_000) }
            #expect(try await measure(stall, "vc_downloads_displaced_total{of=\"keys\"}") == 2)
            try await good.skip(1_000_000)
        }
    }

    /// Eight addresses that read the whole log as slowly as they may keep nobody from the parts of it that workers read.
    @Test func partsOfTheLogHavePlacesOfTheirOwn() async throws {
        try await Stall.run(policy: { policy in
            (policy.limits.exports, policy.limits.exportsPerAddress, policy.limits.readerSeconds) = (8, 1, 600)
        }) { stall in
            // More than the system takes in advance.
            for _ in 0..<2000 { try await stall.deposit(1, to: .alice) }
            var readers: [RawConnection] = []
            for number in 3..<11 {
                readers.append(try RawConnection(port: stall.port, from: "127.0.0.\(number)", receiveBuffer: 4096))
                try await readers.last!.send(request("/v1/log/export"))
                #expect(try await readers.last!.head().status == 200)
            }
            #expect(try await measure(stall, "vc_exports ") == 8)
            #expect(try await answer(stall, "/v1/log/export").code == "too-many-downloads")
            for _ in 0..<20 { #expect(try await answer(stall, "/v1/log?from=0&limit=1000").status == 200) }
            try await wait(stall, for: "vc_log_pages ") { $0 == 0 }
            readers = []
            try await wait(stall, for: "vc_exports ") { $0 == 0 }
        }
    }

    @Test func aReaderWhoGoesAwayInTheMiddleGivesItsPlaceBack() async throws {
        try await Stall.run(policy: { $0.limits.downloadsPerAddress = 1 }) { stall in
            let path = "/v1/keys/\(stall.workshop.proving.digest)/proving"
            for _ in 0..<5 {
                var connection: RawConnection? = try RawConnection(port: stall.port, receiveBuffer: 4096)
                try await connection!.send(request(path))
                #expect(try await connection!.head().status == 200)
                connection = nil
                try await wait(stall, for: "vc_downloads") { $0 == 0 }
            }
        }
    }

    /// Fast enough for each 32 KiB, and far too slow for the file.
    @Test func aDownloadThatIsTakenTooSlowlyAsAWholeIsCutOff() async throws {
        try await Stall.run(policy: { ($0.limits.readerSeconds, $0.limits.downloadRate) = (10, 50_000_000) }) { stall in
            let slow = try RawConnection(port: stall.port, receiveBuffer: 4096)
            try await slow.send(request("/v1/keys/\(stall.workshop.proving.digest)/proving"))
            #expect(try await slow.head().status == 200)
            await #expect(throws: RawConnection.Closed.self) {
                for _ in 0..<6000 {
                    try await slow.skip(32_768)
                    try await Task.sleep(for: .milliseconds(10))
                }
            }
            try await wait(stall, for: "vc_connections_closed_total{slow=\"download\"}") { $0 == 1 }
            try await wait(stall, for: "vc_downloads") { $0 == 0 }
        }
    }

    @Test func aThousandIdleConnectionsOfOneAddressLeaveRoomForOthers() async throws {
        try await Stall.run(policy: { policy in
            (policy.limits.connections, policy.limits.connectionsPerAddress) = (120, 100)
            policy.limits.headSeconds = 600
        }) { stall in
            var idle: [RawConnection] = []
            for _ in 0..<1000 { idle.append(try RawConnection(port: stall.port)) }
            try await wait(stall, for: "vc_connections_displaced_total{full=\"address\"}") { $0 == 900 }
            try await wait(stall, for: "vc_connections ") { $0 == 101 }
            for _ in 0..<30 { #expect(try await answer(stall, "/v1/service").status == 200) }
            // All places together are fewer than what two more addresses want.
            for source in ["127.0.0.3", "127.0.0.4"] {
                for _ in 0..<15 { idle.append(try RawConnection(port: stall.port, from: source)) }
            }
            try await wait(stall, for: "vc_connections_displaced_total{full=\"everybody\"}") { $0 >= 10 }
            #expect(try await answer(stall, "/v1/service", from: "127.0.0.5").status == 200)
            #expect(try await measure(stall, "vc_connections_refused_total{full=\"everybody\"}") == 0)
            idle = []
            try await wait(stall, for: "vc_connections ") { $0 == 1 }
        }
    }

    /// Each has an answer from time to time: none is ever slow, and together they would hold all places for ever.
    @Test func whoHasRestedLongestLeavesTheirPlaceToWhoComes() async throws {
        try await Stall.run(policy: { $0.limits.connections = 3 }) { stall in
            let chatty = try (0..<3).map { _ in try RawConnection(port: stall.port) }
            for connection in [chatty[1], chatty[0], chatty[2]] {
                try await connection.send(request("/healthz"))
                #expect(try await connection.answer().status == 200)
            }
            #expect(try await answer(stall, "/v1/service").status == 200)
            await #expect(throws: RawConnection.Closed.self) { try await chatty[1].answer() }
            for connection in [chatty[0], chatty[2]] {
                try await connection.send(request("/healthz"))
                #expect(try await connection.answer().status == 200)
            }
        }
    }

    @Test func whoIsAtWorkKeepsTheirPlace() async throws {
        try await Stall.run(policy: { $0.limits.connections = 3 }) { stall in
            var streams: [RawConnection] = []
            for _ in 0..<3 {
                streams.append(try RawConnection(port: stall.port))
                try await streams.last!.send(request("/v1/events"))
                #expect(try await streams.last!.head().status == 200)
            }
            await #expect(throws: RawConnection.Closed.self) { try await answer(stall, "/v1/service") }
            try await stall.deposit(1, to: .alice)
            for stream in streams { while try await stream.nextLine() != "id: 0" {} }
            // One is given up, which the service finds out when it next has something to say: the audit needs a place.
            streams.removeLast()
            for _ in 0..<600 {
                if (try? await answer(stall, "/healthz"))?.status == 200 { break }
                try await stall.deposit(1, to: .alice)
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    @Test func anAddressIsCountedAsTheHouseholdThatHasIt() {
        func share(_ address: String) -> String { PartyAddress(address).description }
        #expect(share("2001:db8:1:2200::1") == share("2001:db8:1:22ff:9::5"))
        #expect(share("2001:db8:1:2200::1") != share("2001:db8:1:2300::1"))
        #expect(share("::ffff:192.0.2.7") == "192.0.2.7" && share("192.0.2.7") == "192.0.2.7")
        #expect(share("::ffff:192.0.2.7") != share("::ffff:192.0.2.8") && share("local") == "local")
    }

    @Test func aThousandIdleConnectionsThatMayBeThereAreClosedInTime() async throws {
        try await Stall.run(policy: { policy in
            (policy.limits.connectionsPerAddress, policy.limits.headSeconds, policy.limits.idleSeconds) = (1000, 3, 2)
        }) { stall in
            var idle: [RawConnection] = []
            for _ in 0..<1000 { idle.append(try RawConnection(port: stall.port)) }
            #expect(try await answer(stall, "/v1/service").status == 200)
            let answered = try RawConnection(port: stall.port, from: Self.others)
            try await answered.send(request("/healthz"))
            #expect(try await answered.answer().status == 200)
            await #expect(throws: RawConnection.Closed.self) { try await answered.answer() }
            try await wait(stall, for: "vc_connections_closed_total{slow=\"head\"}") { $0 == 1000 }
            #expect(try await measure(stall, "vc_connections_closed_total{slow=\"idle\"}") >= 1)
        }
    }

    @Test func oneAddressHasItsShareOfEventStreams() async throws {
        try await Stall.run(policy: { policy in
            (policy.limits.eventStreams, policy.limits.eventStreamsPerAddress) = (3, 2)
        }) { stall in
            func open(_ source: String) async throws -> (connection: RawConnection, answer: Answer) {
                let connection = try RawConnection(port: stall.port, from: source)
                try await connection.send(request("/v1/events"))
                return (connection, try await connection.head())
            }
            let own = [try await open("127.0.0.1"), try await open("127.0.0.1")]
            #expect(own.allSatisfy { $0.answer.status == 200 })
            #expect(try await answer(stall, "/v1/events", from: "127.0.0.1").code == "too-many-streams")
            let other = try await open(Self.others)
            #expect(other.answer.status == 200)
            #expect(try await answer(stall, "/v1/events", from: "127.0.0.3").code == "too-many-streams")
            #expect(try await measure(stall, "vc_problems_total{code=\"too-many-streams\"}") == 2)
            #expect(try await measure(stall, "vc_event_streams") == 3)
        }
    }

    @Test func requestsInARowOnOneConnectionAreAnsweredInOrder() async throws {
        try await Stall.run(policy: { $0.limits.idleSeconds = 3 }) { stall in
            let connection = try RawConnection(port: stall.port)
            try await connection.send(request("/healthz") + request("/v2") + request("/readyz"))
            #expect(try await connection.answer().text == "ok\n")
            #expect(try await connection.answer().status == 404)
            #expect(try await connection.answer().text == "ready\n")
            for _ in 0..<6 {
                try await Task.sleep(for: .milliseconds(800))
                try await connection.send(request("/healthz"))
                #expect(try await connection.answer().status == 200)
            }
            await #expect(throws: RawConnection.Closed.self) { try await connection.answer() }
        }
    }
}
