import Ceremony
import Curves
import Formats
import Foundation
import TestSupport
import Testing

@Suite struct KeyHistoryTests {
    private let workshop: Workshop
    private let key: Zkey

    init() throws {
        workshop = try Workshop(power: 3)
        key = try workshop.addBeacon(workshop.contribute(workshop.begin("cubic"), name: "alice"))
    }

    private func history(_ change: (inout [UInt8]) -> Void) throws -> KeyHistory {
        try workshop.changed(key, section: 10, change).history()
    }

    @Test func aHistoryIsWrittenAsItWasRead() throws {
        let bytes = try key.history().sectionBytes
        #expect(try history { $0 = bytes } == key.history())
        #expect(bytes == Sections(key.file)[10])
    }

    @Test func keysWithoutACeremonySaySo() throws {
        let path = try workshop.file(VectorFiles.own("groth16/artifacts/cubic.zkey"))
        #expect(try Zkey(path: path, trust: .none).history().isOfOneParty)
        #expect(try !key.history().isOfOneParty)
    }

    @Test func everyTruncationIsRefused() throws {
        let section = Sections(key.file)[10]
        for count in 68..<section.count {
            #expect(throws: FileFormatError.self, "\(count) bytes") { try history { $0 = Array(section[..<count]) } }
        }
        #expect(throws: FileFormatError.self) { try history { $0.append(0) } }
    }

    @Test func moreContributionsThanThereAreAreRefused() throws {
        for count: UInt8 in [0, 1, 3, 255] {
            #expect(throws: FileFormatError.self) { try history { $0[64] = count } }
        }
        #expect(throws: FileFormatError.malformedEntry(section: 10, index: 2)) { try history { $0[67] = 255 } }
    }

    @Test func pointsOutsideTheirGroupsAreRefused() throws {
        for offset in [0, 64, 128, 192] {
            #expect(throws: FileFormatError.malformedEntry(section: 10, index: 0)) {
                try history { $0[68 + offset] ^= 1 }
            }
        }
    }

    /// Where a label begins: behind the circuit's hash, the count and the points of the first contribution.
    private let label = 68 + 384

    @Test func labelsThatNobodyWritesAreRefused() throws {
        let changes: [(inout [UInt8]) -> Void] = [
            { $0[label] = 2 }, { $0[label] = 1 }, { $0[label + 4] += 1 }, { $0[label + 7] = 255 },
            { $0[label + 8] = 2 },
            { $0[label + 9] = 0 }, { $0[label + 9] = 6 }, { $0[label + 10] = 0xff },
        ]
        for change in changes {
            #expect(throws: FileFormatError.malformedEntry(section: 10, index: 0)) { try history(change) }
        }
    }

    @Test func noBytesMakeItCrash() throws {
        var generator = SeededGenerator()
        let section = Sections(key.file)[10]
        for _ in 0..<2000 {
            _ = try? history { bytes in
                bytes = section
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    bytes[Int.random(in: 64..<bytes.count, using: &generator)] = generator.bytes(1)[0]
                }
            }
        }
    }
}
