import Client
import Formats
import Foundation
import Sealing
import Testing
import VerifiedCompute
import Worker

/// A real proving key, made once.
private enum RealKey {
    static let made: Result<(bytes: [UInt8], digest: Digest, file: Bytes<32>), any Error> = Result {
        let store = KeyStore(folder: try Samples.folder())
        let key = try store.developmentKey(.vanityAddress)
        let bytes = Array(try Data(contentsOf: URL(filePath: key.path)))
        return (bytes, key.digest, Bytes(BLAKE2b.hash(bytes))!)
    }
}

@Suite(.serialized) struct KeyCacheTests {
    private func cache(limit: UInt64 = 1 << 30) throws -> (KeyCache, folder: String) {
        let folder = try Samples.folder()
        return (KeyCache(folder: folder, given: [], byteLimit: limit), folder)
    }

    private func client(_ server: KeyServer) -> ServiceClient {
        ServiceClient(server.address, patience: Patience(attempts: 1))
    }

    @Test func aDownloadGoesOnWhereTheConnectionBrokeOff() async throws {
        let (bytes, digest, file) = try RealKey.made.get()
        let server = try KeyServer(bytes, tag: file.hex, cuts: [1_000_000, 5_000_000])
        let client = client(server)
        let (cache, folder) = try cache()
        for _ in 0..<2 {
            await #expect(throws: (any Error).self) {
                try await cache.fetch(digest, .vanityAddress, file: file, from: client)
            }
            #expect(await !cache.has(digest, .vanityAddress))
        }
        try await cache.fetch(digest, .vanityAddress, file: file, from: client)
        #expect(await cache.has(digest, .vanityAddress))
        #expect(try await cache.key(digest, .vanityAddress).digest == digest)
        #expect(await cache.verifyingKey(digest)?.digest == digest)
        let ranges = server.ranges
        #expect(ranges.count == 3 && ranges[0].isEmpty)
        let begins = ranges.dropFirst().compactMap { Int($0.dropFirst(6).dropLast()) }
        #expect(begins.count == 2 && begins[0] > 0 && begins[0] <= 1_000_000 && begins[1] > begins[0], "\(ranges)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(digest)").count == 3)
        // It is here: nothing is asked for again.
        try await cache.fetch(digest, .vanityAddress, file: file, from: client)
        #expect(server.ranges.count == 3)
        await client.close()
        server.stop()
    }

    @Test func whatIsNotTheNamedFileIsRemoved() async throws {
        let (bytes, digest, file) = try RealKey.made.get()
        let server = try KeyServer(bytes, tag: file.hex)
        let client = client(server)
        let (cache, folder) = try cache()
        await #expect(throws: DownloadError.otherFile) {
            try await cache.fetch(digest, .vanityAddress, file: Samples.key, from: client)
        }
        // The whole file, which decides under another key than the task names.
        await #expect(throws: KeyStoreError.self) {
            try await cache.fetch(Samples.key, .vanityAddress, file: file, from: client)
        }
        for name in [digest, Samples.key] {
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(name)").isEmpty)
        }
        await client.close()
        server.stop()
    }

    @Test func aFileAboveTheBoundIsNotTaken() async throws {
        let (bytes, digest, file) = try RealKey.made.get()
        let server = try KeyServer(bytes, tag: file.hex)
        let client = client(server)
        let (cache, _) = try cache(limit: 1000)
        await #expect(throws: DownloadError.tooLarge(UInt64(bytes.count), limit: 1000)) {
            try await cache.fetch(digest, .vanityAddress, file: file, from: client)
        }
        await client.close()
        server.stop()
    }

    @Test func theKeyThatWasNotUsedForLongestGivesWayAndNoneThatIsInUse() async throws {
        let (bytes, digest, file) = try RealKey.made.get()
        let server = try KeyServer(bytes, tag: file.hex)
        let client = client(server)
        let (cache, folder) = try cache(limit: UInt64(bytes.count) + 2500)
        let old = (1...3).map { Digest([UInt8](repeating: UInt8($0), count: 32))! }
        for (index, name) in old.enumerated() {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(name)", withIntermediateDirectories: false)
            try Data(count: 1000).write(to: URL(filePath: "\(folder)/\(name)/x.zkey"))
            if index == 0 { await cache.use(name) }
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: Double(1000 + index))],
                ofItemAtPath: "\(folder)/\(name)")
        }
        try await cache.fetch(digest, .vanityAddress, file: file, from: client)
        let left = old.map { FileManager.default.fileExists(atPath: "\(folder)/\($0)") }
        #expect(left == [true, false, true])
        await client.close()
        server.stop()
    }
}
