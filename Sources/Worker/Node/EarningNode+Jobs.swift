internal import Client
internal import Formats
internal import Storage
internal import Synchronization
internal import VerifiedCompute
internal import Wire

extension EarningNode {
    /// Goes on with everything that the outbox holds.
    func resume(in group: inout DiscardingTaskGroup) {
        let (claims, unreadable) = shop.claims.claims()
        if !unreadable.isEmpty {
            shop.troubles.set(
                .outbox,
                "claims in \(shop.claims.folder) cannot be read, \(unreadable[0]) first: restore a backup")
        }
        for claim in claims {
            guard let market = market(at: claim.service) else {
                shop.troubles.set(
                    .job(claim.name),
                    "\(claim.task.target) waits for \(claim.service), which this worker was not told of: add --service")
                continue
            }
            let runner = runner(claim, market, isWorking: false)
            if let ending = ended(claim) {
                do throws(FileError) {
                    try runner.finish(ending)
                } catch {
                    shop.makeRoom(after: error)
                }
                active.remove(claim.name)
                continue
            }
            let found = found(claim)
            guard let found else {
                // Nothing was found: the search has no memory, so nothing is lost.
                group.addTask { [self] in
                    await runner.drop("the worker was stopped before anything was found", aside: .no)
                    finish(claim.name)
                }
                continue
            }
            runner.note("goes on from the outbox")
            runner.control.show { $0.job.reach(found, at: wallMilliseconds()) }
            shop.record(runner.control.activity.job)
            work(on: runner, nil, in: &group)
        }
    }

    /// How the history says that the job of this very claim ended; nil where it has not. A task may be chosen again: then the
    /// claim is of another time.
    private func ended(_ claim: Claim) -> Job.Ending.Kind? {
        guard let kept = (try? history.job(claim.name)) ?? nil, kept.chosenAt == claim.chosenAt else { return nil }
        return kept.ending?.kind
    }

    /// How far what the outbox has of a claim is; nil where it has nothing. What cannot be read now is there: it is tried again
    /// until it can.
    private func found(_ claim: Claim) -> Job.Stage? {
        do throws(FileError) {
            if try shop.claims.proof(of: claim.task.digest) != nil { return .proven }
            return try shop.claims.solutions.solution(of: claim.task) == nil ? nil : .found
        } catch {
            return .found
        }
    }

    func market(at address: String) -> Market? { markets.first { $0.address.description == address } }

    /// Brings a job to its end beside all others.
    func work(on runner: JobRunner, _ record: TaskRecord?, in group: inout DiscardingTaskGroup) {
        let threads = threadsPerJob
        group.addTask { [self] in
            async let _ = runner.keepLease()
            if await runner.solve(record, threads: threads) {
                runner.control.rest()
                ring.yield()
                await runner.submit()
            }
            finish(runner.claim.name)
        }
    }

    func finish(_ name: JobName) {
        active.remove(name)
        ring.yield()
    }

    /// - Parameter isWorking: whether it takes a place: one of an earlier run has found what it needs, and takes none.
    func runner(_ claim: Claim, _ market: Market, isWorking: Bool) -> JobRunner {
        let kept = (try? history.job(claim.name)) ?? nil
        var job = claim.job
        // What an earlier search cost counts; what became of it does not, where the task was chosen anew.
        if let kept {
            job.keysTried = kept.keysTried
            job.searchSeconds = kept.searchSeconds
            job.lost = kept.lost
            if kept.ending == nil { job = kept }
        }
        let control = JobControl(
            job, deadline: claim.task.terms.deadline.seconds, party: shop.party, clock: market.clock,
            isWorking: isWorking)
        active.add(control)
        if isStopping.load(ordering: .relaxed) { control.stop(.leaving) }
        return JobRunner(shop: shop, market: market, claim: claim, control: control) { [active, settings] in
            active.givePlace(to: control, of: settings.concurrency)
        }
    }
}
