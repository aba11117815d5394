import Client
import Formats
import Foundation
import Sealing
import TestSupport
import Testing

@Suite struct PinnedServicesTests {
    private let folder: TemporaryFolder
    private let pins: PinnedServices
    private let address = ServiceAddress("http://127.0.0.1:8080")!

    init() throws {
        folder = try TemporaryFolder()
        pins = PinnedServices(folder: folder.path)
    }

    private func identity() -> Bytes<32> { Bytes(Sodium.randomBytes(32))! }

    @Test func theFirstIsBelievedAndEveryLaterOneMustBeTheSame() throws {
        let (first, second) = (identity(), identity())
        #expect(try pins.meet(first, at: address) == .first)
        #expect(try pins.meet(first, at: address) == .known)
        #expect(try pins.meet(second, at: address) == .changed(from: first))
        #expect(try pins.meet(first, at: address) == .known)
        let mode = try FileManager.default.attributesOfItem(atPath: pins.path(of: address))[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func anotherPortOrSchemeIsAnotherService() throws {
        _ = try pins.meet(identity(), at: address)
        for text in ["http://127.0.0.1:8081", "https://127.0.0.1:8080", "http://localhost:8080"] {
            #expect(try pins.meet(identity(), at: ServiceAddress(text)!) == .first)
        }
    }

    @Test(arguments: ["", "zz", String(repeating: "A", count: 64) + "\n", String(repeating: "a", count: 66) + "\n"])
    func aFileThatHoldsNoIdentityIsNeverTakenForTheFirstMeeting(text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: pins.path(of: address)))
        #expect(throws: (any Error).self) { try pins.meet(identity(), at: address) }
    }
}
