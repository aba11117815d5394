internal import Escrow
internal import Formats
internal import Hummingbird
internal import Ledger
internal import Prometheus
internal import VerifiedCompute
internal import Wire

/// What the handlers of all calls share. A handler translates: it reads a request, asks the books, writes an answer.
struct Desk: Sendable {
    let books: Books
    let keys: AcceptedKeys
    let policy: ServicePolicy
    /// What the `service` of a task may say.
    let names: [String]
    let clock: MarketClock
    let pool: VerificationPool
    let feed: EventFeed
    let keyDownloads: Downloads
    let exports: Downloads
    let logPages: Downloads
    let reception: Reception
    let registry: PrometheusRegistry
    let measures: Measures
    let version: String

    /// All calls, in the order of the document.
    var calls: [Call] {
        let calls = serviceCalls + taskCalls + submissionCalls + accountCalls + logCalls + eventCalls + keyCalls
        return calls + operatorCalls(calls)
    }

    var taskParameter: Call.Parameter {
        .init(name: "digest", place: .path, schema: .hex(bytes: 32), text: "The digest that names the task.")
    }

    var pageParameters: [Call.Parameter] {
        [
            .init(name: "cursor", place: .query, schema: .cursor, text: "`next` of the page before."),
            .init(name: "limit", place: .query, schema: .integer(from: 1, to: 100), text: "The most items."),
        ]
    }

    func receiptAnswer(status: Int = 200, _ text: String) -> Call.Answer {
        .init(status: status, text: text, content: ("application/json", .named("Receipt")))
    }
}
