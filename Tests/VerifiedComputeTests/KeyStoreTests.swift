import Formats
import Foundation
import Groth16
import R1CS
import Sealing
import Storage
import Synchronization
import TestSupport
import Testing
import VerifiedCompute

@Suite struct KeyStoreTests {
    private let market: Market

    init() throws { market = try Market.shared.get() }

    private func emptyStore() -> KeyStore { KeyStore(folder: market.folder + "/keys-\(UUID())/deeper") }

    private func files(_ store: KeyStore) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: store.folder).sorted()
    }

    @Test func everyCircuitIsTheOneThatIsPinned() {
        for kind in CircuitKind.allCases { #expect(kind.circuit().system.circuitID == kind.circuitID) }
    }

    @Test func theFlagshipCircuitKeepsItsBudget() {
        let system = market.proving.circuit.system
        #expect(system.boundRowCount == 91_075 && system.variableCount == 90_397 && system.publicInputCount == 18)
    }

    @Test func aKeyThatIsNotThereIsSaidToBeMissing() {
        #expect(throws: KeyStoreError.noProvingKey(.vanityAddress)) { try emptyStore().provingKey(.vanityAddress) }
        #expect(throws: KeyStoreError.noVerifyingKey(market.task.digest)) {
            try market.keys.verifyingKey(market.task.digest)
        }
    }

    @Test func theVerifyingKeyLiesBesideTheProvingKey() throws {
        #expect(try market.keys.verifyingKey(market.proving.digest) == market.proving.verifyingKey)
    }

    @Test func anAlteredProvingKeyIsRefused() throws {
        let store = emptyStore()
        try FileManager.default.createDirectory(atPath: store.folder, withIntermediateDirectories: true)
        for file in try files(market.keys) where file != ".lock" {
            try FileManager.default.copyItem(atPath: market.keys.folder + "/" + file, toPath: store.folder + "/" + file)
        }
        let path = store.folder + "/\(CircuitKind.vanityAddress.circuitID).zkey"
        #expect(try store.provingKey(.vanityAddress).digest == market.proving.digest)
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try handle.seek(toOffset: 50_000_000)
        try handle.write(contentsOf: Data([0, 1, 2, 3]))
        try handle.close()
        #expect(throws: KeyStoreError.altered(path: path)) { try store.provingKey(.vanityAddress) }
    }

    @Test func aCircuitThatIsHeldStaysUntilNobodyHoldsIt() throws {
        let key = try market.keys.provingKey(.vanityAddress)
        key.releaseCircuit()
        #expect(key.holdCircuit() == nil)
        _ = key.circuit
        var holds = [key.holdCircuit(), key.holdCircuit()]
        key.releaseCircuit()
        holds[0] = nil
        key.releaseCircuit()
        #expect(key.holdCircuit() != nil && holds[1] != nil)
        holds = []
        #expect(key.holdCircuit() != nil)
        key.releaseCircuit()
        #expect(key.holdCircuit() == nil)
    }

    @Test func aHostileProvingKeyWithAChecksumOfItsOwnIsRefused() throws {
        let store = emptyStore()
        try FileManager.default.createDirectory(atPath: store.folder, withIntermediateDirectories: true)
        let name = "\(CircuitKind.vanityAddress.circuitID).zkey"
        var key = try Data(contentsOf: URL(fileURLWithPath: market.keys.folder + "/" + name))
        // The last kilobyte of H, just before section 10.
        for index in key.count - 80 - 1024..<key.count - 80 { key[index] = 0xff }
        try key.write(to: URL(fileURLWithPath: store.folder + "/" + name))
        let digest = Hexadecimal.text(of: BLAKE2b.hash(Array(key)))
        try Data("\(digest)  \(name)\n".utf8).write(to: URL(fileURLWithPath: store.folder + "/" + name + ".b2sum"))
        guard
            case .file(_, .malformedPoint(section: 9, index: _)) = #expect(
                throws: KeyStoreError.self,
                performing: {
                    try store.provingKey(.vanityAddress)
                })
        else {
            Issue.record("the points of H are not looked at")
            return
        }
    }

    @Test func aKeyFromElsewhereIsInstalledOnce() throws {
        let store = emptyStore()
        let key = try Zkey(path: market.proving.path, trust: .none)
        #expect(try store.install(key, as: .vanityAddress, replacing: false).digest == market.proving.digest)
        #expect(try store.provingKey(.vanityAddress).digest == market.proving.digest)
        #expect(try store.verifyingKey(market.proving.digest) == market.proving.verifyingKey)
        let path = store.folder + "/\(CircuitKind.vanityAddress.circuitID).zkey"
        #expect(throws: KeyStoreError.write(.exists(path: path))) {
            try store.install(key, as: .vanityAddress, replacing: false)
        }
        #expect(try store.install(key, as: .vanityAddress, replacing: true).digest == market.proving.digest)
    }

    @Test func aKeyOfAnotherCircuitIsNotInstalled() throws {
        let store = emptyStore()
        let other = try Zkey(path: VectorFiles.root.path + "/Vectors/groth16/artifacts/cubic.zkey", trust: .none)
        #expect(throws: KeyStoreError.otherCircuit(.vanityAddress)) {
            try store.install(other, as: .vanityAddress, replacing: false)
        }
        // The same counts, and one coefficient another.
        var bytes = try Data(contentsOf: URL(fileURLWithPath: market.proving.path))
        let coefficients = market.proving.prover.key.coefficients
        let place = try #require(bytes.firstRange(of: Data(coefficients.prefix(440))))
        bytes[place.lowerBound + 12] ^= 1
        let path = store.folder.dropLast(7) + "-changed.zkey"
        try bytes.write(to: URL(fileURLWithPath: String(path)))
        #expect(throws: KeyStoreError.otherCircuit(.vanityAddress)) {
            try store.install(Zkey(path: String(path), trust: .none), as: .vanityAddress, replacing: false)
        }
        #expect(throws: KeyStoreError.noProvingKey(.vanityAddress)) { try store.provingKey(.vanityAddress) }
    }

    @Test func stoppingTheMakingLeavesNoKeyAndWhatACrashLeftIsRemoved() throws {
        let store = emptyStore()
        #expect(throws: KeyStoreError.interrupted) { try store.developmentKey(.vanityAddress) { $0 < 0.2 } }
        #expect(try files(store) == [".lock"])
        let half = store.folder + "/\(CircuitKind.vanityAddress.circuitID).zkey.making.x.tmp"
        try Data(count: 10).write(to: URL(fileURLWithPath: half))
        #expect(throws: KeyStoreError.interrupted) { try store.developmentKey(.vanityAddress) { $0 < 0.2 } }
        #expect(try files(store) == [".lock"])
    }

    @Test func twoThatMakeAKeyAtOnceGetOneKey() throws {
        let store = emptyStore()
        let digests = Mutex<Set<Digest>>([])
        DispatchQueue.concurrentPerform(iterations: 2) { _ in
            do {
                let digest = try store.developmentKey(.vanityAddress).digest
                digests.withLock { _ = $0.insert(digest) }
            } catch {
                Issue.record(error)
            }
        }
        #expect(digests.withLock { $0.count } == 1)
        #expect(try files(store).count == 4)
    }
}
