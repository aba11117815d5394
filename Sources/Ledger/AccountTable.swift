internal import Escrow
internal import Foundation
internal import GRDB

/// Double entry: every transfer takes from one row and gives to another.
struct AccountTable {
    let database: Database

    /// What an account holds; of the outside, what it is short of.
    func balance(_ account: Account) throws -> Amount {
        let (kind, owner) = account.row
        guard let row = try database.row("SELECT balance FROM account WHERE kind = ? AND owner = ?", [kind, owner])
        else { return .zero }
        guard let amount = Amount(try row.value("balance", as: Int64.self).magnitude) else {
            throw BooksError.damaged("a balance below -2^63 + 1")
        }
        return amount
    }

    func apply(_ transfers: [Transfer], entry: UInt64) throws {
        for transfer in transfers {
            let (source, target) = (transfer.source.row, transfer.target.row)
            try database.change(
                "INSERT INTO account (kind, owner, balance) VALUES (?, ?, 0) ON CONFLICT DO NOTHING",
                [target.kind, target.owner])
            try database.changeOne(
                """
                UPDATE account SET balance = balance - ?1
                WHERE kind = ?2 AND owner = ?3 AND (balance >= ?1 OR kind = 0) AND kind <> 6
                """,
                [transfer.amount, source.kind, source.owner])
            try database.changeOne(
                "UPDATE account SET balance = balance + ? WHERE kind = ? AND owner = ?",
                [transfer.amount, target.kind, target.owner])
            try database.change(
                """
                INSERT INTO transfer
                    (entry, source_kind, source_owner, target_kind, target_owner, amount, reason)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    Int64(entry), source.kind, source.owner, target.kind, target.owner, transfer.amount,
                    Int64(transfer.reason.rawValue),
                ])
        }
    }

    /// Removes the empty accounts of a task that has ended.
    func close(_ task: ID<Contract>) throws {
        try database.change("DELETE FROM account WHERE kind BETWEEN 2 AND 4 AND owner = ? AND balance = 0", [task])
    }
}

extension Account {
    /// The key of the account's row: its kind, and whose it is (no bytes where there is only one).
    var row: (kind: Int64, owner: Data) {
        switch self {
        case .outside: (0, Data())
        case .available(let party): (1, Data(party.bytes))
        case .escrow(let task): (2, Data(task.bytes))
        case .stake(let task): (3, Data(task.bytes))
        case .bond(let task): (4, Data(task.bytes))
        case .fee: (5, Data())
        case .burn: (6, Data())
        }
    }
}
