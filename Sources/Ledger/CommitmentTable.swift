internal import Escrow
internal import Foundation
internal import GRDB

/// Commitments, the proofs revealed under them, and settlements. Follows the events of a transition, one by one.
///
/// A revealed proof is withheld in a table of its own, which only the verifier reads, until the transaction that settles
/// its task moves it to the published ones. Proofs that do not win are deleted.
struct CommitmentTable {
    let database: Database
    let task: ID<Contract>
    let entry: UInt64

    /// What `events` do to the commitments of a task that ends as `contract`.
    ///
    /// - Parameter proof: the bytes that a reveal brings; nil for everything else.
    func follow(_ events: [Event], of contract: Contract, proof: [UInt8]?) throws {
        for event in events {
            switch event {
            case .committed(let sequence, let party, let revealBy):
                guard let commitment = contract.commitments.first(where: { $0.sequence == sequence }) else {
                    throw BooksError.damaged("a commitment that its own event does not find")
                }
                try database.change(
                    """
                    INSERT INTO commitment (task, sequence, party, hash, reveal_by, phase, entry)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                    [task, Int64(sequence), party, commitment.hash, revealBy, Phase.sealed, Int64(entry)])
            case .revealed(let sequence): try reveal(sequence, of: contract, proof)
            case .proven(let sequence): try move(sequence, to: .proven, from: .revealed ... .revealed)
            case .refused(let sequence, _):
                try move(sequence, to: .refused, from: .revealed ... .revealed)
                try database.changeOne(
                    "DELETE FROM withheld_proof WHERE task = ? AND sequence = ?", [task, Int64(sequence)])
            case .lapsed(let sequence): try move(sequence, to: .lapsed, from: .sealed ... .sealed)
            case .released(let sequence): try move(sequence, to: .released, from: .sealed ... .proven)
            case .settled(let sequence, let payee, let submission): try settle(sequence, payee, submission)
            case .posted, .leased, .renewed, .leaseEnded, .expired, .refunded, .cancelled, .deposited, .withdrawn: break
            }
        }
    }

    private func move(_ sequence: UInt64, to phase: Phase, from phases: ClosedRange<Phase>) throws {
        try database.changeOne(
            "UPDATE commitment SET phase = ? WHERE task = ? AND sequence = ? AND phase BETWEEN ? AND ?",
            [phase, task, Int64(sequence), phases.lowerBound, phases.upperBound])
    }

    private func reveal(_ sequence: UInt64, of contract: Contract, _ proof: [UInt8]?) throws {
        guard let proof,
            case .revealed(let opening) = contract.commitments.first(where: { $0.sequence == sequence })?.phase
        else { throw BooksError.damaged("a reveal that brings nothing") }
        try database.changeOne(
            """
            UPDATE commitment SET phase = ?, payee = ?, submission = ?, salt = ?
            WHERE task = ? AND sequence = ? AND phase = ?
            """,
            [Phase.revealed, opening.payee, opening.submission, opening.salt, task, Int64(sequence), Phase.sealed])
        try database.change(
            "INSERT INTO withheld_proof (task, sequence, bytes) VALUES (?, ?, ?)", [task, Int64(sequence), Data(proof)])
    }

    private func settle(_ sequence: UInt64, _ payee: ID<Party>, _ submission: ID<Submission>) throws {
        try move(sequence, to: .won, from: .proven ... .proven)
        try database.change(
            "INSERT INTO settlement (task, sequence, payee, submission, entry) VALUES (?, ?, ?, ?, ?)",
            [task, Int64(sequence), payee, submission, Int64(entry)])
        try database.changeOne(
            """
            INSERT INTO published_proof (task, bytes)
            SELECT task, bytes FROM withheld_proof WHERE task = ? AND sequence = ?
            """,
            [task, Int64(sequence)])
        try database.change("DELETE FROM withheld_proof WHERE task = ?", [task])
    }
}

extension Phase: Comparable {
    static func < (a: Phase, b: Phase) -> Bool { a.rawValue < b.rawValue }
}
