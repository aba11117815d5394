internal import Client
internal import Fields
internal import Formats
package import Sealing
internal import Synchronization
internal import VerifiedCompute
internal import Wire

/// A worker that earns unattended: finds tasks, chooses, solves, seals, proves, submits, is paid.
///
/// One value runs once. What it found is in its outbox whatever happens to it; the next one with the same workspace goes on.
package final class EarningNode: Sendable {
    package let settings: Settings
    /// What it did. For reading.
    package let history: History

    let shop: Shop
    let markets: [Market]
    let active: ActiveJobs
    private let version: String
    private let startedAt = wallMilliseconds()
    let isStopping = Atomic(false)
    /// The tasks that were passed over when it last chose, the highest reward first.
    let passed = Mutex<[PassedOver]>([])
    /// Rings when there may be something to do.
    private let bell: AsyncStream<Void>
    let ring: AsyncStream<Void>.Continuation

    /// Takes the workspace and the key for this process.
    ///
    /// - Parameters:
    ///   - identity: the worker's: its account and its signature. Whom proofs pay, the settings say.
    ///   - version: of the program.
    ///   - log: is told each event once, from any thread.
    package init(
        _ settings: Settings, identity: consuming Sealing.Identity, version: String,
        log: @escaping @Sendable (Event) -> Void
    ) throws {
        try settings.check()
        self.settings = settings
        self.version = version
        if settings.memoryLimit != nil { Heap.keepSmall() }
        let signer = Signer(identity)
        let workspace = try Workspace(
            folder: settings.workspace, home: settings.home, key: Bytes(signer.key.bytes)!, keyFile: settings.keyFile)
        let troubles = Troubles(log: log)
        history = try History.open(workspace.historyPath) { troubles.set(.lostHistory, $0) }
        let keys = KeyCache(
            folder: workspace.keys, given: settings.keyFolders, byteLimit: settings.keyCacheByteCount,
            isLean: settings.memoryLimit != nil)
        active = ActiveJobs()
        shop = Shop(
            workspace: workspace, history: history,
            receipts: ReceiptFolder(folder: try Self.folder(settings.home, "receipts")), keys: keys,
            governor: Governor(share: settings.cpuShare), budget: MemoryBudget(limit: settings.memoryLimit),
            stopSearch: { [active, limit = settings.memoryLimit] in
                active.latestSearch?.stop(.memory(limit: limit ?? 0))
            }, signer: signer, payee: settings.payee, threads: settings.threadCount, maxBond: settings.maxBond,
            troubles: troubles, log: log)
        (bell, ring) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        let pins = PinnedServices(folder: try Self.folder(settings.home, "services"))
        markets = settings.services.map { [active, ring] setting in
            let name = setting.address.description
            return Market(
                setting, pins: pins, signer: signer, trustRoots: settings.trustRoots,
                hooks: Market.Hooks(
                    changed: { ring.yield() },
                    seen: { record in
                        active.control(of: JobName(task: record.digest, service: name))?.see(record)
                    },
                    watched: { active.tasks(at: name) },
                    stood: { troubles.set(.service(name), $0.reason.map { "\(name): \($0)" }) },
                    met: { log(Event(.notice, "met \(name): identity \($0.identity), \($0.mode.rawValue)")) }))
        }
    }

    // MARK: Running

    /// Earns until `stop` is called, the task is cancelled or, with `endsWhenIdle`, nothing is left to do. What runs then is
    /// stopped at the next safe place: a proof in the making is finished and kept.
    package func run() async {
        await withTaskCancellationHandler {
            await earn()
        } onCancel: {
            stop()
        }
    }

    /// Ends `run` soon. Any thread may call it, as often as it likes.
    package func stop() {
        isStopping.store(true, ordering: .relaxed)
        active.stop()
        ring.finish()
    }

    private func earn() async {
        shop.log(Event(.notice, "worker \(shop.party), paying \(shop.payee)"))
        await calibrate()
        await withDiscardingTaskGroup { group in
            for market in markets { group.addTask { await market.run() } }
            group.addTask { [ring] in
                // What no event tells: deadlines that pass, tasks that were left alone for a while.
                while (try? await Task.sleep(for: .seconds(2))) != nil { ring.yield() }
            }
            if let limit = settings.memoryLimit {
                group.addTask { [self] in
                    var isAbove = false
                    while (try? await Task.sleep(for: .seconds(1))) != nil {
                        isAbove = await hold(memoryBelow: limit, wasAbove: isAbove)
                    }
                }
            }
            resume(in: &group)
            for await _ in bell {
                await begin(in: &group)
                if settings.endsWhenIdle, await isIdle() { break }
            }
            stop()
            group.cancelAll()
        }
        shop.log(Event(.notice, "stopped; what is kept goes on after the next start"))
    }

    // MARK: Measuring

    /// Measures how fast a thread searches, where no earlier run did.
    private func calibrate() async {
        for kind in TaskKind.names where shop.rates[kind] == nil {
            let rate = await blocking { Calibration.keysPerThreadSecond() }
            shop.assume(kind, keysPerThreadSecond: rate)
        }
    }

    // MARK: Memory

    /// Stops a search where the process has more memory than it may, file pages aside: the limit is not exceeded in silence.
    /// What can be given back is, first; and a single answer of a service may pass by itself.
    ///
    /// - Returns: whether it has more.
    private func hold(memoryBelow limit: UInt64, wasAbove: Bool) async -> Bool {
        if Memory.anonymous > limit {
            await shop.keys.giveBack()
            await shop.keys.close()
            Heap.trim()
        }
        guard Memory.anonymous > limit else {
            shop.troubles.set(.memory, nil)
            return false
        }
        guard wasAbove else { return true }
        shop.troubles.set(
            .memory, "the process came above --memory-limit \(limit) kB: searches are stopped, and none is begun")
        shop.stopSearch()
        return true
    }

    // MARK: Status

    /// Why no service ever told what it offers, in words; nil where one did.
    package var isolation: String? {
        let services = markets.map { $0.status }
        guard services.allSatisfy({ $0.answeredAt == nil }) else { return nil }
        return services.compactMap { $0.reason }.first ?? "no service has answered yet"
    }

    /// What it does now. Any thread may ask, as often as it likes.
    package var status: Status {
        let memory = Memory.reading
        return Status(
            version: version, identity: shop.party, payee: shop.payee, startedAt: startedAt, now: wallMilliseconds(),
            isStopping: isStopping.load(ordering: .relaxed), services: markets.map { $0.status },
            activities: active.activities,
            limits: Status.Limits(
                processors: shop.governor.processors, threads: shop.threads, cpuShare: shop.governor.share,
                cpuUsed: shop.governor.used, memoryLimit: settings.memoryLimit, memoryUsed: memory.all,
                memoryOwn: memory.all - min(memory.all, memory.files)),
            rates: shop.rates, totals: shop.totals, passedOver: passed.withLock { $0 },
            troubles: shop.troubles.sentences)
    }

    private static func folder(_ home: String, _ name: String) throws(Workspace.Failure) -> String {
        try Workspace.make("\(home)/\(name)")
        return "\(home)/\(name)"
    }
}
