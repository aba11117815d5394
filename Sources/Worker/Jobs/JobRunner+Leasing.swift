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
    /// What it takes is what the service signed when the task was posted; its receipt is kept. A service has no call that
    /// prolongs a lease: a search ends with it.
    ///
    /// - Parameter listing: what it signed.
    func takeLease(_ record: TaskRecord, as listing: Listing) async throws {
        if let holder = record.holder, holder.party == shop.party, market.clock.now <= holder.until {
            return control.hold(until: holder.until)
        }
        guard record.lease != nil else { return }
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
        for case .leased(party, let until) in receipt.entry.outcome.events {
            control.hold(until: until.milliseconds / 1000)
            return note("leased until second \(until.milliseconds / 1000)")
        }
        throw ClientError.dishonest(market.address, "its receipt does not say that the lease counts")
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
