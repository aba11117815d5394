internal import Escrow
internal import Formats
internal import Hummingbird
internal import Ledger
internal import Prometheus
internal import Sealing
internal import VerifiedCompute
internal import Wire

extension Desk {
    var serviceCalls: [Call] {
        [
            Call(
                method: .get, path: "/v1/service", name: "getService", text: "Who the service is and what it takes.",
                answers: [.init(status: 200, text: "The service.", content: ("application/json", .named("Service")))],
                handler: { _, _ in Answer.message(service) })
        ]
    }

    private var service: ServiceRecord {
        ServiceRecord(
            identity: Bytes(books.service.bytes)!, mode: policy.isDevelopment ? .development : .production,
            names: names, policy: PolicyRecord(policy.escrow),
            keys: keys.accepted.prefix(ServiceRecord.maximumCount).map { digest, key in
                .init(kind: key.kind?.rawValue, digest: digest, provingKey: key.provingKey?.digest)
            },
            leases: .init(
                leastStake: UInt64(policy.limits.leastStake),
                leastHeartbeatSeconds: Int64(policy.limits.leastHeartbeatSeconds)),
            time: clock.second)
    }

    /// What operators and their machines ask for, and the document of all calls.
    func operatorCalls(_ calls: [Call]) -> [Call] {
        let own = [
            plain("/healthz", "getHealth", "Whether the process runs.", "text/plain") { Array("ok\n".utf8) },
            plain(
                "/readyz", "getReadiness", "Whether the books can be read and the clock is believed.", "text/plain",
                problems: [503]
            ) {
                _ = try await ready()
                _ = try clock.now()
                return Array("ready\n".utf8)
            },
            plain("/metrics", "getMetrics", "Measures for Prometheus.", "text/plain; version=0.0.4") {
                try await measureBooks()
                return Array(registry.text.utf8)
            },
        ]
        var all = calls + own
        let document = plain("/openapi.json", "getOpenAPI", "This document.", "application/json") { [] }
        all.append(document)
        let text = Array(OpenAPI.document(all, version: version).compactText.utf8)
        return own + [plain("/openapi.json", "getOpenAPI", "This document.", "application/json") { text }]
    }

    private func plain(
        _ path: String, _ name: String, _ text: String, _ type: String, problems: [Int] = [],
        _ body: @escaping @Sendable () async throws -> [UInt8]
    ) -> Call {
        let bare = String(type.prefix { $0 != ";" })
        return Call(
            method: .get, path: path, name: name, text: text,
            answers: [
                .init(status: 200, text: text, content: (bare, bare == "application/json" ? .anything : .text()))
            ],
            problems: problems, handler: { _, _ in Answer.bytes(try await body(), type) })
    }

    private func ready() async throws -> Totals {
        do throws(BooksError) {
            return try await books.totals()
        } catch {
            throw Problem.notReady
        }
    }

    private func measureBooks() async throws {
        let totals = try await ready()
        measures.set("vc_held_units", totals.held.units)
        measures.set("vc_fee_units", totals.fees.units)
        measures.set("vc_burned_units", totals.burned.units)
        measures.set("vc_log_entries", totals.entries)
        for state in Contract.State.allCases {
            measures.set("vc_tasks", UInt64(totals.tasks[state] ?? 0), [("state", "\(state)")])
        }
    }
}
