internal import Escrow
internal import Formats
internal import Journal
internal import Ledger
internal import Wire

// What the books say, in the words of the API.

extension Policy {
    /// Nil where the shares or windows are outside what the rules know.
    init?(_ record: PolicyRecord) {
        guard let fee = BasisPoints(UInt16(record.fee)), let burn = BasisPoints(UInt16(record.burn)),
            let cancellation = BasisPoints(UInt16(record.cancellation)),
            let forfeit = BasisPoints(UInt16(record.forfeit)), let bond = Amount(record.bond),
            record.revealSeconds <= Self.longestWindow / 1000, record.longestLeaseSeconds <= Self.longestWindow / 1000
        else { return nil }
        self.init(
            fee: fee, burn: burn, cancellation: cancellation, forfeit: forfeit, bond: bond,
            revealWindow: record.revealSeconds * 1000, longestLease: record.longestLeaseSeconds * 1000)
    }
}

extension PolicyRecord {
    init(_ policy: Policy) {
        self.init(
            fee: UInt64(policy.fee.count), burn: UInt64(policy.burn.count),
            cancellation: UInt64(policy.cancellation.count), forfeit: UInt64(policy.forfeit.count),
            bond: policy.bond.units, revealSeconds: policy.revealWindow / 1000,
            longestLeaseSeconds: policy.longestLease / 1000)
    }
}

extension TaskState {
    init(_ state: Contract.State) {
        self =
            switch state {
            case .open: .open
            case .leased: .leased
            case .verifying: .verifying
            case .settled: .settled
            case .expired: .expired
            case .refunded: .refunded
            case .cancelled: .cancelled
            }
    }

    var state: Contract.State { Contract.State.allCases.first { TaskState($0) == self }! }
}

extension TaskRecord {
    /// Throws where the document that was posted is no task of this version.
    init(_ listed: ListedTask) throws(BinaryError) {
        let terms = listed.terms
        self.init(
            digest: Bytes(terms.task), state: TaskState(listed.state), entry: listed.number,
            task: try PostedTask(canonicalBytes: terms.document),
            lease: terms.lease.map {
                .init(
                    seconds: $0.duration / 1000, stake: $0.stake.units,
                    heartbeatSeconds: $0.heartbeat.map { $0 / 1000 })
            },
            holder: listed.lease.map {
                .init(party: Bytes($0.holder), until: $0.until.second, end: $0.end.second)
            },
            commitments: UInt64(listed.liveCommitmentCount), policy: PolicyRecord(terms.policy))
    }
}

extension ReceiptRecord {
    init(_ receipt: Receipt) {
        self.init(
            summary: EntryRecord(receipt.entry), entry: receipt.entry.canonicalBytes,
            signature: Bytes(receipt.signature)!)
    }
}

extension EntryRecord {
    init(_ entry: Entry) {
        self.init(
            index: entry.index, time: entry.time.second, task: entry.task.map { Bytes($0) },
            events: entry.outcome.events.map { EventRecord($0) })
    }
}

extension EventRecord {
    init(_ event: Event) {
        switch event {
        case .posted: self.init(Kind.posted)
        case .leased(let party, let until):
            self.init(Kind.leased)
            (self.party, self.until) = (Bytes(party), until.second)
        case .renewed(let party, let until):
            self.init(Kind.renewed)
            (self.party, self.until) = (Bytes(party), until.second)
        case .leaseEnded: self.init(Kind.leaseEnded)
        case .committed(let sequence, let party, let revealBy):
            self.init(Kind.committed)
            (self.sequence, self.party, until) = (sequence, Bytes(party), revealBy.second)
        case .revealed(let sequence): self.init(.revealed, sequence)
        case .proven(let sequence): self.init(.proven, sequence)
        case .refused(let sequence, let fault):
            self.init(.refused, sequence)
            self.fault = Fault(fault)
        case .lapsed(let sequence): self.init(.lapsed, sequence)
        case .released(let sequence): self.init(.released, sequence)
        case .settled(let sequence, let payee, let submission):
            self.init(.settled, sequence)
            (self.payee, self.submission) = (Bytes(payee), Bytes(submission))
        case .expired: self.init(Kind.expired)
        case .refunded: self.init(Kind.refunded)
        case .cancelled: self.init(Kind.cancelled)
        case .deposited: self.init(Kind.deposited)
        case .withdrawn: self.init(Kind.withdrawn)
        }
    }

    private init(_ kind: Kind, _ sequence: UInt64) {
        self.init(kind)
        self.sequence = sequence
    }
}

extension EventRecord.Fault {
    init(_ fault: Verdict.Fault) {
        self =
            switch fault {
            case .malformed: .malformed
            case .otherTask: .otherTask
            case .notProven: .notProven
            case .otherPayee: .otherPayee
            }
    }
}

extension TransferRecord {
    init(_ kept: KeptTransfer) {
        self.init(
            entry: kept.entry, direction: kept.isIncoming ? .in : .out, amount: kept.amount.units,
            reason: Reason(kept.reason))
    }
}

extension TransferRecord.Reason {
    init(_ reason: Transfer.Reason) {
        self =
            switch reason {
            case .deposit: .deposit
            case .withdrawal: .withdrawal
            case .feeWithdrawal: .feeWithdrawal
            case .funding: .funding
            case .stake: .stake
            case .stakeReturned: .stakeReturned
            case .stakeForfeited: .stakeForfeited
            case .bond: .bond
            case .bondReturned: .bondReturned
            case .bondForfeited: .bondForfeited
            case .reward: .reward
            case .fee: .fee
            case .burn: .burn
            case .refund: .refund
            case .cancellationCost: .cancellationCost
            }
    }
}
