import Curves
import Fields
import Foundation
import TestSupport
import Testing

private func point(_ hex: String) throws -> Edwards25519Point {
    try #require(Edwards25519Point(encoding: [UInt8](hex: hex)))
}

private func point(_ coordinates: [String]) throws -> Montgomery25519Point {
    try #require(
        Montgomery25519Point(u: Base25519(decimal: coordinates[0])!, v: Base25519(decimal: coordinates[1])!))
}

/// The eight points of the torsion: the multiples of (y = one of the two largest roots, order 8).
private func torsion() throws -> [Edwards25519Point] {
    let order8 = try #require(
        Edwards25519Point(
            onCurve: [UInt8](hex: "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")))
    return (0..<8).map { order8.multiplied(by: UInt256(UInt64($0))) }
}

/// 32 bytes of a small u.
private func bytes(ofU u: Int) -> [UInt8] { Base25519(u).littleEndianBytes }

@Suite struct Curve25519Tests {
    @Test func theGroupLawsHoldInBothForms() throws {
        var generator = SeededGenerator()
        let g = Edwards25519Point.generator
        for _ in 0..<20 {
            let s = Scalar25519.random(using: &generator)
            let t = Scalar25519.random(using: &generator)
            let (p, q) = (s * g, t * g)
            #expect(p.isOnCurve && p.isInPrimeOrderSubgroup)
            #expect(p + q == (s + t) * g && p + q == q + p && p - p == .identity && p + .identity == p)
            #expect(t * p == (s * t) * g)
            #expect(Edwards25519Point(encoding: p.encoding) == p)
            let (m, n) = (p.montgomery, q.montgomery)
            #expect(m.isOnCurve && m.edwards == p)
            #expect(m + n == (p + q).montgomery && m + m == (p + p).montgomery && m - n == (p - q).montgomery)
            #expect(m - m == .identity && m + .identity == m && .identity + m == m)
            #expect(s * n == (s * q).montgomery && m.doubled() == m + m)
            #expect(Montgomery25519Point(u: m.u, v: m.v) == m)
            #expect(Montgomery25519Point(u: m.u, v: m.v + .one) == nil)
        }
        #expect(
            Edwards25519Point.identity.montgomery == .identity && Montgomery25519Point.identity.edwards == .identity)
        #expect(Montgomery25519Point.identity.doubled() == .identity)
        #expect(Montgomery25519Point(u: .zero, v: .zero) == nil)
    }

    @Test func theConstantsAreWhatTheirDefinitionsSay() throws {
        #expect(squareRootOfMinus486664.squared() == -Base25519(486_664) && squareRootOfMinus486664.isOdd)
        let g = Edwards25519Point.generator
        #expect(g.isOnCurve && g.isInPrimeOrderSubgroup && g.y == 4 * Base25519(5).inverse()! && !g.x.isOdd)
        // RFC 7748, section 4.1: U(P) and V(P).
        let m = Montgomery25519Point.generator
        #expect(m.u == 9)
        #expect(m.v.decimal == "14781619447589544791020593568409986887264606134616475288964881837755586237401")
        let h = Edwards25519Point.nothingUpMySleeve
        #expect(h.isOnCurve && h.isInPrimeOrderSubgroup && !h.isIdentity)
        #expect(Edwards25519Point.d.squareRoot() == nil)
    }

    @Test func pointsAgreeWithTheKnownAnswers() throws {
        let known = try KnownAnswers.load()
        let s = Scalar25519(decimal: known.text("s_mod_ell"))!
        let (g, h) = (Edwards25519Point.generator, Edwards25519Point.nothingUpMySleeve)
        #expect(try point(known.text("G_edwards")) == g && point(known.text("H_edwards")) == h)
        #expect(
            try point(known.list("G_montgomery")) == .generator
                && point(known.list("H_montgomery")) == .nothingUpMySleeve)
        #expect(squareRootOfMinus486664.decimal == known.text("sqrt_minus_486664"))
        let pk = try #require(Edwards25519Point(liftingU: known.bytes("pk")))
        #expect(pk.encoding.hex == known.text("pk_edwards"))
        #expect((pk + h).encoding.hex == known.text("pk_plus_H_edwards"))
        let epk = s * g
        #expect(epk.encoding.hex == known.text("epk_edwards") && Edwards25519Point(liftingU: known.bytes("epk")) == epk)
        #expect(try point(known.list("epk_montgomery")) == epk.montgomery)
        let c = s * (pk + h)
        #expect(c.encoding.hex == known.text("C_edwards"))
        #expect(try point(known.list("C_montgomery")) == c.montgomery)
        let shared = c.montgomery - s * Montgomery25519Point.nothingUpMySleeve
        #expect(shared.u.littleEndianBytes.hex == known.text("shared_u"))
    }

    @Test func theLiftIsEvenAndHasTheRightU() throws {
        for n in 1..<40 {
            let p = Scalar25519(n) * Edwards25519Point.generator
            let lifted = try #require(Edwards25519Point(liftingU: p.montgomery.u.littleEndianBytes))
            #expect(!lifted.isNegative && lifted.y == p.y && (lifted == p || lifted == -p))
        }
    }

    @Test func aUThatIsNotCanonicalIsNotLifted() {
        let p = BigInteger(Base25519.modulus)
        let top = BigInteger(1) << 255
        for u in [p, p + 1, p + 9, top - 1, top, top + 9] {
            #expect(Edwards25519Point(liftingU: u.uint256!.littleEndianBytes) == nil)
        }
        let nine = bytes(ofU: 9)
        #expect(Edwards25519Point(liftingU: nine) == .generator)
        #expect(Edwards25519Point(liftingU: nine.dropLast()) == nil && Edwards25519Point(liftingU: nine + [0]) == nil)
    }

    @Test func aUOfLowOrderIsNotLifted() {
        let order8 = [
            "325606250916557431795983626356110631294008115727848805560023387167927233504",
            "39382357235489614581723060781553021112529911719440698176882885853963445705823",
        ]
        for u in [bytes(ofU: 0), bytes(ofU: 1), bytes(ofU: -1)]
            + order8.map({ Base25519(decimal: $0)!.littleEndianBytes })
        {
            #expect(Edwards25519Point(liftingU: u) == nil)
        }
        // Those of order 8 are refused for their order, not for anything else.
        #expect(
            order8.allSatisfy { Edwards25519Point(onCurveLiftingU: Base25519(decimal: $0)!.littleEndianBytes) != nil })
    }

    @Test func aUOfTheTwistOrOutsideTheSubgroupIsNotLifted() {
        var (twist, outside) = (0, 0)
        for n in 2..<60 {
            let u = Base25519(n)
            let onTwist = (((u + Montgomery25519Point.a) * u + .one) * u).squareRoot() == nil
            let lifted = Edwards25519Point(onCurveLiftingU: bytes(ofU: n))
            #expect((lifted == nil) == onTwist)
            if onTwist { twist += 1 }
            guard let lifted, !lifted.isInPrimeOrderSubgroup else { continue }
            outside += 1
            #expect(Edwards25519Point(liftingU: bytes(ofU: n)) == nil)
        }
        #expect(twist > 10 && outside > 10)
    }

    @Test func torsionIsRefusedByTheSubgroupCheckAlone() throws {
        let points = try torsion()
        #expect(Set(points).count == 8 && points.allSatisfy(\.isOnCurve))
        let p = 5 * Edwards25519Point.generator
        for t in points {
            #expect(Edwards25519Point(encoding: t.encoding) == nil)
            #expect(Edwards25519Point(onCurve: (p + t).encoding) == p + t)
            #expect((Edwards25519Point(encoding: (p + t).encoding) == nil) == !t.isIdentity)
        }
    }

    @Test func anEncodingThatIsNotCanonicalIsRefused() {
        let p = BigInteger(Base25519.modulus)
        let top = BigInteger(1) << 255
        // y = p and p + 1; the identity and −1 with a sign; y = 2, which is off the curve.
        for value in [p, p + 1, top + 1, top + p - 1, 2] {
            #expect(Edwards25519Point(onCurve: value.uint256!.littleEndianBytes) == nil)
        }
        #expect(Edwards25519Point(onCurve: [UInt8](repeating: 0, count: 31)) == nil)
    }
}
