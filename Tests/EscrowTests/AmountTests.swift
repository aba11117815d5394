import Escrow
import Testing

@Suite struct AmountTests {
    @Test func anAmountFitsASignedInteger() {
        #expect(Amount(UInt64(Int64.max)) == .largest)
        #expect(Amount(UInt64(Int64.max) + 1) == nil && Amount(.max) == nil)
    }

    @Test func sumsAndDifferencesNeverWrap() {
        let one = Amount(1)!
        #expect(Amount.largest.adding(one) == nil && Amount.largest.adding(.largest) == nil)
        #expect(Amount.largest.adding(.zero) == .largest)
        #expect(Amount.zero.subtracting(one) == nil && one.subtracting(one) == .zero)
    }

    @Test func aPartIsRoundedDown() {
        #expect(Amount(9_999)!.part(BasisPoints(1)!) == .zero)
        #expect(Amount(10_000)!.part(BasisPoints(1)!) == Amount(1)!)
        #expect(Amount(19_999)!.part(BasisPoints(1)!) == Amount(1)!)
        #expect(Amount.largest.part(BasisPoints(10_000)!) == .largest)
        // ⌊(2⁶³ − 1) · 9999 / 10000⌋
        #expect(Amount.largest.part(BasisPoints(9_999)!) == Amount(9_222_449_699_651_090_329)!)
        #expect(BasisPoints(10_001) == nil)
    }

    @Test func feeAndBurnAreNeverMoreThanTheReward() {
        let all = BasisPoints(10_000)!, one = BasisPoints(1)!, none = BasisPoints(0)!
        func policy(_ fee: BasisPoints, _ burn: BasisPoints, window: Int64 = 1, lease: Int64 = 0) -> Policy? {
            Policy(
                fee: fee, burn: burn, cancellation: all, forfeit: all, bond: .largest, revealWindow: window,
                longestLease: lease)
        }
        #expect(policy(all, none) != nil && policy(none, all) != nil)
        #expect(policy(all, one) == nil)
        #expect(policy(none, none, window: 0) == nil && policy(none, none, window: .max) == nil)
        #expect(policy(none, none, lease: -1) == nil && policy(none, none, lease: .max) == nil)
    }

    @Test func balancesApplyAllTransfersOrNone() {
        let alice = Account.available(ID([UInt8](repeating: 1, count: 32))!)
        let bob = Account.available(ID([UInt8](repeating: 2, count: 32))!)
        func transfer(_ units: UInt64, _ source: Account, _ target: Account) -> Transfer {
            Transfer(Amount(units)!, from: source, to: target, for: .deposit)!
        }
        var balances = Balances()
        func apply(_ transfers: Transfer...) -> Bool { balances.apply(transfers) }
        #expect(apply(transfer(10, .outside, alice)))
        let before = balances
        #expect(!apply(transfer(10, alice, bob), transfer(1, alice, bob)))
        #expect(!apply(transfer(4, alice, .burn), transfer(4, .burn, alice)))
        #expect(!apply(transfer(4, alice, bob), transfer(UInt64(Int64.max), .outside, bob)))
        #expect(!apply(transfer(10, alice, .outside), transfer(1, bob, .outside)))
        #expect(balances == before)
        #expect(apply(transfer(4, alice, bob), transfer(6, alice, .outside)))
        #expect(balances.held == Amount(4)! && balances[bob] == Amount(4)! && balances[alice] == .zero)
    }

    @Test func aTransferMovesSomething() {
        #expect(Transfer(.zero, from: .outside, to: .fee, for: .fee) == nil)
        #expect(Transfer(Amount(1)!, from: .fee, to: .fee, for: .fee) == nil)
    }

    @Test func aReferenceHasAtMost128Bytes() {
        #expect(Reference("") == nil && Reference(String(repeating: "ä", count: 65)) == nil)
        #expect(Reference(String(repeating: "ä", count: 64)) != nil)
        // The same to Unicode, and yet two references.
        #expect(Reference("\u{e9}") != Reference("e\u{301}"))
    }
}
