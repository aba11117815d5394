import Console
import Testing

@Suite struct QuantityTests {
    @Test(arguments: [
        (0, "0"), (7, "7"), (0.5, "0.50"), (950, "950"), (999.6, "1.00 k"), (1234, "1.23 k"), (38_460_000, "38.5 M"),
        (999_600, "1.00 M"), (123_400_000, "123 M"), (2.5e18, "2.50 E"), (1e30, "1.00e+30"),
    ])
    func aNumberHasThreeDigits(_ value: Double, _ text: String) {
        #expect(Quantity.short(value) == text)
    }

    @Test func aRateHasItsUnit() {
        #expect(Quantity.rate(2_680_000, "keys", seconds: 2) == "1.34 M keys/s")
        #expect(Quantity.rate(950, "keys", seconds: 1) == "950 keys/s")
        #expect(Quantity.rate(950, "keys", seconds: 0) == "0 keys/s")
    }

    @Test(arguments: [
        (0, "0"), (999, "999"), (1000, "1,000"), (5_000_000, "5,000,000"), (UInt64.max, "18,446,744,073,709,551,615"),
    ])
    func anAmountIsInGroupsOfThree(_ value: UInt64, _ text: String) {
        #expect(Quantity.amount(value) == text)
    }

    @Test(arguments: [
        (0, "0 %"), (1e-9, "< 0.1 %"), (0.0034, "0.3 %"), (0.42, "42 %"), (0.991, "99.1 %"), (0.999_999, "99.9 %"),
        (1, "100 %"),
    ])
    func aShareIsNeitherNothingNorAllUnlessItIs(_ share: Double, _ text: String) {
        #expect(Quantity.percent(share) == text)
    }

    @Test func oneThingIsNamedOtherwiseThanMany() {
        #expect(Quantity.count(1, "entry", "entries") == "1 entry")
        #expect(Quantity.count(0, "entry", "entries") == "0 entries")
        #expect(Quantity.count(12_345, "entry", "entries") == "12,345 entries")
    }
}
