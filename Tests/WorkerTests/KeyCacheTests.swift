import Client
import Formats
import Foundation
import Sealing
import Testing
import VerifiedCompute
import Worker

@Suite(.serialized) struct KeyCacheTests {
    private func cache(
        limit: UInt64 = 1 << 30, pace: KeyCache.Pace = .init()
    ) throws -> (KeyCache, folder: String) {
        let folder = try Samples.folder()
        return (KeyCache(folder: folder, given: [], byteLimit: limit, pace: pace), folder)
    }

    private func client(_ server: KeyServer) -> ServiceClient {
        ServiceClient(server.address, patience: Patience(attempts: 1))
    }

    @Test func aDownloadGoesOnWhereTheConnectionBrokeOff() async throws {
        let (bytes, digest, file) = try RealKey.made.get().parts
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
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(digest)").count == 4)
        #expect(await cache.origin(digest) == server.address.description)
        // It is here: nothing is asked for again.
        try await cache.fetch(digest, .vanityAddress, file: file, from: client)
        #expect(server.ranges.count == 3)
        // One under which no proof holds is charged to whom it came from.
        #expect(await cache.reject(digest, .vanityAddress) == server.address.description)
        #expect(await !cache.has(digest, .vanityAddress))
        await client.close()
        server.stop()
    }

    @Test func whatIsNotTheNamedFileIsRemoved() async throws {
        let (bytes, digest, file) = try RealKey.made.get().parts
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
        let (bytes, digest, file) = try RealKey.made.get().parts
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
        let (bytes, digest, file) = try RealKey.made.get().parts
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

    @Test func aDownloadThatTakesTooLongIsGivenUpAndWhatHasComeStays() async throws {
        let (bytes, digest, file) = try RealKey.made.get().parts
        let server = try KeyServer(bytes, tag: file.hex, rate: 20_000)
        let (client, (cache, folder)) = (client(server), try cache(pace: .init(bytesPerSecond: 1, over: 1, atMost: 2)))
        await #expect(throws: DownloadError.tooLong(seconds: 2)) {
            try await cache.fetch(digest, .vanityAddress, file: file, from: client)
        }
        let part = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(digest)")
        #expect(part.count == 1 && part[0].hasSuffix(".part"))
        await client.close()
        server.stop()
    }

    @Test func aDownloadThatComesTooSlowlyIsGivenUpAndGoesOnLater() async throws {
        let (bytes, digest, file) = try RealKey.made.get().parts
        let slow = try KeyServer(bytes, tag: file.hex, rate: 20_000)
        let (slowClient, (cache, folder)) = (
            client(slow), try cache(pace: .init(bytesPerSecond: 200_000, over: 1))
        )
        await #expect(throws: DownloadError.tooSlow(bytesPerSecond: 200_000, seconds: 1)) {
            try await cache.fetch(digest, .vanityAddress, file: file, from: slowClient)
        }
        let part = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(digest)")
        #expect(part.count == 1 && part[0].hasSuffix(".part"))
        let fast = try KeyServer(bytes, tag: file.hex)
        let fastClient = client(fast)
        try await cache.fetch(digest, .vanityAddress, file: file, from: fastClient)
        #expect(fast.ranges.count == 1 && !fast.ranges[0].isEmpty)
        for client in [slowClient, fastClient] { await client.close() }
        for server in [slow, fast] { server.stop() }
    }

    @Test func aDownloadThatNobodyWaitsForAnyMoreEnds() async throws {
        let (bytes, digest, file) = try RealKey.made.get().parts
        let server = try KeyServer(bytes, tag: file.hex, rate: 50_000)
        let client = client(server)
        let (cache, _) = try cache()
        await #expect(throws: DownloadError.unwanted) {
            try await cache.fetch(digest, .vanityAddress, file: file, from: client, isWanted: { server.ranges.isEmpty })
        }
        await client.close()
        server.stop()
    }

    @Test func aSlowDownloadHoldsUpNoOtherKeys() async throws {
        let (bytes, digest, file) = try RealKey.made.get().parts
        let (slow, fast) = (
            try KeyServer(bytes, tag: file.hex, rate: 100_000), try KeyServer(bytes, tag: file.hex)
        )
        let (slowClient, fastClient) = (client(slow), client(fast))
        let (cache, _) = try cache()
        let waiting = Task {
            try await cache.fetch(Samples.key, .vanityAddress, file: file, from: slowClient)
        }
        while slow.ranges.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        try await cache.fetch(digest, .vanityAddress, file: file, from: fastClient)
        #expect(await cache.has(digest, .vanityAddress))
        #expect(await cache.isDownloading(Samples.key))
        waiting.cancel()
        await #expect(throws: (any Error).self) { try await waiting.value }
        for client in [slowClient, fastClient] { await client.close() }
        for server in [slow, fast] { server.stop() }
    }

    @Test func aFileOfWhichNobodySaysTheLengthTakesNoMoreThanTheBound() async throws {
        let (bytes, digest, file) = try RealKey.made.get().parts
        let server = try KeyServer(bytes, tag: file.hex, saysLength: false)
        let client = client(server)
        let limit: UInt64 = 2_000_000
        let (cache, folder) = try cache(limit: limit)
        // One that must give way while the other grows.
        try FileManager.default.createDirectory(
            atPath: "\(folder)/\(Samples.otherKey)", withIntermediateDirectories: false)
        try Data(count: 1_500_000).write(to: URL(filePath: "\(folder)/\(Samples.otherKey)/x.zkey"))
        await #expect {
            try await cache.fetch(digest, .vanityAddress, file: file, from: client)
        } throws: { error in
            guard case .tooLarge(let count, limit) = error as? DownloadError else { return false }
            return count > limit && count < UInt64(bytes.count)
        }
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/\(Samples.otherKey)"))
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(digest)")
        let sizes = try names.map { name in
            try FileManager.default.attributesOfItem(atPath: "\(folder)/\(digest)/\(name)")[.size] as? Int ?? 0
        }
        #expect(sizes.reduce(0, +) <= Int(limit))
        await client.close()
        server.stop()
    }

    @Test func aKeyWhoseProofsDoNotHoldIsRemovedAndTakenOnceMoreAndNotAgain() async throws {
        let (bytes, digest, _) = try RealKey.made.get().parts
        let poisoned = RealKey.poisoned(bytes)
        let file = Bytes<32>(BLAKE2b.hash(poisoned))!
        let server = try KeyServer(poisoned, tag: file.hex)
        let client = client(server)
        let (cache, folder) = try cache()
        for count in 1...KeyCache.rejectionLimit {
            // Nothing but a proof tells what is wrong with it.
            try await cache.fetch(digest, .vanityAddress, file: file, from: client)
            #expect(try await cache.key(digest, .vanityAddress).digest == digest)
            await cache.reject(digest, .vanityAddress)
            #expect(await !cache.has(digest, .vanityAddress))
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/\(digest)"))
            #expect(server.ranges.count == count)
        }
        await #expect(throws: DownloadError.rejected) {
            try await cache.fetch(digest, .vanityAddress, file: file, from: client)
        }
        // Another file of the same key is another matter.
        #expect(await cache.isRejected(file))
        #expect(await !cache.isRejected(Samples.key))
        await client.close()
        server.stop()
    }
}
