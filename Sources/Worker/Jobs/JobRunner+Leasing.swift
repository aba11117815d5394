internal import Client
internal import Escrow
internal import Formats
internal import Journal
internal import Sealing
internal import Storage
internal import VerifiedCompute
internal import Wire

extension JobRunner {
    /// Takes the task alone, where it offers that, or goes on with the lease that an earlier run took, while that lasts.
    ///
    /// What it takes is what the service signed when the task was posted; its receipt is kept. A search ends with its lease.
    ///
    /// - Parameter listing: what it signed.
    func takeLease(_ record: TaskRecord, as listing: Listing) async throws {
        if let holder = record.holder, holder.party == shop.party, market.clock.now <= holder.until {
            return control.hold(HeldLease(holder, of: record, at: market.clock.now))
        }
        guard let offer = record.lease else { return }
        let service = try await market.trusted()
        let stake = listing.stake ?? 0
        let limit = Settings.bondLimit(shop.maxBond, reward: task.terms.reward)
        guard stake <= limit else { throw StakeTooHigh(stake: stake, limit: limit) }
        let receipt = try service.receipt(try await lease())
        keep(receipt, of: service.key)
        let (digest, party) = (ID<Contract>(task.digest.array)!, ID<Party>(shop.party.array)!)
        guard receipt.entry.act == .task(digest, .lease(by: party)) else {
            throw ClientError.dishonest(market.address, "its receipt is not for the lease")
        }
        let taken = receipt.entry.outcome.transfers.filter { $0.reason == .stake }.map(\.amount.units)
        guard taken == (stake == 0 ? [] : [stake]) else {
            throw ClientError.dishonest(market.address, "it took another stake than it signed; its receipt is kept")
        }
        for case .leased(party, let moment) in receipt.entry.outcome.events {
            let (until, now) = (moment.milliseconds / 1000, receipt.entry.time.milliseconds / 1000)
            guard until <= now + (offer.heartbeatSeconds ?? offer.seconds) else { break }
            let end = offer.heartbeatSeconds == nil ? until : min(now + offer.seconds, control.deadline)
            control.hold(
                HeldLease(until: until, end: max(until, end), heartbeat: offer.heartbeatSeconds, isSigned: true))
            return note("leased until second \(until)")
        }
        throw ClientError.dishonest(market.address, "its receipt does not say that the lease counts as it is offered")
    }

    /// Asks for the lease until there is an answer: the stake may be taken though the first one was lost.
    private func lease() async throws -> ReceiptRecord {
        let once = Hexadecimal.text(of: Sodium.randomBytes(16))
        var backoff = Backoff()
        while true {
            do throws(ClientError) {
                return try await market.client.lease(task.digest, once: once, by: market.signer)
            } catch {
                guard error.kind == .unavailable, backoff.failures < 8, control.reason == nil else { throw error }
                try await Task.sleep(for: .seconds(backoff.next()))
            }
        }
    }

    /// Gives signs of life for the lease that the job has, until the task is cancelled. Of their receipts the last is kept: the log
    /// that it binds the service to has the others.
    func keepLease() async {
        var kept: String?
        for await _ in control.leaseChanges {
            guard let lease = control.lease, let receipt = await prolong(lease) else { continue }
            guard let service = try? await market.trusted(), let path = keep(receipt, of: service.key) else { continue }
            if let kept { shop.receipts.remove(kept) }
            kept = path
        }
    }

    /// Gives the next sign of life when it counts, and until it is answered: half of the silence that is allowed is left for that.
    ///
    /// - Returns: its receipt; nil where none is needed, or the lease is over.
    private func prolong(_ lease: HeldLease) async -> Receipt? {
        guard let heartbeat = lease.heartbeat, lease.until < lease.end else { return nil }
        // Also where a service prolongs it by next to nothing.
        try? await Task.sleep(for: .milliseconds(500))
        var backoff = Backoff(first: 1, largest: max(1, min(30, Double(heartbeat) / 16)))
        while !Task.isCancelled, control.lease == lease, needsLease {
            let early = lease.due - market.clock.now
            guard early <= 0 else {
                // The service's clock, or what is heard of it, may be set meanwhile.
                try? await Task.sleep(for: .seconds(min(early, 15)))
                continue
            }
            do {
                return try await renew(lease)
            } catch ClientError.problem(let problem) where Refusals.endsLease(problem) {
                if control.ended == nil { warn("its lease is over: \(problem.detail)") }
                control.stop(.leaseLost)
                return nil
            } catch ClientError.problem(let problem) where problem.code == "nothing-to-renew" {
                guard market.clock.now <= lease.until else { return nil }
            } catch {
                let isOver = market.clock.now > lease.until
                if backoff.failures == 0 || isOver {
                    warn("no sign of life for its lease got through: \(Self.sentence(error))")
                }
                guard !isOver else { return nil }
            }
            try? await Task.sleep(for: .seconds(backoff.next()))
        }
        return nil
    }

    /// Whether the lease is still of use: until something is committed, which keeps it by itself, or the job is given up.
    private var needsLease: Bool {
        let job = control.activity.job
        return control.ended == nil && job.committedAt == nil && (job.foundAt != nil || control.reason == nil)
    }

    /// The service's word for how long the lease runs then.
    private func renew(_ lease: HeldLease) async throws -> Receipt {
        let service = try await market.trusted()
        let record = try await market.client.renewLease(of: task.digest, until: lease.until, by: market.signer)
        let receipt = try service.receipt(record)
        let (digest, party) = (ID<Contract>(task.digest.array)!, ID<Party>(shop.party.array)!)
        guard receipt.entry.act == .task(digest, .renew(by: party)) else {
            throw ClientError.dishonest(market.address, "its receipt is not for the sign of life")
        }
        for case .renewed(party, let moment) in receipt.entry.outcome.events {
            let latest = receipt.entry.time.milliseconds / 1000 + (lease.heartbeat ?? 0)
            guard moment.milliseconds / 1000 <= latest else { break }
            control.hold(lease.prolonged(until: moment.milliseconds / 1000))
            return receipt
        }
        throw ClientError.dishonest(market.address, "its receipt does not say that the sign of life counts")
    }

    /// The lease counts whether or not its receipt can be kept: nothing waits for it.
    ///
    /// - Returns: the file.
    @discardableResult
    private func keep(_ receipt: Receipt, of service: VerificationKey) -> String? {
        do throws(FileError) {
            return try shop.receipts.keep(receipt, of: service)
        } catch {
            warn("the receipt of its lease could not be kept: \(Shop.sentence(error))")
            return nil
        }
    }
}
