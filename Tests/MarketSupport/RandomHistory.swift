public import Escrow
internal import Journal
public import TestSupport

/// Acts of five parties who do whatever comes to mind, sensible or not, on a market as it stands.
public struct RandomHistory {
    public let parties: [ID<Party>]
    private var generator: SeededGenerator
    private var milliseconds: Int64 = 1_800_000_000_000
    private var count = 0
    private var secrets: [ID<Commitment>: Secret] = [:]
    /// What somebody asked a lease of, or gave a sign of life for, in the last step.
    private var leased: ID<Contract>?

    private struct Secret {
        let opening: Opening
        let proof: [UInt8]
    }

    public init(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        parties = (0..<5).map { _ in ID(generator.bytes(32))! }
        self.generator = generator
    }

    /// What is asked next, when, and the proof that a reveal brings. The clock jumps, and is sometimes set back.
    public mutating func next(on market: Market) -> (act: Act, now: Moment, proof: [UInt8]?) {
        count += 1
        if let (task, command) = signOfLife(on: market) {
            return (.task(task, command), Moment(milliseconds: milliseconds)!, nil)
        }
        milliseconds += generator.pick([0, 0, 1, 1, 500, 500, 3_000, 3_000, 20_000, 20_000, 400_000, -90_000])
        let now = Moment(milliseconds: milliseconds)!
        let tasks = market.contracts.keys.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        let live = tasks.filter { !market.contracts[$0]!.state.isTerminal }
        let roll = Int.random(in: 0..<100, using: &generator)
        // Mostly a task that is alive, sometimes one that has ended, sometimes none.
        guard count > 5, roll >= 16, let task = (roll < 20 ? tasks : live).randomElement(using: &generator),
            let contract = market.contracts[task]
        else {
            let act = count <= 5 ? deposit() : roll % 4 == 0 ? movement() : roll == 1 ? repost(market) : post()
            return (act, now, nil)
        }
        let (command, proof) = command(on: contract)
        if case .lease = command { leased = task }
        return (.task(roll == 99 ? ID(generator.bytes(32))! : task, command), now, proof)
    }

    /// Of the holder or another, early, in time or too late, after a step that may have made or prolonged a lease.
    private mutating func signOfLife(on market: Market) -> (ID<Contract>, Command)? {
        guard let task = leased, let lease = market.contracts[task]?.lease,
            let heartbeat = market.contracts[task]?.terms.lease?.heartbeat, Bool.random(using: &generator)
        else {
            leased = nil
            return nil
        }
        milliseconds += generator.pick([0, heartbeat / 2, heartbeat / 2, heartbeat, heartbeat + 1])
        return (task, .renew(by: generator.pick([lease.holder, lease.holder, generator.pick(parties)])))
    }

    private mutating func amount() -> Amount {
        Amount(generator.pick([0, 1, 7, 999, 10_000, 123_457, 5_000_000, UInt64(Int64.max)]))!
    }

    private mutating func deposit() -> Act {
        let amount = Amount(generator.pick([1_000, 1_000_000, 50_000_000]))!
        return .movement(Movement(.deposit(to: generator.pick(parties)), amount, reference: Reference("in-\(count)")!))
    }

    private mutating func movement() -> Act {
        let reference = Reference("out-\(count)")!
        switch Int.random(in: 0..<9, using: &generator) {
        case 4:
            // A reference that has counted, for an amount that nothing else moves.
            return .movement(Movement(.deposit(to: generator.pick(parties)), Amount(3)!, reference: Reference("in-1")!))
        case 0:
            return .movement(
                Movement(.deposit(to: generator.pick(parties)), amount(), reference: Reference("in-\(count)")!))
        case 1: return .movement(Movement(.feeWithdrawal, amount(), reference: reference))
        case 2: return .movement(Movement(.withdrawal(from: generator.pick(parties)), amount(), reference: reference))
        default: return deposit()
        }
    }

    private mutating func post() -> Act {
        let policy = Policy(
            fee: BasisPoints(generator.pick([0, 250, 9_999]))!, burn: BasisPoints(generator.pick([0, 1]))!,
            cancellation: BasisPoints(generator.pick([0, 500, 10_000]))!,
            forfeit: BasisPoints(generator.pick([0, 3_333, 10_000]))!, bond: Amount(generator.pick([0, 10, 77]))!,
            revealWindow: generator.pick([1, 5_000, 60_000]), longestLease: 600_000)!
        // A heartbeat that is longer than its lease makes a race of the task.
        let offer = LeaseOffer(
            duration: generator.pick([1, 10_000, 600_000, 700_000]), stake: Amount(generator.pick([0, 101]))!,
            heartbeat: count % 2 == 0 ? nil : 9_900)
        let claim = TestTask(
            initiator: generator.pick(parties), reward: amount(),
            deadline: milliseconds / 1000 + generator.pick([-1, 0, 30, 1_000, 3_000]), nonce: generator.next())
        return .post(claim.terms(lease: generator.pick([nil, offer]), policy: policy))
    }

    /// A task that was posted before, if there is one.
    private mutating func repost(_ market: Market) -> Act {
        market.contracts.values.min { $0.terms.deadline < $1.terms.deadline }.map { .post($0.terms) } ?? post()
    }

    private mutating func command(on contract: Contract) -> (Command, [UInt8]?) {
        let party = generator.pick(parties)
        switch Int.random(in: 0..<20, using: &generator) {
        case 0, 1, 2: return (.lease(by: party), nil)
        case 3, 4, 5, 6, 7: return (commit(to: contract, by: party), nil)
        case 8, 9, 10, 11, 12: return reveal(on: contract, by: party)
        case 13, 14, 15, 16: return (judge(contract), nil)
        case 17: return (.cancel(by: generator.pick([party, contract.terms.initiator])), nil)
        case 18: return (.refund, nil)
        default: return (.advance, nil)
        }
    }

    private mutating func commit(to contract: Contract, by party: ID<Party>) -> Command {
        let task = contract.terms.task
        let proof = TestProof(
            task: task, payee: generator.pick(parties), isValid: generator.pick([true, true, false]),
            nonce: generator.next())
        // Whom the commitment names is not always whom the proof pays.
        let opening = Opening(
            payee: generator.pick([proof.payee, proof.payee, proof.payee, party]), submission: ID(of: proof.bytes),
            salt: ID(generator.bytes(32))!)
        let hash = opening.commitment(to: task)
        secrets[hash] = Secret(opening: opening, proof: proof.bytes)
        return .commit(hash, by: party)
    }

    private mutating func reveal(on contract: Contract, by party: ID<Party>) -> (Command, [UInt8]?) {
        let live = contract.commitments.randomElement(using: &generator)
        guard let live, let secret = secrets[live.hash] else {
            let proof = generator.bytes(8)
            let opening = Opening(payee: party, submission: ID(of: proof), salt: ID(generator.bytes(32))!)
            return (.reveal(opening, by: party), proof)
        }
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: return (.reveal(secret.opening, by: party), secret.proof)
        case 1:
            let opening = Opening(payee: party, submission: secret.opening.submission, salt: secret.opening.salt)
            return (.reveal(opening, by: live.party), secret.proof)
        default: return (.reveal(secret.opening, by: live.party), secret.proof)
        }
    }

    private mutating func judge(_ contract: Contract) -> Command {
        for commitment in contract.commitments.shuffled(using: &generator) {
            guard case .revealed = commitment.phase,
                let proof = secrets[commitment.hash].flatMap({ TestProof(bytes: $0.proof) })
            else { continue }
            let verdict: Verdict = proof.isValid ? .proven(payee: proof.payee) : .refused(.notProven)
            return .judge(sequence: commitment.sequence, verdict)
        }
        return .judge(sequence: generator.next() % 4, .refused(.malformed))
    }
}

extension SeededGenerator {
    /// One of `choices`, which are some.
    public mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices.randomElement(using: &self)! }
}
