package import Client
internal import Formats
internal import Journal
internal import Sealing
internal import Storage
internal import Synchronization
package import VerifiedCompute
package import Wire

/// One service, as a worker sees it: who it is, what it offers, what the worker has there.
///
/// It listens to the service's events where they flow, and asks from time to time where they do not; every minute it asks for
/// everything, so that nothing that was missed stays missed. When the service fails it waits, longer each time. Each service
/// has a market of its own: one that is dead holds up no other.
package actor Market {
    /// What a market tells those who work on its tasks.
    package struct Hooks: Sendable {
        /// Something changed that a choice may depend on.
        var changed: @Sendable () -> Void = {}
        /// The service shows a task.
        var seen: @Sendable (TaskRecord) -> Void = { _ in }
        /// The tasks that somebody wants to know of, listed or not.
        var watched: @Sendable () -> Set<Digest> = { [] }
        /// How the service stands was found out anew.
        var stood: @Sendable (Status.Service) -> Void = { _ in }
        /// The service is met.
        var met: @Sendable (ServiceRecord) -> Void = { _ in }

        package init(
            changed: @escaping @Sendable () -> Void = {}, seen: @escaping @Sendable (TaskRecord) -> Void = { _ in },
            watched: @escaping @Sendable () -> Set<Digest> = { [] },
            stood: @escaping @Sendable (Status.Service) -> Void = { _ in },
            met: @escaping @Sendable (ServiceRecord) -> Void = { _ in }
        ) {
            (self.changed, self.seen, self.watched) = (changed, seen, watched)
            (self.stood, self.met) = (stood, met)
        }
    }

    package nonisolated let address: ServiceAddress
    nonisolated let client: ServiceClient
    package nonisolated let clock = ServiceClock()
    /// Signs at the service's own time: a clock that jumps here spoils no request.
    nonisolated let signer: Signer
    /// Whether the service has shown that it has the key of its identity.
    private nonisolated let hasSigned = Mutex(false)
    nonisolated let board: Mutex<Status.Service>
    private let expected: Bytes<32>?
    private let pins: PinnedServices
    let hooks: Hooks

    private var met: TrustedService?
    private var service: ServiceRecord?
    var listed: [Digest: (record: TaskRecord, defect: String?, seen: UInt64)] = [:]
    /// How often a task was seen.
    private var sightings: UInt64 = 0
    private var available: UInt64?
    /// When events began to come since they were last listened for; nil where none did.
    var openedAt: ContinuousClock.Instant?
    /// What events told of since it was last looked at.
    var heard = Heard()
    /// How long they must come for a service to be one that sends them, in seconds: another is not asked again at once.
    static let openSeconds = 10.0

    /// How long to wait between two looks where no events flow, in seconds.
    private static let pollSeconds = 10.0
    /// The same where a stream of events is open, whether or not any come: one that stalls holds nothing up for longer.
    let refreshSeconds: Double
    /// How long a job waits for a service that was not met yet, in seconds.
    private static let meetingSeconds = 15.0
    /// The most tasks that are kept of one service, the first ones that it lists, and the most pages that are read of its list.
    package static let taskLimit = 5000, pageLimit = 100

    package init(
        _ setting: Settings.Service, pins: PinnedServices, signer: Signer, trustRoots: String?, hooks: Hooks,
        refreshSeconds: Double = 60
    ) {
        self.refreshSeconds = refreshSeconds
        address = setting.address
        expected = setting.key
        self.pins = pins
        self.hooks = hooks
        self.signer = signer.timed { [clock] in clock.now }
        // Whoever calls waits between calls: a service that fails should not hold up each of them for long.
        client = ServiceClient(
            setting.address, trustRoots: trustRoots, patience: Patience(attempts: 3, longestWait: 2))
        board = Mutex(Status.Service(address: setting.address.description))
    }

    /// The identity of the service, where it has shown that it is its own and can be dealt with now; nil otherwise.
    nonisolated var provenIdentity: Bytes<32>? {
        let status = status
        guard hasSigned.withLock({ $0 }), [.streaming, .polling].contains(status.reach) else { return nil }
        return status.identity
    }

    /// What is known of the service now.
    package nonisolated var status: Status.Service { board.withLock { $0 } }

    /// Follows the service until the task is cancelled.
    package func run() async {
        var backoff = Backoff()
        while !Task.isCancelled {
            do {
                try await refresh()
                backoff.reset()
                let wasOpen = await follow()
                try await Task.sleep(for: .seconds(Double.random(in: 0...(wasOpen ? 1 : Self.pollSeconds))))
            } catch {
                guard !Task.isCancelled else { break }
                fail(error)
                try? await Task.sleep(for: .seconds(backoff.next()))
            }
        }
        await client.close()
    }

    // MARK: What others ask

    /// The service with its key. Waits for a while where it was not met yet; throws where it does not answer.
    func trusted() async throws -> TrustedService {
        let begin = ContinuousClock.now
        while true {
            if let met { return met }
            guard ContinuousClock.now - begin < .seconds(Self.meetingSeconds) else {
                throw ClientError.unreachable(address, .timeout)
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// The proving key that the service offers for a verifying key, by the digest of its file; nil where it offers none. Waits for a
    /// service that was not met yet as `trusted` does: one that has not said what it offers does not offer nothing.
    func provingKey(_ digest: Digest) async throws -> Bytes<32>? {
        _ = try await trusted()
        return offeredKey(digest)
    }

    private func offeredKey(_ digest: Digest) -> Bytes<32>? { service?.keys.first { $0.digest == digest }?.provingKey }

    /// Everything that the service offers, as it was last heard; nothing while it is not reached.
    ///
    /// - Parameter obstacle: why a verifying key's proving key, which is not here, is not to be asked for now.
    func offers(having keys: KeyCache, _ obstacle: @Sendable (Digest) -> String?) async -> [Offer] {
        guard let service, met != nil, [.streaming, .polling].contains(status.reach) else { return [] }
        let accepted = Set(service.keys.map { $0.digest })
        var obtainable: [Digest: (isObtainable: Bool, obstacle: String?)] = [:]
        var offers: [Offer] = []
        for (record, defect, _) in listed.values {
            let (digest, kind) = (record.task.terms.verifyingKeyDigest, record.task.terms.kind.circuit)
            if obtainable[digest] == nil {
                let isHere = await keys.has(digest, kind)
                let file = offeredKey(digest)
                let isRejected = if let file { await keys.isRejected(file) } else { false }
                obtainable[digest] = (isHere || (file != nil && !isRejected), isHere ? nil : obstacle(digest))
            }
            offers.append(
                Offer(
                    service: address.description, record: record, names: service.names, acceptedKeys: accepted,
                    isKeyObtainable: obtainable[digest]!.isObtainable, defect: defect, available: available,
                    time: clock.now, setAside: obtainable[digest]!.obstacle))
        }
        return offers
    }

    /// The task as the service shows it now; nil where it has none like that.
    func look(at task: Digest) async throws -> TaskRecord? {
        do throws(ClientError) {
            let record = try await client.task(task)
            see(record)
            return record
        } catch .problem(let problem) where problem.code == "unknown-task" {
            return nil
        }
    }

    /// Asks anew what the worker has.
    func lookAtAccount() async throws {
        available = try await client.account(of: signer).available
        board.withLock { $0.available = available }
    }

    // MARK: Hearing from the service

    func refresh() async throws {
        let record = try await client.service()
        try meet(record)
        clock.hear(record.time)
        let before = sightings
        var (cursor, seen, pages): (Cursor?, Set<Digest>, Int) = (nil, [], 0)
        var filter = ServiceClient.TaskFilter()
        filter.states = [.open, .leased, .verifying]
        repeat {
            let page = try await client.tasks(filter, after: cursor)
            for record in page.items {
                see(record)
                seen.insert(record.digest)
            }
            cursor = page.next
            pages += 1
        } while cursor != nil && pages < Self.pageLimit && seen.count < Self.taskLimit
        // What was seen by itself meanwhile may be on no page.
        listed = listed.filter { $0.value.seen > before }
        for task in hooks.watched() where !seen.contains(task) { _ = try await look(at: task) }
        try await lookAtAccount()
        board.withLock { board in
            if board.reach != .streaming { board.reach = .polling }
            board.reason = nil
            board.answeredAt = wallMilliseconds()
            board.taskCount = listed.count
        }
        hooks.stood(status)
        hooks.changed()
        // How far its log is, for whoever watches.
        if let size = try? await met?.checkpoint().checkpoint.size {
            board.withLock { $0.logSize = max($0.logSize, size) }
            hasSigned.withLock { $0 = true }
        }
    }

    private func meet(_ record: ServiceRecord) throws {
        if let expected, expected != record.identity {
            throw ClientError.otherIdentity(address, expected: expected, found: record.identity, pin: nil)
        }
        if expected == nil, case .changed(let known) = try pins.meet(record.identity, at: address) {
            throw ClientError.otherIdentity(
                address, expected: known, found: record.identity, pin: pins.path(of: address))
        }
        guard let key = VerificationKey(record.identity.array) else {
            throw ClientError.malformedAnswer(address, "its identity is no Ed25519 key")
        }
        if met == nil { hooks.met(record) }
        met = TrustedService(client: client, key: key)
        service = record
        board.withLock { board in
            board.identity = record.identity
            board.mode = record.mode.rawValue
            (board.fee, board.burn, board.bond) = (record.policy.fee, record.policy.burn, record.policy.bond)
        }
    }

    private func see(_ record: TaskRecord) {
        if [.open, .leased, .verifying].contains(record.state) {
            let known = listed[record.digest]
            if known != nil || listed.count < Self.taskLimit {
                sightings += 1
                listed[record.digest] = (record, known.map(\.defect) ?? record.task.defect?.sentence, sightings)
            }
        } else {
            listed[record.digest] = nil
        }
        hooks.seen(record)
    }

    private func fail(_ error: any Error) {
        let (reach, reason): (Status.Service.Reach, String) =
            switch error {
            case let error as ClientError:
                (error.kind == .refused ? .refused : .unreachable, error.sentence)
            case FileError.exists(let path): (.refused, "what is kept of its identity in \(path) cannot be read")
            case FileError.system(let step, let path, _): (.refused, "could not \(step) \(path)")
            default: (.unreachable, "it failed")
            }
        board.withLock { board in
            (board.reach, board.reason) = (reach, reason)
        }
        if case .otherIdentity? = error as? ClientError { met = nil }
        hooks.stood(status)
        hooks.changed()
    }
}
