import Foundation
import Glibc
import TestSupport
import Testing

/// A worker whose workspace is a disk of 4 MB that nobody else sees: one in memory, in a user and mount namespace of the worker's own,
/// which takes no rights. The test looks into it through the process.
struct SmallDisk {
    let earning: Earning
    let worker: Terminal.Running

    /// Whether this machine lets programs have namespaces of their own.
    static let isPossible: Bool = {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
        process.arguments = ["-rm", "/bin/mount", "-t", "tmpfs", "tmpfs", "/tmp"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    /// - Parameter keys: a folder of keys that are here already.
    init(_ earning: Earning, keys: String = "market/keys") throws {
        self.earning = earning
        let terminal = earning.market.terminal
        let folder = terminal.folder.appendingPathComponent("work").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let script = #"mount -t tmpfs -o size=4m,mode=700 tmpfs "$1" && shift && exec "$@""#
        try terminal.write(Data("\(script)\n".utf8), to: "disk.sh")
        let command = earning.command(keys: keys)
        let program = terminal.path(of: "zkworker")
        worker = try terminal.start(
            "/usr/bin/unshare -rm /bin/sh disk.sh \(folder) \(program)\(command.dropFirst("zkworker".count))")
    }

    /// Where the disk is for this process.
    var path: String {
        "/proc/\(worker.process.processIdentifier)/root\(earning.market.terminal.folder.appendingPathComponent("work").path)"
    }

    /// The names of files in a folder of the workspace that end like this.
    func files(_ suffix: String, in folder: String = "outbox") -> [String] {
        ((try? FileManager.default.subpathsOfDirectory(atPath: "\(path)/\(folder)")) ?? [])
            .filter { $0.hasSuffix(suffix) }
    }

    func wait(for what: String, until isSo: () throws -> Bool) throws {
        try earning.wait(worker, for: what, until: isSo)
    }

    /// Fills the disk to its last byte; `ftruncate` and `close` of what is returned empty it again.
    func fill() throws -> Int32 {
        let filler = open("\(path)/filler", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        try #require(filler >= 0)
        let ones = [UInt8](repeating: 1, count: 4096)
        while write(filler, ones, ones.count) > 0 {}
        while write(filler, ones, 1) > 0 {}
        return filler
    }
}

@Suite(.blocking, .enabled(if: SmallDisk.isPossible, "a small disk takes namespaces, which this system refuses"))
struct FullDiskTests {
    @Test func aFullDiskLosesNothingAndBeginsNothing() throws {
        let earning = try Earning()
        let service = try earning.market.open()
        _ = try earning.post("1Fuuu")
        let disk = try SmallDisk(earning)
        try disk.wait(for: "a claim") { !disk.files(".claim").isEmpty }
        let filler = try disk.fill()
        // It is found, proven and paid on the disk that is full.
        try disk.wait(for: "the end of all claims") { disk.files(".claim").isEmpty }
        _ = try earning.post("1Fv")
        usleep(6_000_000)
        #expect(try earning.market.expect("zkverify audit SERVICE --json").json["settlements"] as? Int == 1)
        ftruncate(filler, 0)
        close(filler)
        try disk.wait(for: "the second proof") { disk.files(".proof", in: "outbox/settled").count == 2 }
        try disk.wait(for: "the end of all claims") { disk.files(".claim").isEmpty }
        try earning.stop(disk.worker)
        try earning.check(settled: 2)
        try earning.market.close(service)
    }

    /// A proving key is twenty times as large as the disk.
    @Test func aDownloadThatFillsTheDiskGivesItBack() throws {
        let earning = try Earning()
        let service = try earning.market.open()
        _ = try earning.post("1Fd")
        let disk = try SmallDisk(earning, keys: "none")
        try disk.wait(for: "the end of the download") { disk.worker.said.contains("dropped: the disk is full") }
        #expect(disk.worker.said.contains("no proving key can be kept: the disk is full"), "\(disk.worker.said)")
        #expect(disk.files("", in: "keys").allSatisfy { !$0.contains(".") }, "\(disk.files("", in: "keys"))")
        let room = try #require(
            FileManager.default.attributesOfFileSystem(forPath: disk.path)[.systemFreeSize] as? Int)
        #expect(room > 1_000_000)
        try disk.wait(for: "the end of the claim") { disk.files(".claim").isEmpty }
        try earning.stop(disk.worker)
        try earning.market.close(service)
    }
}
