import Escrow
import Journal
import MarketSupport
import Testing

@Suite struct CrowdTests {
    /// Whatever a task comes to, one entry can tell of it, and every reader reads that entry.
    @Test func aTaskHasACeilingOfCommitmentsAndItsSettlementFitsOneLine() throws {
        var stage = try Stage()
        let parties = (0...Contract.maximumLiveCommitments).map { number in
            ID<Party>([UInt8](repeating: 0xcc, count: 30) + [UInt8(number >> 8), UInt8(number & 255)])!
        }
        for (number, party) in parties.enumerated() {
            let deposit = Movement(.deposit(to: party), Amount(10)!, reference: Reference("crowd-\(number)")!)
            _ = try stage.market.perform(.movement(deposit), at: Stage.moment(0))
        }
        for party in parties.dropLast() { try stage.commit(party, at: 1) }
        let hash = Stage.submission(for: stage.task, payee: parties.last!).opening.commitment(to: stage.task)
        #expect(stage.refusal(.commit(hash, by: parties.last!), at: 1) == .tooManyCommitments)

        try stage.reveal(parties[0], at: 2)
        let command = Command.judge(sequence: 0, .proven(payee: parties[0]))
        let outcome = try stage.perform(command, at: 3)
        #expect(outcome.events.count == Contract.maximumLiveCommitments + 1)
        let entry = Entry(
            index: .max, time: Stage.moment(3), previous: Entry.genesis(of: parties[0]),
            act: .task(stage.task, command), outcome: outcome)
        #expect(LogLine.entry(entry).text.utf8.count < LogLine.maximumByteCount)
        #expect(stage.market.brokenLaw == nil)
    }
}
