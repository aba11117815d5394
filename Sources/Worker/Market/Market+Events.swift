internal import Client
internal import Synchronization
internal import VerifiedCompute
internal import Wire

extension Market {
    /// What events told of and was not yet looked at. In a busy market the same task is told of several times in a moment, and most
    /// accounts are others'.
    struct Heard {
        var tasks: Set<Digest> = []
        var ofAccounts = false
    }

    /// How long what was heard is gathered between two looks: the first is taken at once.
    private static let gathering = Duration.milliseconds(250)
    /// The most tasks that are looked at one by one; where events told of more, the list is read, and then not again so soon.
    private static let lookLimit = 20, listing = Duration.seconds(2)

    /// Hears the service's events until they end. Returns whether they came for a while.
    func follow() async -> Bool {
        openedAt = nil
        heard = Heard()
        let (bell, ring) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [self] in try? await listen(ring) }
            group.addTask { [self] in try? await lookAtHeard(bell) }
            group.addTask { [self] in
                do {
                    while true {
                        try await Task.sleep(for: .seconds(refreshSeconds * Double.random(in: 0.75...1.25)))
                        try await refresh()
                    }
                } catch {
                    // Why it failed, the next look finds out.
                }
            }
            await group.next()
            group.cancelAll()
        }
        board.withLock { if $0.reach == .streaming { $0.reach = .polling } }
        return openedAt.map { ContinuousClock.now - $0 >= .seconds(Self.openSeconds) } ?? false
    }

    private nonisolated func listen(_ ring: AsyncStream<Void>.Continuation) async throws {
        try await client.events {
            try await open()
            return true
        } read: { entry in
            if await hear(entry) { ring.yield() }
            return true
        }
    }

    private func open() async throws {
        openedAt = .now
        board.withLock { $0.reach = .streaming }
        // What happened between the last look and the first event.
        try await refresh()
    }

    /// Whether something is to be looked at.
    private func hear(_ entry: EntryRecord) -> Bool {
        board.withLock { board in
            board.logSize = max(board.logSize, entry.index + 1)
            board.answeredAt = wallMilliseconds()
        }
        guard let task = entry.task else {
            heard.ofAccounts = true
            return true
        }
        if hearRenewals(in: entry, of: task) {
            hooks.changed()
            return false
        }
        let isNew = entry.events.contains { $0.kind == .posted }
        guard isNew || listed[task] != nil || hooks.watched().contains(task) else { return false }
        // Where they are more, the list is read.
        if heard.tasks.count <= Self.lookLimit { heard.tasks.insert(task) }
        return true
    }

    /// Looks at what was heard of, as often as the bell rings and no oftener than is good for the service.
    private func lookAtHeard(_ bell: AsyncStream<Void>) async throws {
        for await _ in bell {
            let now = heard
            heard = Heard()
            let isLong = now.tasks.count > Self.lookLimit
            if isLong {
                try await refresh()
            } else {
                for task in now.tasks { _ = try await look(at: task) }
                if now.ofAccounts { try await lookAtAccount() }
            }
            board.withLock { $0.taskCount = listed.count }
            hooks.changed()
            try await Task.sleep(for: isLong ? Self.listing : Self.gathering)
        }
    }

    /// Hears of signs of life without asking for the task: many are given in a large market. False where there is more to the entry.
    private func hearRenewals(in entry: EntryRecord, of task: Digest) -> Bool {
        guard var record = listed[task]?.record, record.holder != nil, !entry.events.isEmpty else { return false }
        for event in entry.events {
            guard event.kind == .renewed, event.party == record.holder?.party, let until = event.until else {
                return false
            }
            record.holder?.until = until
        }
        listed[task]?.record = record
        return true
    }
}
