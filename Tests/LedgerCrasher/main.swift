import Escrow
import Foundation
import Journal
import Ledger
import LedgerSupport
import MarketSupport
import Synchronization

/// Goes on with a random history on the books at a path until it kills itself, as `kill -9` would, before the n-th
/// statement that it executes, or until somebody else does.
///
///     ledger-crasher PATH SEED STEPS STATEMENT
///
/// It says "INDEX HASH" of every entry for which it has a receipt. A statement of 0 is none.
let arguments = CommandLine.arguments
guard arguments.count == 5, let seed = UInt64(arguments[2]), let steps = Int(arguments[3]),
    let fatal = Int(arguments[4])
else { exit(2) }

let executed = Atomic<Int>(0)
let books = try Books(path: arguments[1], identity: TestLog.identity(0)) { _ in
    if executed.add(1, ordering: .sequentiallyConsistent).newValue == fatal { kill(getpid(), SIGKILL) }
}

// The model is what the log says; the books must agree with it at every step.
var market = Market(rules: .standard)
var (last, size) = (Moment(milliseconds: 0)!, UInt64(0))
for entry in try await books.entries(from: 0, limit: .max) {
    _ = try market.perform(entry.act, at: entry.time)
    last = entry.time
    size += 1
}
var history = RandomHistory(seed: seed)
for _ in 0..<steps {
    let (act, now, proof) = history.next(on: market)
    let expected = Result { () throws(Refusal) in try market.perform(market.asByBooks(act), at: max(now, last)) }
    let actual = await books.result(of: act, proof: proof, at: now)
    switch (expected, actual) {
    case (.success(let outcome), .success(let receipt)) where receipt.entry.outcome == outcome:
        last = receipt.entry.time
        size += 1
        FileHandle.standardOutput.write(Data("\(receipt.entry.index) \(receipt.entry.hash)\n".utf8))
    case (.failure(let refusal), .failure(let error)) where error == .refused(refusal): continue
    // An earlier history has moved the same money under the same reference: the books find that.
    case (.failure(.referenceUsed), .success(let receipt)) where receipt.entry.act == act && receipt.entry.index < size:
        continue
    default:
        FileHandle.standardError.write(Data("\(act): expected \(expected), not \(actual)\n".utf8))
        exit(1)
    }
}
