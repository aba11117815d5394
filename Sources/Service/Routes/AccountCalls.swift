internal import Escrow
internal import Formats
internal import Hummingbird
internal import Ledger
internal import Wire

extension Desk {
    private var accountParameter: Call.Parameter {
        .init(name: "identity", place: .path, schema: .hex(bytes: 32), text: "An Ed25519 key: your own.")
    }

    var accountCalls: [Call] {
        [
            Call(
                method: .get, path: "/v1/accounts/{identity}", name: "getAccount", text: "What you have.",
                parameters: [accountParameter], isSigned: true,
                answers: [.init(status: 200, text: "The account.", content: ("application/json", .named("Account")))],
                problems: [403], handler: account),
            Call(
                method: .get, path: "/v1/accounts/{identity}/transfers", name: "listTransfers",
                text: "What moved on your account, the oldest first.", parameters: [accountParameter] + pageParameters,
                isSigned: true,
                answers: [.init(status: 200, text: "A page.", content: ("application/json", .named("TransferPage")))],
                problems: [403], handler: transfers),
        ]
    }

    /// The account in the path, once the request is signed with its key.
    private func owner(_ request: Request, _ visit: Visit) async throws -> ID<Party> {
        let party: ID<Party> = try visit.id("identity")
        guard try await reception.caller(request).party == party else { throw Problem.otherIdentity }
        return party
    }

    private func account(_ request: Request, _ visit: Visit) async throws -> Response {
        let party = try await owner(request, visit)
        let balance = try await books.balance(of: .available(party))
        return Answer.message(AccountRecord(account: Bytes(party), available: balance.units))
    }

    private func transfers(_ request: Request, _ visit: Visit) async throws -> Response {
        let query = try Query(request, known: ["cursor", "limit"])
        let (limit, after) = (try query.limit(), try query.after())
        let party = try await owner(request, visit)
        let transfers = try await books.transfers(of: .available(party), after: after ?? 0, limit: limit + 1)
        let next = transfers.count > limit ? Cursor(after: transfers[limit - 1].number) : nil
        return Answer.message(Page(items: transfers.prefix(limit).map { TransferRecord($0) }, next: next))
    }
}
