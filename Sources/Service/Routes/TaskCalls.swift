internal import Escrow
internal import Formats
internal import Hummingbird
internal import Journal
internal import Ledger
internal import VerifiedCompute
internal import Wire

extension Desk {
    var taskCalls: [Call] {
        [
            Call(
                method: .get, path: "/v1/tasks", name: "listTasks", text: "Tasks, in the order of their posting.",
                parameters: [
                    .init(
                        name: "state", place: .query, schema: .choices(TaskState.allCases.map(\.rawValue)),
                        text: "One or more states, with commas between."),
                    .init(name: "initiator", place: .query, schema: .hex(bytes: 32), text: "Whose tasks."),
                    .init(name: "min_reward", place: .query, schema: .amount, text: "The least reward."),
                    .init(name: "kind", place: .query, schema: .choice(TaskKind.names), text: "The kind of task."),
                ] + pageParameters,
                answers: [.init(status: 200, text: "A page.", content: ("application/json", .named("TaskPage")))],
                handler: list),
            Call(
                method: .post, path: "/v1/tasks", name: "postTask",
                text: "Lists a task and funds its escrow, in one step.",
                request: .named("PostTask"), isSigned: true, isOnce: true,
                answers: [receiptAnswer(status: 201, "It is listed.")], problems: [402, 403, 409, 422], handler: post),
            Call(
                method: .get, path: "/v1/tasks/{digest}", name: "getTask", text: "One task.",
                parameters: [taskParameter],
                answers: [.init(status: 200, text: "The task.", content: ("application/json", .named("TaskRecord")))],
                problems: [404], handler: show),
            Call(
                method: .post, path: "/v1/tasks/{digest}/cancel", name: "cancelTask", text: "Takes a task back.",
                parameters: [taskParameter], isSigned: true, isOnce: true,
                answers: [receiptAnswer("It is cancelled.")], problems: [403, 404, 409], handler: cancel),
            Call(
                method: .post, path: "/v1/tasks/{digest}/advance", name: "advanceTask",
                text:
                    "Does what time alone decides: ends a lease, lapses a commitment, expires, refunds. Anyone may ask.",
                parameters: [taskParameter], answers: [receiptAnswer("It is done.")], problems: [404, 409],
                handler: advance),
            Call(
                method: .get, path: "/v1/tasks/{digest}/proof", name: "getProof",
                text: "The proof.bin that settled the task.", parameters: [taskParameter],
                answers: [
                    .init(status: 200, text: "The file.", content: ("application/octet-stream", .anything)),
                    .init(status: 304, text: "You have it.", content: nil),
                ], problems: [404], handler: proof),
            Call(
                method: .get, path: "/v1/tasks/{digest}/settlement", name: "getSettlement",
                text: "The receipt of the settlement.", parameters: [taskParameter],
                answers: [receiptAnswer("It is settled.")], problems: [404], handler: settlement),
        ]
    }

    private func list(_ request: Request, _ visit: Visit) async throws -> Response {
        let query = try Query(request, known: ["state", "initiator", "min_reward", "kind", "cursor", "limit"])
        var filter = TaskFilter()
        let names = TaskState.allCases.map(\.rawValue).joined(separator: ", ")
        if let states = try query.value("state", expecting: "one or more of \(names), with commas between", Self.states)
        {
            filter.states = states
        }
        filter.initiator = try query.value("initiator", expecting: "64 lower-case hexadecimal digits") { text in
            Hexadecimal.bytes(of: text).flatMap { ID($0) }
        }
        if let reward = try query.integer("min_reward", in: WireRange.amounts) {
            filter.minimumReward = Amount(reward)!
        }
        // There is one kind yet: whoever names it names every task.
        _ = try query.value("kind", expecting: "one of \(TaskKind.names.joined(separator: ", "))") { text in
            TaskKind.names.contains(text) ? text : nil
        }
        let limit = try query.limit()
        let tasks = try await books.tasks(filter, after: try query.after(), limit: limit + 1)
        let items = try tasks.prefix(limit).map { try TaskRecord($0) }
        let next = tasks.count > limit ? Cursor(after: tasks[limit - 1].number) : nil
        return Answer.message(Page(items: items, next: next))
    }

    /// States with commas between; nil where one is none.
    private static func states(_ text: String) -> Set<Contract.State>? {
        let states = text.split(separator: ",", omittingEmptySubsequences: false)
            .map { TaskState(rawValue: String($0))?.state }
        return states.contains(nil) ? nil : Set(states.compactMap { $0 })
    }

    private func post(_ request: Request, _ visit: Visit) async throws -> Response {
        let caller = try await reception.payer(request, limit: PostTask.maximumByteCount)
        // A request that is sent again has the answer of the first time, whatever policy and keys are by now.
        if let once = caller.once, let receipt = try await books.earlierReceipt(under: once, at: clock.reading) {
            return posted(receipt)
        }
        let terms = try self.terms(try PostTask(content: caller), by: caller)
        let receipt = try await clock.arriving { now in
            try await books.post(terms, within: policy.limits.quota, once: caller.once, at: now)
        }
        feed.ring()
        return posted(receipt)
    }

    private func posted(_ receipt: Receipt) -> Response {
        let location = receipt.entry.task.map { "/v1/tasks/\($0)" }
        return Answer.message(
            ReceiptRecord(receipt), status: .created, fields: location.map { [.location: $0] } ?? [:])
    }

    /// What the initiator signed, as the rules take it; nothing in it is the service's choice but the policy.
    private func terms(_ message: PostTask, by caller: Caller) throws(Problem) -> Terms {
        let task = message.task
        if let agreed = message.policy, agreed != PolicyRecord(policy.escrow) { throw .policyChanged }
        guard task.hasValidSignature else { throw .taskSignature }
        guard task.terms.initiator.signingKey.array == caller.party.bytes else { throw .otherInitiator }
        if let service = task.terms.service {
            guard names.contains(service.text) else { throw .otherService }
        }
        guard keys.keys[task.terms.verifyingKeyDigest]?.isAccepted == true else { throw .keyNotAccepted }
        guard let reward = Amount(task.terms.reward) else { throw Problem(Refusal.tooMuch) }
        if let lease = message.lease, lease.stake < policy.limits.leastStake {
            throw .stakeTooSmall(least: policy.limits.leastStake)
        }
        if let heartbeat = message.lease?.heartbeatSeconds, heartbeat < policy.limits.leastHeartbeatSeconds {
            throw .heartbeatTooShort(least: policy.limits.leastHeartbeatSeconds)
        }
        let lease = message.lease.map {
            LeaseOffer(
                duration: $0.seconds * 1000, stake: Amount($0.stake)!, heartbeat: $0.heartbeatSeconds.map { $0 * 1000 }
            )!
        }
        return Terms(
            task: ID(task.digest.array)!, initiator: caller.party, reward: reward,
            deadline: task.terms.deadline.seconds, lease: lease, policy: policy.escrow,
            document: task.canonicalBytes)!
    }

    private func show(_ request: Request, _ visit: Visit) async throws -> Response {
        guard let task = try await books.listedTask(try visit.id("digest")) else { throw Problem.unknownTask }
        return Answer.message(try TaskRecord(task))
    }

    private func cancel(_ request: Request, _ visit: Visit) async throws -> Response {
        let task: ID<Contract> = try visit.id("digest")
        let caller = try await reception.payer(request)
        let receipt = try await clock.arriving { now in
            try await books.cancel(task, by: caller.party, once: caller.once, at: now)
        }
        feed.ring()
        return Answer.message(ReceiptRecord(receipt))
    }

    private func advance(_ request: Request, _ visit: Visit) async throws -> Response {
        let receipt = try await books.advance(try visit.id("digest"), at: try clock.now())
        feed.ring()
        return Answer.message(ReceiptRecord(receipt))
    }

    private func proof(_ request: Request, _ visit: Visit) async throws -> Response {
        let task: ID<Contract> = try visit.id("digest")
        guard let bytes = try await books.publishedProof(for: task) else { throw try await unsettled(task) }
        return Answer.unchanging(
            bytes, "application/octet-stream", tag: "\"\(ID<Submission>(of: bytes))\"", for: request)
    }

    private func settlement(_ request: Request, _ visit: Visit) async throws -> Response {
        let task: ID<Contract> = try visit.id("digest")
        guard let receipt = try await books.settlement(of: task) else { throw try await unsettled(task) }
        return Answer.message(ReceiptRecord(receipt))
    }

    private func unsettled(_ task: ID<Contract>) async throws(BooksError) -> Problem {
        try await books.listedTask(task) == nil ? .unknownTask : .notSettled
    }
}

extension Message {
    /// Reads what a caller sent.
    init(content caller: Caller) throws(Problem) {
        do throws(JSONError) {
            try self.init(request: caller.content)
        } catch {
            throw .malformed(error)
        }
    }
}
