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
    private let isStopping = Atomic(false)
    /// Rings when there may be something to do.
    private let bell: AsyncStream<Void>
    private let ring: AsyncStream<Void>.Continuation

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
        let signer = Signer(identity)
        let workspace = try Workspace(
            folder: settings.workspace, home: settings.home, key: Bytes(signer.key.bytes)!)
        history = try History(path: workspace.historyPath)
        let keys = KeyCache(
            folder: workspace.keys, given: settings.keyFolders, byteLimit: settings.keyCacheByteCount)
        shop = try Shop(
            workspace: workspace, history: history, keys: keys, governor: Governor(share: settings.cpuShare),
            signer: signer, payee: settings.payee, threads: settings.threads ?? processorCount,
            maxBond: settings.maxBond, log: log)
        (bell, ring) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        active = ActiveJobs()
        let pins = PinnedServices(folder: try Self.folder(settings.home, "services"))
        markets = settings.services.map { [active, ring] setting in
            let name = setting.address.description
            return Market(
                setting, pins: pins, signer: signer, trustRoots: settings.trustRoots,
                hooks: Market.Hooks(
                    changed: { ring.yield() },
                    seen: { record in active.control(of: record.digest, at: name)?.see(record) },
                    watched: { active.tasks(at: name) }))
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

    /// Goes on with everything that the outbox holds.
    private func resume(in group: inout DiscardingTaskGroup) {
        let (claims, unreadable) = shop.claims.claims()
        if !unreadable.isEmpty {
            shop.troubles.set(
                .outbox,
                "claims in \(shop.claims.folder) cannot be read, \(unreadable[0]) first: restore a backup")
        }
        for claim in claims {
            guard let market = markets.first(where: { $0.address.description == claim.service }) else {
                shop.troubles.set(
                    .job(claim.task.digest.hex),
                    "\(claim.task.target) waits for \(claim.service), which this worker was not told of: add --service")
                continue
            }
            let runner = runner(claim, market)
            let hasProof = hasProof(claim.digest)
            guard hasProof || shop.claims.solutions.solution(of: claim.task) != nil else {
                // Nothing was found: the search has no memory, so nothing is lost.
                group.addTask { [self] in
                    await runner.drop("the worker was stopped before anything was found", aside: 0)
                    finish(claim.digest)
                }
                continue
            }
            runner.note("goes on from the outbox")
            runner.control.show { $0.job.reach(hasProof ? .proven : .found, at: wallMilliseconds()) }
            shop.record(runner.control.activity.job)
            group.addTask { [self] in
                if await runner.solve(nil, threads: 1) {
                    active.release(claim.task.digest)
                    ring.yield()
                    await runner.submit()
                }
                finish(claim.task.digest)
            }
        }
    }

    /// Also where what is there cannot be read now: it is tried again until it can.
    private func hasProof(_ task: Digest) -> Bool {
        do { return try shop.claims.proof(of: task) != nil } catch { return true }
    }

    private func finish(_ task: Digest) {
        active.remove(task)
        ring.yield()
    }

    private func runner(_ claim: Claim, _ market: Market) -> JobRunner {
        let kept = (try? history.job(claim.task.digest)) ?? nil
        var job = claim.job
        // What an earlier search cost counts; what became of it does not, where the task was chosen anew.
        if let kept {
            job.keysTried = kept.keysTried
            job.searchSeconds = kept.searchSeconds
            if kept.ending == nil { job = kept }
        }
        let control = JobControl(
            job, deadline: claim.task.terms.deadline.seconds, party: shop.party, clock: market.clock)
        active.add(control, at: claim.service)
        if isStopping.load(ordering: .relaxed) { control.stop(.leaving) }
        return JobRunner(shop: shop, market: market, claim: claim, control: control)
    }

    // MARK: Choosing

    /// Begins the best of what is offered, as long as there is a place.
    private func begin(in group: inout DiscardingTaskGroup) async {
        guard !isStopping.load(ordering: .relaxed), active.workingCount < settings.concurrency, shop.hasRoom() else {
            return
        }
        let (prospects, passedOver) = await rank()
        note(passedOver)
        for prospect in prospects {
            guard active.workingCount < settings.concurrency, !isStopping.load(ordering: .relaxed) else { return }
            let (offer, task) = (prospect.offer, prospect.offer.record.task)
            guard !active.has(task.digest),
                let market = markets.first(where: { $0.address.description == offer.service }),
                let identity = market.status.identity
            else { continue }
            let runner = runner(
                Claim(
                    task: task, service: offer.service, serviceKey: identity, payee: shop.payee, net: offer.net,
                    chosenAt: wallMilliseconds()), market)
            let seconds = Int(prospect.expectedSeconds.rounded(.up))
            runner.note("chosen: \(offer.net) for about \(seconds) s, from \(offer.service)")
            let threads = threadsPerJob
            group.addTask { [self] in
                if await runner.solve(offer.record, threads: threads) {
                    active.release(task.digest)
                    ring.yield()
                    await runner.submit()
                }
                finish(task.digest)
            }
        }
    }

    private var threadsPerJob: Int { max(1, shop.threads / settings.concurrency) }

    private func rank() async -> (prospects: [Choice.Prospect], passedOver: [(offer: Offer, reason: Reason)]) {
        var offers: [Offer] = []
        for market in markets {
            for var offer in await market.offers(having: shop.keys) {
                guard !active.has(offer.record.digest) else { continue }
                offer.setAside = shop.obstacle(offer.record.digest)
                offers.append(offer)
            }
        }
        let threads = Double(threadsPerJob) * shop.threadShare
        var choice = Choice(
            party: shop.party, kinds: settings.kinds,
            keysPerSecond: shop.rates.mapValues { $0.keysPerThreadSecond * threads },
            finishSeconds: shop.rates.mapValues { ($0.proveSeconds ?? 1) / settings.cpuShare + 1 })
        choice.minReward = settings.minReward
        choice.maxSeconds = settings.maxSeconds
        choice.maxBond = settings.maxBond
        choice.verifyingKeys = settings.verifyingKeys
        choice.memoryLimit = settings.memoryLimit
        return choice.rank(offers)
    }

    /// Writes down why tasks are passed over, once for each new reason.
    private func note(_ passedOver: [(offer: Offer, reason: Reason)]) {
        let now = wallMilliseconds()
        let fresh = active.newReasons(passedOver.map { ($0.offer.record.digest, $0.offer.service, $0.reason) })
        let rows = passedOver.filter { fresh.contains($0.offer.record.digest) }.map { offer, reason in
            PassedOver(
                task: offer.record.digest, service: offer.service, reward: offer.record.task.terms.reward,
                reason: reason.sentence, at: now)
        }
        for row in rows { shop.log(Event(.notice, "passed over \(row.task.hex.prefix(8)): \(row.reason)")) }
        try? history.record(rows)
    }

    private func isIdle() async -> Bool {
        guard active.isEmpty, markets.allSatisfy({ $0.status.reach != .starting }) else { return false }
        return await rank().prospects.isEmpty && active.isEmpty
    }

    // MARK: Measuring

    /// Measures how fast a thread searches, where no earlier run did.
    private func calibrate() async {
        for kind in TaskKind.names where shop.rates[kind] == nil {
            let rate = await blocking { Calibration.keysPerThreadSecond() }
            shop.measured(kind, weight: 1, keysPerThreadSecond: rate)
        }
    }

    /// What it does now. Any thread may ask, as often as it likes.
    package var status: Status {
        Status(
            version: version, identity: shop.party, payee: shop.payee, startedAt: startedAt, now: wallMilliseconds(),
            isStopping: isStopping.load(ordering: .relaxed), services: markets.map { $0.status },
            activities: active.activities,
            limits: Status.Limits(
                processors: shop.governor.processors, threads: shop.threads, cpuShare: shop.governor.share,
                cpuUsed: shop.governor.used, memoryLimit: settings.memoryLimit, memoryUsed: Memory.used),
            rates: shop.rates, totals: shop.totals, passedOver: (try? history.passedOver()) ?? [],
            troubles: shop.troubles.sentences)
    }

    private static func folder(_ home: String, _ name: String) throws(Workspace.Failure) -> String {
        try Workspace.make("\(home)/\(name)")
        return "\(home)/\(name)"
    }
}
