import Ceremony
import Curves
import Fields
import TestSupport
import Testing

@Suite struct UnreducedSumTests {
    @Test func pointsAreSubtractedAsUsual() {
        var generator = SeededGenerator()
        for _ in 0..<20 {
            let (left, right) = (
                Fr.random(using: &generator) * G1.generator, Fr.random(using: &generator) * G1.generator
            )
            #expect(UnreducedSum.difference((left.x.montgomery, left.y.montgomery), right) == left - right)
        }
    }

    /// The 64 bytes behind the powers of tau of a file of power 15, and the last power before: what snarkjs' arithmetic makes of
    /// them.
    @Test func bytesThatAreNoPointLeadToWhatTheyLeadToInSnarkjs() {
        let left = (
            x: UInt256(
                0x0040000000000003, 0x02bc202600000000,
                0x497b01728e83b5d1, 0x97811adfdceb1935),
            y: UInt256(
                0xaf96503bfbb82647, 0xa84c614019573841,
                0x5802d8c4afb4737d, 0x52a02f866043dd5a)
        )
        let right = G1(
            x: Fq(
                montgomery: UInt256(
                    0xc360b59130bc1e68, 0x0597f67eafe82206,
                    0x0f6755c13461b015, 0x07f36c9f0c20d701)),
            y: Fq(
                montgomery: UInt256(
                    0xe0a83981ecf8a55f, 0x6251968238b118fc,
                    0x5bfa842497533524, 0x181cf4412d0b8ac1)))!
        #expect(
            UnreducedSum.difference(left, right).uncompressed.hex
                == "2f0f2bb6e7a169193e62849a379e11f8eedd211dd81e7479389a5809559f1a95"
                + "0bfa963b4a833b01aa596f0141feb6e3df03fa3e917bbb262dee1fee03dfe08b")
    }
}
