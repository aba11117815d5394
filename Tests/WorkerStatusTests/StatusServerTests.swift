import AsyncHTTPClient
import Formats
import Foundation
import NIOCore
import NIOHTTP1
import TestSupport
import Testing
import Worker
import WorkerStatus

@Suite struct StatusServerTests {
    private func server(at address: String = "127.0.0.1:0") throws -> (StatusServer, folder: String) {
        let (history, folder) = try Samples.history(3)
        let status = try Samples.status()
        let server = StatusServer(
            at: try #require(StatusAddress(address)), workspace: folder, history: history
        ) { status }
        return (server, folder)
    }

    private struct Answer {
        let status: Int
        let text: String
        let headers: [String: String]
    }

    private func ask(
        _ address: StatusAddress, _ path: String, method: String = "GET", body: String? = nil,
        headers: [String: String] = [:]
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: "http://\(address)\(path)")
        request.method = .RAW(value: method)
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        let content = try await response.body.collect(upTo: 1 << 22)
        return Answer(
            status: Int(response.status.code), text: String(buffer: content),
            headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first })
    }

    private let call = #"{"jsonrpc":"2.0","method":"edgecore.GetStatus","params":[],"id":1}"#
    private let json = ["Content-Type": "application/json"]

    @Test func everyPathAnswers() async throws {
        let (server, folder) = try server()
        try await server.serve { address in
            #expect(try await ask(address, "/healthz").text == "ok\n")
            let metrics = try await ask(address, "/metrics")
            #expect(metrics.text.contains("vc_worker_paid_units_total 1980000\n"))
            #expect(metrics.text.contains("vc_worker_lost_units_total 1500\n"))
            #expect(metrics.headers["content-type"]?.hasPrefix("text/plain; version=0.0.4") == true)
            let rpc = try await ask(address, "/rpc", method: "POST", body: call, headers: json)
            #expect(rpc.status == 200 && rpc.text.contains(#""chain_id":"\#(Samples.service)""#))
            #expect(rpc.headers["cache-control"] == "no-store" && rpc.headers["access-control-allow-origin"] == nil)
            let report = try await StatusQuery(workspace: folder).report()
            #expect(try report.status == Samples.status() && report.process == getpid())
        }
    }

    @Test func notificationsHaveNoContent() async throws {
        let (server, _) = try server()
        try await server.serve { address in
            let body = #"{"jsonrpc":"2.0","method":"edgecore.GetStatus"}"#
            let answer = try await ask(
                address, "/rpc", method: "POST", body: body,
                headers: ["Content-Type": "application/json; charset=utf-8"])
            #expect(answer.status == 204 && answer.text.isEmpty)
        }
    }

    @Test func whatABrowserWasMadeToSendIsTurnedAway() async throws {
        let (server, _) = try server()
        try await server.serve { address in
            for host in ["evil.example", "evil.example:17888", "localhost.evil.example", "127.0.0.1.evil.example", ""] {
                #expect(try await ask(address, "/status", headers: ["Host": host]).status == 403, "\(host)")
            }
            for host in ["localhost", "localhost:1", "127.0.0.1", "[::1]:17888"] {
                #expect(try await ask(address, "/status", headers: ["Host": host]).status == 200, "\(host)")
            }
            #expect(try await ask(address, "/status", headers: ["Origin": "http://evil.example"]).status == 403)
            for type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx"] {
                let answer = try await ask(
                    address, "/rpc", method: "POST", body: call, headers: ["Content-Type": type])
                #expect(answer.status == 415)
            }
            #expect(try await ask(address, "/rpc", method: "POST", body: call).status == 415)
        }
    }

    @Test func whatIsNotThereAndWhatIsTooLargeIsSaid() async throws {
        let (server, _) = try server()
        try await server.serve { address in
            for path in ["/", "/rpc"] {
                let answer = try await ask(address, path)
                #expect(answer.status == 404, "\(path)")
            }
            let large = String(repeating: " ", count: RPCDispatcher.byteLimit + 1)
            #expect(try await ask(address, "/rpc", method: "POST", body: large, headers: json).status == 413)
            #expect(try await ask(address, "/healthz").status == 200)
        }
    }

    @Test func aPortThatIsTakenIsAFailureBeforeTheWorkBegins() async throws {
        let (first, _) = try server()
        try await first.serve { address in
            let (second, folder) = try server(at: address.description)
            let failure = await #expect(throws: StatusServer.Failure.self) {
                try await second.serve { _ in Issue.record("it listens") }
            }
            #expect(failure?.isInUse == true && failure?.sentence.contains("--status") == true)
            #expect(AddressFile(workspace: folder).address == nil)
        }
    }

    @Test func aWorkspaceWithoutAWorkerHasNoStatus() async throws {
        let (server, folder) = try server()
        let query = StatusQuery(workspace: folder)
        await #expect(throws: StatusQuery.Failure.noAddress(workspace: folder)) { try await query.report() }
        let other = try TemporaryFolder.lasting()
        let bound = try await server.serve { address in
            #expect(AddressFile(workspace: folder).address == address)
            // What a killed worker left behind leads to another one, which says so.
            try AddressFile(workspace: other).write(address)
            await #expect(throws: StatusQuery.Failure.elsewhere(address, workspace: StatusQuery.absolute(folder))) {
                try await StatusQuery(workspace: other).report()
            }
            return address
        }
        await #expect(throws: StatusQuery.Failure.noAddress(workspace: folder)) { try await query.report() }
        await #expect(throws: StatusQuery.Failure.silent(bound, workspace: other)) {
            try await StatusQuery(workspace: other).report()
        }
    }

    @Test func theErrorOfTheWorkIsTheServersToo() async throws {
        struct Broken: Error {}
        let (server, _) = try server()
        await #expect(throws: Broken.self) { try await server.serve { _ in throw Broken() } }
    }
}

@Suite struct StatusAddressTests {
    @Test(arguments: [
        ("127.0.0.1:17888", true), ("127.8.9.1:0", true), ("localhost:65535", true), ("[::1]:1", true),
        ("0.0.0.0:1", false), ("[::]:1", false), ("192.168.1.2:1", false), ("[::ffff:127.0.0.1]:1", false),
    ])
    func addressesAreReadAndTheirReachTold(text: String, isLoopback: Bool) throws {
        let address = try #require(StatusAddress(text))
        #expect(address.isLoopback == isLoopback && address.description == text)
    }

    @Test(arguments: [
        "", "off", ":1", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+1", "::1:1",
        "[127.0.0.1]:1", "example.org:1", "[::1:1", "127.0.0.1:1 ", "0127.0.0.1:000001", "127.1:1",
    ])
    func anythingElseIsNoAddress(text: String) { #expect(StatusAddress(text) == nil) }
}

@Suite struct WorkerMeasuresTests {
    @Test func everythingThatTheStatusSaysIsMeasured() throws {
        let text = WorkerMeasures.text(try Samples.status())
        for line in [
            "vc_worker_jobs{standing=\"paid\"} 2.0", "vc_worker_jobs{standing=\"refused\"} 0.0",
            "vc_worker_pending_units 990000.0", "vc_worker_service_up{service=\"http://a.example\"} 1.0",
            "vc_worker_service_up{service=\"http://b.example\"} 0.0", "vc_worker_troubles 1.0",
            "vc_worker_cpu_share_used 0.25", "vc_worker_memory_bytes 120000000.0", "vc_worker_keys_per_second 0.0",
            "vc_worker_start_time_seconds 1800000000.0", "# TYPE vc_worker_paid_units_total counter",
        ] {
            #expect(text.contains("\(line)\n"), "\(line)")
        }
        #expect(!text.contains("service_available_units{service=\"http://b.example\"}"))
    }
}
