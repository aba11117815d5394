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
            return control.hold(.init(holder, of: record))
        }
        guard let offer = record.lease else { return }
        let service = try await market.trusted()
        let stake = listing.stake ?? 0
        let limit = Settings.bondLimit(shop.maxBond, reward: task.terms.reward)
        guard stake <= limit else { throw StakeTooHigh(stake: stake, limit: limit) }
        let once = Hexadecimal.text(of: Sodium.randomBytes(16))
        let receipt = try service.receipt(try await market.client.lease(task.digest, once: once, by: market.signer))
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
            let until = moment.milliseconds / 1000
            let end = offer.heartbeatSeconds == nil ? until : receipt.entry.time.milliseconds / 1000 + offer.seconds
            control.hold(
                .init(until: until, end: max(until, min(end, control.deadline)), heartbeat: offer.heartbeatSeconds))
            return note("leased until second \(until)")
        }
        throw ClientError.dishonest(market.address, "its receipt does not say that the lease counts")
    }

    /// Gives signs of life for the lease that the job has, until the task is cancelled.
    func keepLease() async {
        for await lease in control.leases { await prolong(lease) }
    }

    /// Gives the next sign of life when it counts, and until it is answered: half of the silence that is allowed is left for that.
    /// A commitment keeps a lease by itself.
    private func prolong(_ lease: JobControl.Lease) async {
        guard let heartbeat = lease.heartbeat, lease.until < lease.end else { return }
        var backoff = Backoff(first: 1, largest: max(1, min(30, Double(heartbeat) / 16)))
        while !Task.isCancelled, control.lease == lease, control.ended == nil, control.activity.job.committedAt == nil {
            let early = lease.until - heartbeat / 2 + 1 - market.clock.now
            guard early <= 0 else {
                try? await Task.sleep(for: .seconds(early))
                continue
            }
            // Also where a service prolongs it by next to nothing.
            try? await Task.sleep(for: .milliseconds(500))
            do {
                let until = try await renew(lease)
                return control.hold(.init(until: until, end: lease.end, heartbeat: heartbeat))
            } catch ClientError.problem(let problem) where Refusals.endsLease(problem) {
                warn("its lease is over: \(problem.detail)")
                return control.stop(.leaseOver)
            } catch {
                guard !Task.isCancelled, market.clock.now <= lease.until else { return }
                if backoff.failures == 2 { warn("no sign of life for its lease yet: \(Self.sentence(error))") }
                try? await Task.sleep(for: .seconds(backoff.next()))
            }
        }
    }

    /// Until when the service signs that the lease runs then, in its seconds.
    private func renew(_ lease: JobControl.Lease) async throws -> Int64 {
        let service = try await market.trusted()
        let record = try await market.client.renewLease(of: task.digest, until: lease.until, by: market.signer)
        let receipt = try service.receipt(record)
        let (digest, party) = (ID<Contract>(task.digest.array)!, ID<Party>(shop.party.array)!)
        guard receipt.entry.act == .task(digest, .renew(by: party)) else {
            throw ClientError.dishonest(market.address, "its receipt is not for the sign of life")
        }
        for case .renewed(party, let until) in receipt.entry.outcome.events { return until.milliseconds / 1000 }
        throw ClientError.dishonest(market.address, "its receipt does not say that the sign of life counts")
    }

    /// The lease counts whether or not its receipt can be kept: nothing waits for it.
    private func keep(_ receipt: Receipt, of service: VerificationKey) {
        do throws(FileError) {
            try shop.receipts.keep(receipt, of: service)
        } catch {
            warn("the receipt of its lease could not be kept: \(Shop.sentence(error))")
        }
    }
}
