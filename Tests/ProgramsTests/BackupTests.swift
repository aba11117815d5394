import Foundation
import TestSupport
import Testing

@Suite(.blocking) struct BackupTests {
    /// Books hold proofs that nobody may see yet: not for one moment may another user of the machine open a copy that is being
    /// made. The system tells of each file as it appears, and its permissions are looked at then.
    @Test func aBackupIsItsOwnersAloneFromTheFirstByte() throws {
        let terminal = try Terminal()
        #expect(try terminal.run("zkservice init --data market").status == 0)
        try FileManager.default.createDirectory(
            at: terminal.folder.appendingPathComponent("copies"), withIntermediateDirectories: false)
        let folder = terminal.folder.appendingPathComponent("copies").path
        umask(0o022)
        let events = inotify_init1(Int32(IN_NONBLOCK))
        defer { close(events) }
        #expect(inotify_add_watch(events, folder, UInt32(IN_CREATE)) >= 0)

        let backup = try terminal.start("zkservice backup copies/books.sqlite --data market")
        var (seen, open): (Set<String>, Set<String>) = ([], [])
        func look() {
            for name in names(of: events) {
                var status = stat()
                // What is gone already cannot be looked at, nor opened by anyone.
                guard stat("\(folder)/\(name)", &status) == 0 else { continue }
                seen.insert(name)
                if status.st_mode & 0o077 != 0 { open.insert(name) }
            }
        }
        while backup.process.isRunning { look() }
        look()
        #expect(try backup.finish().status == 0)
        #expect(seen.contains { $0.hasPrefix("books.sqlite.partial-") } && open.isEmpty, "\(seen), open: \(open)")
        #expect(try terminal.permissions("copies/books.sqlite") == 0o600)
    }

    /// The names in the events that have come, none where there are none.
    private func names(of events: Int32) -> [String] {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(events, &buffer, buffer.count)
        var (names, offset): ([String], Int) = ([], 0)
        let head = MemoryLayout<inotify_event>.size
        while offset + head <= count {
            let length = buffer.withUnsafeBytes {
                Int($0.loadUnaligned(fromByteOffset: offset, as: inotify_event.self).len)
            }
            let name = buffer[offset + head..<offset + head + length].prefix { $0 != 0 }
            names.append(String(decoding: name, as: UTF8.self))
            offset += head + length
        }
        return names
    }
}
