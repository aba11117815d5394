import Ceremony
import Curves
import Fields
import Formats
import Foundation
import TestSupport
import Testing

@Suite struct PtauTests {
    private let workshop: Workshop
    private let sections: Sections

    init() throws {
        workshop = try Workshop(power: 3)
        sections = Sections(try workshop.powers().file)
    }

    private func open(_ sections: Sections) throws -> Ptau { try Ptau(path: workshop.file(Data(sections.bytes), "x")) }

    /// What comes of laying a circuit of eight rows over changed powers.
    private func begin(_ number: UInt32, _ change: (inout [UInt8]) -> Void) throws {
        _ = try InitialKey(
            R1csRows(path: workshop.circuitPath("cubic")), over: open(sections.changing(number, change)))
    }

    @Test func theBasesAreThoseOfThePowers() throws {
        let powers = try workshop.powers()
        defer { withExtendedLifetime(powers) {} }
        #expect(powers.power == 3 && powers.ceremonyPower == 3 && powers.isPrepared && powers.contributions.isEmpty)
        for logSize in 0...3 {
            // The basis sums to one, and the sum of ωⁱ · Lᵢ is tau.
            let basis = Array(powers.lagrange(.tau, logSize: logSize))
            #expect(basis.reduce(.identity, +) == .generator)
            guard logSize > 0 else { continue }
            let root = EvaluationDomain(logSize: logSize).root
            let sum = basis.enumerated().reduce(G1.identity) { $0 + root.power($1.offset) * $1.element }
            #expect(sum == powers.powers(.tau, 2)[1])
        }
    }

    @Test func sectionsOfTheWrongLengthAreRefused() throws {
        for number: UInt32 in [1, 2, 3, 4, 5, 6, 12, 13, 14, 15] {
            #expect(throws: FileFormatError.self, "section \(number)") {
                try open(sections.changing(number) { $0.append(0) })
            }
            #expect(throws: FileFormatError.self, "section \(number)") {
                try open(sections.changing(number) { $0.removeLast() })
            }
            #expect(throws: FileFormatError.missingSection(number)) { try open(sections.removing([number])) }
        }
        #expect(throws: FileFormatError.missingSection(7)) { try open(sections.removing([7])) }
    }

    @Test func headersThatCannotBeAreRefused() throws {
        #expect(throws: FileFormatError.wrongField) { try open(sections.changing(1) { $0[4] ^= 1 }) }
        for power: UInt8 in [0, 29, 255] {
            #expect(throws: FileFormatError.impossibleCounts) { try open(sections.changing(1) { $0[36] = power }) }
        }
        #expect(throws: FileFormatError.impossibleCounts) { try open(sections.changing(1) { $0[40] = 2 }) }
        #expect(throws: FileFormatError.self) {
            try open(
                sections.changing(1) {
                    $0[36] = 28; $0[40] = 28
                })
        }
    }

    @Test func aDamagedFileIsNotToldAbout() throws {
        let damaged = try workshop.file(Data(sections.changing(3) { $0.removeLast() }.bytes))
        #expect(throws: InspectionError.binary(.wrongSectionLength(section: 3, length: 1023, expected: 1024))) {
            try FileSummary(path: damaged)
        }
        let history = try workshop.file(Data(sections.changing(7) { $0[0] = 1 }.bytes))
        #expect(throws: InspectionError.binary(.malformedEntry(section: 7, index: 0))) {
            try FileSummary(path: history)
        }
    }

    @Test func everyTruncationIsRefused() throws {
        let bytes = sections.bytes
        for count in stride(from: 0, to: bytes.count, by: 7) {
            let path = try workshop.file(Data(bytes[..<count]), "x")
            #expect(throws: FileFormatError.self, "\(count) bytes") { try Ptau(path: path) }
        }
    }

    @Test func aChangedPointIsOffTheCurve() throws {
        // Into the middle of what a domain of eight takes: the basis of eight begins at point 7.
        for (section, offset): (UInt32, Int) in [
            (2, 300), (3, 300), (4, 200), (5, 200), (12, 700), (13, 1000), (14, 700),
        ] {
            #expect(throws: FileFormatError.self, "section \(section)") { try begin(section) { $0[offset] ^= 1 } }
        }
    }

    /// Points that are in their groups and do not belong where they are.
    @Test func powersThatContradictEachOtherAreRefused() throws {
        func exchange(_ first: Int, _ second: Int, _ size: Int) -> (inout [UInt8]) -> Void {
            { bytes in
                for index in 0..<size { bytes.swapAt(first * size + index, second * size + index) }
            }
        }
        let cases: [(UInt32, Int, Int, Int, PowersFault)] = [
            (2, 0, 1, 64, .firstPower), (2, 3, 5, 64, .notPowers(section: 2)), (3, 2, 4, 128, .notPowers(section: 3)),
            (4, 2, 3, 64, .notPowers(section: 4)), (5, 0, 1, 64, .beta), (5, 3, 4, 64, .notPowers(section: 5)),
            (12, 8, 10, 64, .lagrange(section: 12)), (12, 15, 17, 64, .lagrange(section: 12)),
            (13, 8, 10, 128, .lagrange(section: 13)), (14, 8, 10, 64, .lagrange(section: 14)),
            (15, 8, 10, 64, .lagrange(section: 15)),
        ]
        for (section, first, second, size, fault) in cases {
            #expect(throws: CeremonyError.inconsistentPowers(fault), "section \(section)") {
                try begin(section, exchange(first, second, size))
            }
        }
        #expect(throws: CeremonyError.inconsistentPowers(.degenerate)) {
            try begin(4) { $0 = [UInt8](repeating: 0, count: $0.count) }
        }
    }

    /// Powers that are consistent, and whose secrets everybody can tell.
    @Test func powersOfPlainSecretsAreRefused() throws {
        func begin(tau: Fr = 12345, alpha: Fr = 678, beta: Fr = 910) throws {
            let path = workshop.path("plain.ptau")
            try RehearsalPowers.write(
                power: 3, .init(tau: tau, alpha: alpha, beta: beta), to: path, replacing: true)
            _ = try InitialKey(R1csRows(path: workshop.circuitPath("cubic")), over: Ptau(path: path))
        }
        try begin()
        let (ofEight, ofSixteen) = (EvaluationDomain(logSize: 3).root, EvaluationDomain(logSize: 4).root)
        for tau in [Fr.zero, .one, -.one, ofEight, ofSixteen, ofSixteen.power(3)] {
            #expect(throws: CeremonyError.inconsistentPowers(.degenerate), "\(tau)") { try begin(tau: tau) }
        }
        for plain in [Fr.zero, .one, -.one] {
            #expect(throws: CeremonyError.inconsistentPowers(.degenerate)) { try begin(alpha: plain) }
            #expect(throws: CeremonyError.inconsistentPowers(.degenerate)) { try begin(beta: plain) }
        }
    }

    @Test func noBytesMakeItCrash() throws {
        var generator = SeededGenerator()
        for _ in 0..<500 {
            var bytes = sections.bytes
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                bytes[Int.random(in: 0..<min(bytes.count, 100), using: &generator)] = generator.bytes(1)[0]
            }
            _ = try? Ptau(path: workshop.file(Data(bytes), "x")).checkPoints(logSize: 3)
        }
    }
}
