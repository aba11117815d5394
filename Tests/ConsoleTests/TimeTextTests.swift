import Console
import Testing

@Suite struct TimeTextTests {
    private let now: Int64 = 1_800_000_000

    @Test(arguments: [
        ("45s", 1_800_000_045), ("90m", 1_800_005_400), ("36h", 1_800_129_600), ("2d", 1_800_172_800),
        ("1w", 1_800_604_800), ("0s", 1_800_000_000), ("1900000000", 1_900_000_000),
        ("2027-01-31T12:00:00Z", 1_801_396_800), ("2027-01-31T12:00:00+01:00", 1_801_393_200),
        ("2024-02-29T23:59:59Z", 1_709_251_199),
    ])
    func aTimeIsRead(_ text: String, _ second: Int64) throws {
        #expect(try TimeText.second(text, now: now) == second)
    }

    @Test(arguments: [
        "", "d", "2", "-2d", "+2d", "2.5d", "2 d", "2D", "2y", "2d ", "1d12h", "٢d", "9223372036854775807d",
        "9223372036854775807s", "99999999999999999999", "2027-02-30T12:00:00Z", "2027-13-01T12:00:00Z",
        "2027-01-31T25:00:00Z", "2027-01-31", "2027-01-31T12:00:00", "tomorrow", "\u{1b}[2J",
    ])
    func whatIsNoTimeIsRefusedInOneSentence(_ text: String) {
        let failure = #expect(throws: Failure.self) { try TimeText.second(text, now: now) }
        #expect(failure?.status == .malformed)
        #expect(failure?.sentence.contains("2d") == true)
        #expect(failure?.sentence.contains("\u{1b}") == false)
    }

    @Test func aSecondIsShownAsItsDate() {
        #expect(TimeText.date(1_801_396_800) == "2027-01-31 12:00:00 UTC")
        #expect(TimeText.date(0) == "1970-01-01 00:00:00 UTC")
        #expect(TimeText.date(253_402_300_799) == "9999-12-31 23:59:59 UTC")
    }

    @Test(arguments: [
        (0, "0.0 s"), (0.42, "0.4 s"), (9.94, "9.9 s"), (9.96, "10 s"), (59.4, "59 s"), (59.6, "1 min"),
        (200, "3 min 20 s"), (3599.4, "59 min 59 s"), (3599.6, "1 h"), (18_120, "5 h 2 min"), (86_399, "1 d"),
        (187_200, "2 d 4 h"), (97_830_000, "3.10 years"), (1e30, "3.17e+22 years"), (Double.infinity, "forever"),
        (Double.nan, "forever"), (-1, "forever"),
    ])
    func aLengthIsShownInItsTwoLargestUnits(_ seconds: Double, _ text: String) {
        #expect(TimeText.length(seconds: seconds) == text)
    }
}
