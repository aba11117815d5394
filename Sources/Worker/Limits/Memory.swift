internal import Glibc

/// What the stages of a job take of the process's memory, and what it has now.
package enum Memory {
    /// What the process takes while it searches with its proving key open, in kB: 126,000 without pages of files were measured
    /// on two processors.
    package static let idle: UInt64 = 130_000
    /// What one proof takes more, in kB: 20,000 of its own and 85,000 of the mapped proving key were measured on two processors,
    /// and more processors take more. Proofs are made one at a time.
    package static let proof: UInt64 = 190_000

    /// The least limit under which a task can be brought to its end, in kB.
    package static var leastForProof: UInt64 { idle + proof }

    /// What the process has in memory, in kB of 1000 bytes, mapped files included; 0 where the system does not say.
    package static var used: UInt64 { reading.all }

    /// The same without the pages of files, which the system takes back when it needs them: what nobody else can have.
    package static var anonymous: UInt64 {
        let (all, files) = reading
        return all - min(all, files)
    }

    /// All that the process has in memory, and how much of it is pages of files, in kB at one moment.
    package static var reading: (all: UInt64, files: UInt64) {
        let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return (0, 0) }
        defer { close(descriptor) }
        var text = [UInt8](repeating: 0, count: 128)
        let count = read(descriptor, &text, text.count)
        let numbers = String(decoding: text.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
        guard numbers.count > 2, let pages = UInt64(numbers[1]), let shared = UInt64(numbers[2]) else { return (0, 0) }
        let page = UInt64(sysconf(Int32(_SC_PAGESIZE)))
        return (pages * page / 1000, shared * page / 1000)
    }
}
