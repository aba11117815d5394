import Ceremony
import Curves
import Fields
import Formats
import Foundation
import TestSupport
import Testing

/// Every lie about a ceremony is found, and named.
@Suite struct TamperingTests {
    private let workshop: Workshop
    private let key: Zkey
    private let history: KeyHistory

    init() throws {
        workshop = try Workshop(power: 3)
        key = try workshop.addBeacon(workshop.contribute(workshop.contribute(workshop.begin("cubic"), name: "alice")))
        history = try key.history()
    }

    /// The fault of the key with one contribution replaced.
    private func fault(
        _ index: Int, deltaAfter: G1? = nil, s: G1? = nil, sx: G1? = nil, tx: G2? = nil, transcript: Bytes<64>? = nil,
        source: ContributionSource? = nil
    ) throws -> KeyFault? {
        var steps = history.contributions
        let step = steps[index]
        steps[index] = KeyContribution(
            deltaAfter: deltaAfter ?? step.deltaAfter, s: s ?? step.s, sx: sx ?? step.sx, tx: tx ?? step.tx,
            transcript: transcript ?? step.transcript, source: source ?? step.source, name: step.name)
        return try fault(steps)
    }

    private func fault(_ steps: [KeyContribution]) throws -> KeyFault? {
        let forged = KeyHistory(circuitHash: history.circuitHash, contributions: steps)
        return try workshop.fault(workshop.changed(key, section: 10) { $0 = forged.sectionBytes }, "cubic")
    }

    @Test func theKeyAsItIsIsVerified() throws { #expect(try workshop.fault(key, "cubic") == nil) }

    @Test func aContributionWithAnotherPointIsRefused() throws {
        let step = history.contributions[1]
        #expect(try fault(1, s: step.sx) == .transcript(contribution: 2))
        #expect(try fault(1, sx: step.s) == .transcript(contribution: 2))
        #expect(try fault(1, tx: .generator) == .proofOfKnowledge(contribution: 2))
        #expect(try fault(1, deltaAfter: step.s) == .delta(contribution: 2))
        #expect(try fault(2, deltaAfter: step.deltaAfter) == .delta(contribution: 3))
    }

    @Test func identitiesAreRefused() throws {
        #expect(try fault(0, deltaAfter: .identity) == .identity(contribution: 1))
        #expect(try fault(0, s: .identity) == .identity(contribution: 1))
        #expect(try fault(0, sx: .identity) == .identity(contribution: 1))
        #expect(try fault(0, tx: .identity) == .identity(contribution: 1))
    }

    @Test func aContributionThatIsLeftOutOrMovedIsMissed() throws {
        let steps = history.contributions
        #expect(try fault([steps[1], steps[2]]) == .transcript(contribution: 1))
        #expect(try fault([steps[1], steps[0], steps[2]]) == .transcript(contribution: 1))
        #expect(try fault([steps[0], steps[1]]) == .finalDelta)
        #expect(try fault([]) == .finalDelta)
    }

    @Test func anotherBeaconIsRefused() throws {
        let other = ContributionSource.beacon(value: Array(2...33), exponent: 10)
        #expect(try fault(2, source: other) == .beacon(contribution: 3))
        #expect(try fault(2, source: .beacon(value: Array(1...32), exponent: 11)) == .beacon(contribution: 3))
        #expect(try fault(0, source: other) == .beacon(contribution: 1))
    }

    /// Years of hashing are refused before anything else is looked at that a beacon could make slow.
    @Test(arguments: [41, 50, 63]) func aBeaconThatNobodyCanComputeIsRefusedAtOnce(exponent: Int) throws {
        let endless = ContributionSource.beacon(value: Array(1...32), exponent: exponent)
        #expect(try fault(2, source: endless) == .endlessBeacon(contribution: 3))
        #expect(try fault(0, source: endless) == .endlessBeacon(contribution: 1))
        #expect(Beacon(value: [1], exponent: exponent) == nil)
    }

    /// A beacon that takes days is not begun where anything else is wrong.
    @Test func whatIsWrongElsewhereIsFoundBeforeALongBeacon() throws {
        let long = ContributionSource.beacon(value: Array(1...32), exponent: 40)
        #expect(try fault(2, sx: history.contributions[2].s, source: long) == .transcript(contribution: 3))
        #expect(try fault(2, deltaAfter: history.contributions[2].s, source: long) == .delta(contribution: 3))
        var steps = history.contributions
        steps.removeLast()
        steps[1] = relabelled(steps[1], as: long)
        #expect(try fault(steps) == .finalDelta)
        let onlyBeacons = try workshop.addBeacon(workshop.begin("cubic"))
        let step = relabelled(try onlyBeacons.history().contributions[0], as: long)
        let forged = KeyHistory(circuitHash: history.circuitHash, contributions: [step])
        let changed = try workshop.changed(onlyBeacons, section: 10) { $0 = forged.sectionBytes }
        #expect(try workshop.fault(changed, "cubic") == .onlyBeacons)
    }

    private func relabelled(_ step: KeyContribution, as source: ContributionSource) -> KeyContribution {
        KeyContribution(
            deltaAfter: step.deltaAfter, s: step.s, sx: step.sx, tx: step.tx, transcript: step.transcript,
            source: source, name: step.name)
    }

    /// Contributions that are right one by one and together come to 1 or −1, so that everybody knows delta.
    @Test(arguments: [[1], [-.one], [5, Fr(5).inverse()!], [5, -Fr(5).inverse()!], [1, 1, -.one]] as [[Fr]])
    func contributionsThatComeToNothingAreRefused(factors: [Fr]) throws {
        let begun = try workshop.begin("cubic")
        var (history, delta) = (try begun.history(), Fr.one)
        for factor in factors {
            delta = delta * factor
            let s = Fr(7) * G1.generator
            let transcript = HistoryHash(history).transcript(s: s, sx: factor * s)
            history = history.adding(
                KeyContribution(
                    deltaAfter: delta * .generator, s: s, sx: factor * s, tx: factor * transcript.point,
                    transcript: transcript, source: .person, name: nil))
        }
        var forged = try workshop.changed(begun, section: 10) { $0 = history.sectionBytes }
        if delta != .one {
            for section: UInt32 in [8, 9] { forged = try workshop.changed(forged, section: section, negate) }
            forged = try workshop.changed(forged, section: 2) { header in
                withUnsafeBytes(of: -G1.generator) { header.replaceSubrange(468..<532, with: $0) }
                withUnsafeBytes(of: -G2.generator) { header.replaceSubrange(532..<660, with: $0) }
            }
        }
        #expect(try workshop.fault(forged, "cubic") == .knownDelta)
    }

    /// Replaces points by their opposites.
    private func negate(_ bytes: inout [UInt8]) {
        let points = bytes.withUnsafeBytes { bytes in
            (0..<bytes.count / 64).map { -bytes.loadUnaligned(fromByteOffset: 64 * $0, as: G1.self) }
        }
        bytes = points.withUnsafeBytes { Array($0) }
    }

    @Test func anotherCircuitOrOtherPowersAreNoticed() throws {
        #expect(try workshop.fault(key, "mul") == .header)
        let other = try Workshop(power: 4)
        #expect(try other.fault(key, "cubic") == .header)
        let hash = try workshop.changed(key, section: 10) { $0[0] ^= 1 }
        #expect(try workshop.fault(hash, "cubic") == .circuitHash)
    }

    /// Two points of a part change places, so that all of them stay in their group.
    @Test(
        arguments: [
            (3, .part(section: 3)), (5, .part(section: 5)), (6, .part(section: 6)), (8, .privatePart),
            (9, .quotientPart),
        ] as [(UInt32, KeyFault)])
    func aPartWithExchangedPointsIsRefused(section: UInt32, fault: KeyFault) throws {
        let changed = try workshop.changed(key, section: section) { bytes in
            bytes = Array(bytes[64..<128] + bytes[..<64] + bytes[128...])
        }
        #expect(try workshop.fault(changed, "cubic") == fault)
    }

    @Test func anotherPartInTheSecondGroupIsRefused() throws {
        let changed = try workshop.changed(key, section: 7) { bytes in
            withUnsafeBytes(of: G2.generator) { bytes.replaceSubrange(128..<256, with: $0) }
        }
        #expect(try workshop.fault(changed, "cubic") == .part(section: 7))
    }

    @Test func anotherCoefficientIsRefused() throws {
        let changed = try workshop.changed(key, section: 4) { $0[16] ^= 1 }
        #expect(try workshop.fault(changed, "cubic") == .part(section: 4))
    }

    /// Deltas that do not fit together would let a contributor keep control.
    @Test func anotherDeltaInTheHeaderIsRefused() throws {
        let inG1 = try workshop.changed(key, section: 2) { bytes in
            withUnsafeBytes(of: G1.generator) { bytes.replaceSubrange(468..<532, with: $0) }
        }
        #expect(try workshop.fault(inG1, "cubic") == .finalDelta)
        let inG2 = try workshop.changed(key, section: 2) { bytes in
            withUnsafeBytes(of: G2.generator) { bytes.replaceSubrange(532..<660, with: $0) }
        }
        #expect(try workshop.fault(inG2, "cubic") == .finalDelta)
    }
}
