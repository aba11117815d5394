internal import Client
internal import Formats
internal import Synchronization
internal import VerifiedCompute
internal import Wire

extension EarningNode {
    /// Begins the best of what is offered, as long as there is a place.
    func begin(in group: inout DiscardingTaskGroup) async {
        guard !isStopping.load(ordering: .relaxed), active.takenCount < settings.concurrency, !shop.budget.isShort,
            shop.hasRoom()
        else { return }
        let (prospects, passedOver) = await rank()
        note(prospects, passedOver)
        for prospect in prospects {
            guard active.takenCount < settings.concurrency, !isStopping.load(ordering: .relaxed) else { return }
            let (offer, task) = (prospect.offer, prospect.offer.record.task)
            // One that takes proofs and never answers is not to fill the worker.
            guard active.tasks(at: offer.service).count < Self.taskLimit else { continue }
            guard !active.has(offer.name), !active.isWorked(task.digest), let market = market(at: offer.service),
                let identity = market.status.identity
            else { continue }
            // Those whose keys have to come first take no place meanwhile: they are not to be without number, and a service that is slow
            // with its keys is not to hold up what others offer.
            guard
                await shop.keys.has(task.terms.verifyingKeyDigest, task.terms.kind.circuit)
                    || active.fetchingCount(at: offer.service) < settings.concurrency
            else { continue }
            let runner = runner(
                Claim(
                    task: task, service: offer.service, serviceKey: identity, payee: shop.payee, net: offer.net,
                    chosenAt: wallMilliseconds(), revealSeconds: offer.record.policy.revealSeconds), market,
                isWorking: true)
            let seconds = Int(prospect.expectedSeconds.rounded(.up))
            runner.note("chosen: \(offer.net) for about \(seconds) s, from \(offer.service)")
            work(on: runner, offer.record, in: &group)
        }
    }

    /// The most jobs with one service that are not over.
    private static let taskLimit = 64

    var threadsPerJob: Int { max(1, shop.threads / settings.concurrency) }

    private func rank() async -> (prospects: [Choice.Prospect], passedOver: [(offer: Offer, reason: Reason)]) {
        var offers: [Offer] = []
        for (index, market) in markets.enumerated() {
            // One service under two addresses is one: the first of them that answers is asked.
            let identity = market.status.identity
            if let identity, markets[..<index].contains(where: { $0.provenIdentity == identity }) { continue }
            let service = market.address.description
            offers += await market.offers(having: shop.keys) { shop.obstacle(toKey: $0, at: service) }
        }
        offers.removeAll {
            active.has($0.name) || active.isWorked($0.record.digest) || isActiveElsewhere($0)
        }
        let obstacles = shop.obstacles(offers.map(\.name))
        for index in offers.indices { offers[index].setAside = obstacles[offers[index].name] ?? offers[index].setAside }
        let threads = Double(threadsPerJob) * shop.threadShare
        var choice = Choice(
            party: shop.party, kinds: settings.kinds,
            keysPerSecond: shop.rates.mapValues { $0.keysPerThreadSecond * threads },
            finishSeconds: shop.rates.mapValues { ($0.proveSeconds ?? 1) / settings.cpuShare + 1 })
        choice.minReward = settings.minReward
        choice.maxSeconds = settings.maxSeconds
        choice.maxBond = settings.maxBond
        choice.leastHeartbeat = settings.leastHeartbeat
        choice.verifyingKeys = settings.verifyingKeys
        return choice.rank(offers)
    }

    /// Whether the same service has a job of the task under another address.
    private func isActiveElsewhere(_ offer: Offer) -> Bool {
        guard let identity = market(at: offer.service)?.status.identity else { return false }
        return markets.contains { market in
            let other = market.address.description
            return other != offer.service && market.status.identity == identity
                && active.has(JobName(task: offer.record.digest, service: other))
        }
    }

    /// Shows why tasks are passed over, and writes it down once for each new reason.
    private func note(_ prospects: [Choice.Prospect], _ passedOver: [(offer: Offer, reason: Reason)]) {
        noteMeans(prospects, passedOver)
        let listed = prospects.map { $0.offer.record } + passedOver.map { $0.offer.record }
        shop.forgetLackingKeys(butFor: Set(listed.map { $0.task.terms.verifyingKeyDigest }))
        let now = wallMilliseconds()
        let rows = passedOver.map { offer, reason in
            PassedOver(
                task: offer.record.digest, service: offer.service, reward: offer.record.task.terms.reward,
                reason: reason.sentence, at: now)
        }
        passed.withLock { $0 = Array(rows.sorted { $0.reward > $1.reward }.prefix(Self.shownLimit)) }
        let fresh = active.newReasons(passedOver.map { ($0.offer.name, $0.reason) })
        let freshRows = rows.filter { fresh.contains(JobName(task: $0.task, service: $0.service)) }
        for row in freshRows { shop.log(Event(.notice, "passed over \(row.task.hex.prefix(8)): \(row.reason)")) }
        try? history.record(freshRows)
    }

    /// How many tasks that are passed over are shown.
    private static let shownLimit = 100

    /// Says where the account has too little for any task. The worker's own bonds and stakes come back: where one of its jobs
    /// runs, nothing is said.
    private func noteMeans(_ prospects: [Choice.Prospect], _ passedOver: [(offer: Offer, reason: Reason)]) {
        for market in markets {
            let service = market.address.description
            let isEarning = prospects.contains { $0.offer.service == service } || !active.tasks(at: service).isEmpty
            var least: UInt64?
            for case (let offer, .means(let needed, .some)) in passedOver where offer.service == service && !isEarning {
                least = min(least ?? .max, needed)
            }
            shop.troubles.set(
                .account(service),
                least.map {
                    "\(service): the worker's account \(shop.party) has less than bond and stake of any task: it takes \($0) at the least"
                })
        }
    }

    func isIdle() async -> Bool {
        guard active.isEmpty, markets.allSatisfy({ isSettled($0.status) }) else { return false }
        return await rank().prospects.isEmpty && active.isEmpty
    }

    /// Whether a service has said what there is to say, or does not answer. One that did a moment ago may be starting again.
    private func isSettled(_ service: Status.Service) -> Bool {
        switch service.reach {
        case .starting: false
        case .streaming, .polling, .refused: true
        case .unreachable: service.answeredAt.map { wallMilliseconds() - $0 > 60_000 } ?? true
        }
    }
}
