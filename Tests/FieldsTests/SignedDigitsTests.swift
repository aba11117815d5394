import Fields
import TestSupport
import Testing

@Suite struct SignedDigitsTests {
    @Test func theyAddUpAndKeepTheirDistance() {
        var generator = SeededGenerator()
        let all = UInt256(.max, .max, .max, .max)
        for width in 2...7 {
            let small = (0..<300).map { UInt256(UInt64($0)) }
            let random = (0..<50).map { _ in Fr.random(using: &generator).canonical }
            for n in small + random + [all, UInt256(0, 0, 0, 1 << 63), UInt256(.max), Fr.modulus] {
                let digits = signedDigits(of: n, width: width)
                #expect(digits.count == n.bitWidth + 1)
                #expect(digits.reversed().reduce(BigInteger(0)) { $0 + $0 + BigInteger(Int($1)) } == BigInteger(n))
                for (index, digit) in digits.enumerated() where digit != 0 {
                    #expect(digit % 2 != 0 && digit.magnitude < 1 << (width - 1))
                    #expect(digits[(index + 1)...].prefix(width - 1).allSatisfy { $0 == 0 })
                }
            }
        }
    }
}
