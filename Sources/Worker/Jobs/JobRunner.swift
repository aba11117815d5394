internal import Formats
internal import Storage
internal import Synchronization
internal import VerifiedCompute

/// Brings one task from the choice to its end. `solve` leaves a proof in the outbox, `submit` sends it until it is answered; both go
/// on where an earlier run of the program was stopped.
struct JobRunner: Sendable {
    let shop: Shop
    let market: Market
    let claim: Claim
    let control: JobControl
    /// Gives the job a place again where one is free; whether it did.
    let takePlace: @Sendable () -> Bool

    var task: PostedTask { claim.task }
    var claims: ClaimStore { shop.claims }
    var name: String { "\(task.target) (\(task.digest.hex.prefix(8)))" }

    func note(_ sentence: String) { shop.log(Event(.notice, "\(name): \(sentence)")) }
    func warn(_ sentence: String) { shop.log(Event(.warning, "\(name): \(sentence)")) }

    /// Goes on to `stage`, in the status and in the history.
    func reach(_ stage: Job.Stage) {
        control.show { $0.job.reach(stage, at: wallMilliseconds()) }
        shop.record(control.activity.job)
    }

    /// The last second in which something could be sent that is paid for.
    var lastMoment: LastMoment {
        LastMoment(deadline: task.terms.deadline.seconds, revealSeconds: claim.revealSeconds)
    }

    /// Whether that second has passed, by the service's clock and this machine's.
    func hasPassed(_ last: inout LastMoment) -> Bool {
        last.hasPassed(market.clock.reading, own: wallMilliseconds() / 1000)
    }

    /// Counts what the job cost.
    func lose(_ amount: UInt64) { control.show { $0.job.lose(amount) } }

    /// Ends the job: first in the history, then in the outbox, so that whoever is stopped between the two does it again.
    func end(_ ending: Job.Ending, shelf: ClaimStore.Shelf?) async {
        control.rest()
        control.show { activity in
            activity.job.reach(.ended, at: wallMilliseconds())
            activity.job.ending = ending
        }
        var attempts = 0
        // The history is for people: a full disk may soon have room, and for what else is wrong nothing is to wait.
        while !shop.record(control.activity.job), attempts < 10 {
            attempts += 1
            claims.dropBallast()
            do { try await Task.sleep(for: .seconds(1)) } catch { return }
        }
        while true {
            do {
                try shop.outboxLock.withLock { (_) throws(FileError) in try claims.end(claim, shelf: shelf) }
                break
            } catch {
                shop.makeRoom(after: error)
                do { try await Task.sleep(for: .seconds(1)) } catch { return }
            }
        }
        shop.troubles.set(.job(claim.name), nil)
    }

    /// Ends in the outbox what the history shows as ended: an earlier run was stopped between the two.
    func finish(_ ending: Job.Ending.Kind) throws(FileError) {
        let shelf: ClaimStore.Shelf? =
            switch ending {
            case .paid: .settled
            case .outrun, .refused, .over, .failed: .kept
            case .dropped: nil
            }
        try shop.outboxLock.withLock { (_) throws(FileError) in try claims.end(claim, shelf: shelf) }
    }

    /// How often in a row something must fail before a job ends for want of an answer.
    static let patience = 5

    /// Ends the job where nothing that is sent later could be paid. What was found stays in the outbox's folder.
    func endLate() async {
        let reason = "its deadline and the time to reveal passed before it was settled"
        warn(reason)
        await end(Job.Ending(.over, reason: reason), shelf: .kept)
    }

    /// For how long a task is left alone that was given up.
    enum Aside {
        case no
        case seconds(Double)
        /// Longer each time in a row.
        case longer
    }

    /// Gives up before anything was found.
    func drop(_ reason: String, aside: Aside) async {
        note("dropped: \(reason)")
        switch control.reason {
        case .leaseLost, .leaseOver: lose(control.forfeit)
        case .leaving, .state, .leased, .deadline, .memory, nil: break
        }
        let words = "given up a moment ago: \(reason)"
        switch aside {
        case .no: break
        case .seconds(let seconds): shop.setAside(claim.name, for: seconds, because: words)
        case .longer: shop.setAside(claim.name, because: words)
        }
        await end(Job.Ending(.dropped, reason: reason), shelf: nil)
    }
}
