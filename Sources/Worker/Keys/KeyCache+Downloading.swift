package import Client
package import Formats
internal import Glibc
internal import Storage
internal import Synchronization
package import VerifiedCompute

extension KeyCache {
    // MARK: Room

    /// Says that a key is being downloaded; false where it is already.
    func beginDownload(of digest: Digest) -> Bool {
        guard downloads[digest] == nil else { return false }
        downloads[digest] = 0
        return true
    }

    /// Whether the key is on its way.
    package func isDownloading(_ digest: Digest) -> Bool { downloads[digest] != nil }

    func endDownload(of digest: Digest) { downloads[digest] = nil }

    /// Sees to it that a key which is being downloaded has room for so many bytes in all, before they are written.
    ///
    /// - Parameter more: as many again are taken at once where they are needed soon: finding room reads the folder.
    func reserve(_ count: UInt64, and more: UInt64 = 0, for digest: Digest) throws(DownloadError) {
        guard count > downloads[digest, default: 0] else { return }
        guard count <= byteLimit else { throw .tooLarge(count, limit: byteLimit) }
        try makeRoom(for: min(byteLimit, count + more), keeping: digest)
    }

    /// Removes keys until `count` bytes have room, the one that was not used for longest first.
    private func makeRoom(for count: UInt64, keeping digest: Digest) throws(DownloadError) {
        var keys: [(digest: Digest, used: Int, bytes: UInt64)] = []
        for name in FolderNames.all(in: folder) {
            guard let other = Hexadecimal.bytes(of: name).flatMap({ Digest($0) }), other != digest else { continue }
            var status = stat()
            guard stat("\(folder)/\(name)", &status) == 0 else { continue }
            keys.append((other, status.st_mtim.tv_sec, max(byteCount(of: other), downloads[other, default: 0])))
        }
        keys.sort { $0.used < $1.used }
        var taken = keys.reduce(count) { $0 + $1.bytes }
        for key in keys where taken > byteLimit && inUse[key.digest] == nil && downloads[key.digest] == nil {
            remove(key.digest)
            taken -= key.bytes
        }
        guard taken <= byteLimit else { throw .noRoom(count, limit: byteLimit) }
        downloads[digest] = count
    }

    private func byteCount(of digest: Digest) -> UInt64 {
        let folder = own(digest).folder
        return FolderNames.all(in: folder).reduce(0) { sum, name in
            var status = stat()
            return stat("\(folder)/\(name)", &status) == 0 ? sum + UInt64(clamping: status.st_size) : sum
        }
    }

    // MARK: Downloading

    /// Brings the key here, where it is not. What arrives is kept when the connection breaks off, and the next call asks for
    /// the rest. Downloads of other keys go on meanwhile.
    ///
    /// - Parameters:
    ///   - file: the BLAKE2b-256 of the proving key, as the service says it.
    ///   - isWanted: whether it is still waited for, asked several times a second: `DownloadError.unwanted` where it is not.
    ///   - noted: is told the share that is here, from 0 to 1.
    package nonisolated func fetch(
        _ digest: Digest, _ kind: CircuitKind, file: Bytes<32>, from client: ServiceClient,
        isWanted: @escaping @Sendable () -> Bool = { true }, noted: @escaping @Sendable (Double) -> Void = { _ in }
    ) async throws {
        // Two that want the same key must not write one file.
        while await !beginDownload(of: digest) {
            guard isWanted() else { throw DownloadError.unwanted }
            try await Task.sleep(for: .milliseconds(200))
        }
        let result: Result<Void, any Error>
        do {
            result = .success(try await bring(digest, kind, file, client, isWanted, noted))
        } catch {
            result = .failure(error)
        }
        await endDownload(of: digest)
        try result.get()
    }

    private nonisolated func bring(
        _ digest: Digest, _ kind: CircuitKind, _ file: Bytes<32>, _ client: ServiceClient,
        _ isWanted: @escaping @Sendable () -> Bool, _ noted: @escaping @Sendable (Double) -> Void
    ) async throws {
        guard await !has(digest, kind) else { return }
        guard await !isRejected(file) else { throw DownloadError.rejected }
        let store = KeyStore(folder: "\(folder)/\(digest)")
        guard mkdir(store.folder, 0o700) == 0 || errno == EEXIST else {
            throw FileError.system(step: "make the folder", path: store.folder, code: errno)
        }
        let (path, received) = (store.path(of: kind) + ".part", Received())
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                defer { group.cancelAll() }
                group.addTask { [self] in try await download(digest, to: path, file, client, received, noted) }
                group.addTask { [self] in try await watch(received, isWanted) }
                try await group.next()
            }
        } catch let error as FileError where ClaimStore.isFull(error) {
            // The disk has no room for it: it gives back what it took, which the outbox may need.
            unlink(path)
            throw error
        }
        do {
            try await blocking { [self] in
                // First, so that no key is there of which nobody knows whence.
                try writeWhole(
                    Array(client.address.description.utf8), to: originPath(digest), mode: 0o600, replacing: true)
                try store.adopt(path, as: kind, for: digest)
            }
        } catch {
            unlink(path)
            unlink(originPath(digest))
            throw error
        }
    }

    /// The bytes that have come in this call.
    private final class Received: Sendable {
        let count = Atomic(0)
    }

    /// Ends a download that nobody waits for any more, or that comes too slowly.
    private nonisolated func watch(_ received: Received, _ isWanted: @Sendable () -> Bool) async throws {
        let start = ContinuousClock.now
        var (begin, before) = (start, 0)
        while true {
            try await Task.sleep(for: .seconds(min(0.25, pace.seconds / 4, pace.longest / 4)))
            guard isWanted() else { throw DownloadError.unwanted }
            guard ContinuousClock.now - start < .seconds(pace.longest) else {
                throw DownloadError.tooLong(seconds: pace.longest)
            }
            guard ContinuousClock.now - begin >= .seconds(pace.seconds) else { continue }
            let count = received.count.load(ordering: .relaxed)
            guard Double(count - before) >= pace.bytesPerSecond * pace.seconds else {
                throw DownloadError.tooSlow(bytesPerSecond: pace.bytesPerSecond, seconds: pace.seconds)
            }
            (begin, before) = (ContinuousClock.now, count)
        }
    }

    /// Downloads what is lacking of the file at `path`, which is whole and the one that it must be when this returns.
    private nonisolated func download(
        _ digest: Digest, to path: String, _ file: Bytes<32>, _ client: ServiceClient, _ received: Received,
        _ noted: (Double) -> Void
    ) async throws {
        let download = try PartialFile(path: path)
        // Where nothing is left to come, all is here already or it is another file's: the digest tells.
        _ = try await client.provingKey(digest, file: file, from: download.count) { part in
            if part.offset == 0 { try download.restart() }
            download.total = part.total
            try await reserve(max(part.total ?? 0, download.count), for: digest)
            return true
        } read: { bytes in
            try await reserve(download.count + UInt64(bytes.count), and: 1 << 20, for: digest)
            try download.append(bytes)
            received.count.add(bytes.count, ordering: .relaxed)
            if let total = download.total { noted(Double(download.count) / Double(max(1, total))) }
            return true
        }
        if let total = download.total, download.count < total {
            throw DownloadError.brokenOff(download.count, of: total)
        }
        guard try download.finish() == file else {
            unlink(path)
            throw DownloadError.otherFile
        }
    }
}
