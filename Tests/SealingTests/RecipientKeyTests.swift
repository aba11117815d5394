import Curves
import Fields
import Sealing
import TestSupport
import Testing

@Suite struct RecipientKeyTests {
    @Test func theKnownKeyHasTheKnownForms() throws {
        let known = try KnownAnswers.load()
        let key = try #require(RecipientKey(known.bytes("pk")))
        #expect(key.bytes == known.bytes("pk"))
        #expect(key.edwards.hex == known.text("pk_edwards"))
        #expect(key.edwardsPlusH.hex == known.text("pk_plus_H_edwards"))
    }

    @Test func aKeyOfLowOrderIsRefused() {
        let order8 = [
            "325606250916557431795983626356110631294008115727848805560023387167927233504",
            "39382357235489614581723060781553021112529911719440698176882885853963445705823",
        ]
        for u in [Base25519(0), Base25519(1), -Base25519(1)] + order8.map({ Base25519(decimal: $0)! }) {
            #expect(RecipientKey(u.littleEndianBytes) == nil)
        }
    }

    @Test func aKeyAtOrAboveThePrimeOrWithItsTopBitSetIsRefused() throws {
        let p = BigInteger(Base25519.modulus)
        for u in [p, p + 1, p + 9, (BigInteger(1) << 255) - 1, (BigInteger(1) << 255) + 9] {
            #expect(RecipientKey(u.uint256!.littleEndianBytes) == nil)
        }
        let key = try KnownAnswers.load().bytes("pk")
        #expect(RecipientKey(key) != nil && RecipientKey(flipped(key, at: 31, bit: 7)) == nil)
        #expect(RecipientKey(key.dropLast()) == nil && RecipientKey(key + [0]) == nil)
    }

    @Test func aKeyOfTheTwistOrOutsideTheSubgroupIsRefused() {
        var (twist, outside) = (0, 0)
        for n in 2..<60 {
            let bytes = Base25519(n as Int).littleEndianBytes
            guard let lifted = Edwards25519Point(onCurveLiftingU: bytes) else {
                twist += 1
                #expect(RecipientKey(bytes) == nil)
                continue
            }
            outside += lifted.isInPrimeOrderSubgroup ? 0 : 1
            #expect((RecipientKey(bytes) != nil) == lifted.isInPrimeOrderSubgroup)
        }
        #expect(twist > 10 && outside > 10)
    }

    /// On Edwards encodings, since the lift of u(−H) is H.
    @Test func minusHAndMinusTwoHAreRefused() {
        let h = Edwards25519Point.nothingUpMySleeve
        #expect(RecipientKey.sumWithH((-h).encoding) == nil)
        #expect(RecipientKey.sumWithH((-(h + h)).encoding) == nil)
        #expect(RecipientKey.sumWithH(h.encoding) == (h + h).encoding)
        #expect(RecipientKey.sumWithH((h + h).encoding) == (h + h + h).encoding)
        #expect(RecipientKey(h.montgomery.u.littleEndianBytes)?.edwards == h.encoding)
    }

    @Test func theIdentityIsRefused() {
        #expect(RecipientKey.sumWithH(Edwards25519Point.identity.encoding) == nil)
    }
}
