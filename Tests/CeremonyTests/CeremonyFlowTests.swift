import Ceremony
import Curves
import Fields
import Formats
import Foundation
import Groth16
import TestSupport
import Testing

@Suite struct CeremonyFlowTests {
    private let workshop: Workshop

    init() throws { workshop = try Workshop() }

    @Test(arguments: ["mul", "cubic", "nopub", "unused", "chain61", "random16", "bits24"])
    func aKeyThatTwoPeopleAndABeaconMadeIsVerifiedAndProves(name: String) throws {
        let key = try workshop.addBeacon(
            workshop.contribute(workshop.contribute(workshop.begin(name), name: "alice"), name: "böb"))
        #expect(try workshop.fault(key, name) == nil)
        let history = try key.history()
        #expect(history.contributions.map(\.name) == ["alice", "böb", "beacon"])
        #expect(history.contributions.last?.source == .beacon(value: Array(1...32), exponent: 10))

        let witness = try Wtns(path: workshop.file(VectorFiles.own("groth16/artifacts/\(name).wtns")))
        let verifier = try Verifier(key.provingKey.verifyingKey)
        let proof = try witness.withUnsafeValues { try Prover(key.provingKey).prove(canonicalValues: $0) }
        #expect(try verifier.verify(witness.publicInputs(key.provingKey.header.publicInputCount), proof))
    }

    /// The circuit fills the powers' domain, so that the wide basis is the one with a power too few.
    @Test func powersThatAreJustEnoughAreEnough() throws {
        let small = try Workshop(power: 6)
        let key = try small.contribute(small.begin("chain61"))
        #expect(key.provingKey.header.domainLogSize == 6)
        #expect(try small.fault(key, "chain61") == nil)
    }

    @Test func whatNobodyContributedToIsNotVerified() throws {
        let key = try workshop.begin("cubic")
        #expect(try workshop.fault(key, "cubic") == .noContribution)
        #expect(try workshop.fault(workshop.addBeacon(key), "cubic") == .onlyBeacons)
    }

    @Test func contributionsDifferAndBeaconsDoNot() throws {
        let key = try workshop.begin("cubic")
        #expect(try workshop.contribute(key).history() != workshop.contribute(key).history())
        #expect(try workshop.addBeacon(key).file.copy == workshop.addBeacon(key).file.copy)
    }

    @Test func aKeyThatWasMadeInOneGoTakesNoContribution() throws {
        let path = try workshop.file(VectorFiles.own("groth16/artifacts/cubic.zkey"))
        #expect(throws: CeremonyError.noCeremony) {
            try workshop.contribute(Zkey(path: path, trust: .none))
        }
    }

    @Test func whatStopsTheWorkLeavesNothingBehind() throws {
        struct Stopped: Error {}
        let key = try workshop.begin("cubic")
        let before = try Set(FileManager.default.contentsOfDirectory(atPath: workshop.url.path))
        #expect(throws: Stopped.self) {
            try Contributing.add(
                Workshop.beacon, to: key, name: nil, writing: workshop.path("out.zkey"), replacing: false
            ) { if $0 > 0.5 { throw Stopped() } }
        }
        #expect(try Set(FileManager.default.contentsOfDirectory(atPath: workshop.url.path)) == before)
    }

    @Test func powersThatDoNotServeTheCircuitAreRefused() throws {
        let small = try Workshop(power: 2)
        #expect(throws: CeremonyError.tooFewPowers(needed: 6, available: 2)) { try small.initialKey("chain61") }
        let powers = Sections(try workshop.powers().file).removing([12, 13, 14, 15])
        let unprepared = try Ptau(path: workshop.file(Data(powers.bytes)))
        #expect(!unprepared.isPrepared)
        #expect(throws: CeremonyError.unpreparedPowers) {
            try InitialKey(R1csRows(path: workshop.circuitPath("cubic")), over: unprepared)
        }
    }

    /// What snarkjs 0.7.6 computes over the same powers of tau.
    @Test func theHashesAreThoseOfSnarkjs() throws {
        let key = try workshop.begin("random16")
        let (circuit, beacon) = try (key.history().circuitHash, workshop.addBeacon(key).history().contributions[0].hash)
        #expect(circuit.hex == KnownHashes.circuit, "\(circuit)")
        #expect(beacon.hex == KnownHashes.beacon, "\(beacon)")
    }
}
