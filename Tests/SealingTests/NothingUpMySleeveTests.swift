import CSodium
import Curves
import Fields
import Sealing
import TestSupport
import Testing

/// H, derived again from its definition.
@Suite struct NothingUpMySleeveTests {
    private let uniform = BLAKE2b.hash(Array("VerifiedCompute/H/v1".utf8))

    @Test func libsodiumDerivesH() {
        var point = [UInt8](repeating: 0, count: 32)
        #expect(crypto_core_ed25519_from_uniform(&point, uniform) == 0)
        #expect(point == Edwards25519Point.nothingUpMySleeve.encoding)
        #expect(point.hex == "e25a74005da27dc6a3094fbe821a5f6525981a6c7af8fa4fb968a3c981f7af2d")
        #expect(EdwardsGroup.isValid(point))
    }

    /// Elligator 2 as Bernstein, Hamburg, Krasnova and Lange define it, then eight times the point.
    @Test func elligatorDerivesH() throws {
        let sign = uniform[31] >> 7 == 1
        let t = Base25519(reducingLittleEndian: uniform[..<31] + [uniform[31] & 127])
        let a = Montgomery25519Point.a
        var u = -a * (.one + t.squared().doubled()).inverse()!
        if (((u + a) * u + .one) * u).squareRoot() == nil { u = -u - a }
        let even = try #require(Edwards25519Point(onCurveLiftingU: u.littleEndianBytes))
        #expect((sign ? -even : even).multiplied(by: 8) == .nothingUpMySleeve)
    }
}
