internal import Glibc
package import VerifiedCompute

/// What the stages of a job take of the process's memory, in kB of 1000 bytes, and what it has now.
package enum Memory {
    /// What the process takes without keys and searches: 12,000 were measured with one service and few tasks.
    package static let base: UInt64 = 15_000
    /// What the list of a service's tasks takes: 10,000 were measured where there are as many as are kept.
    package static let list: UInt64 = 10_000
    /// What is left free for what nobody asks for beforehand: answers of services, the status.
    package static let margin: UInt64 = 8_000

    /// What a search takes: its table, and of each thread its batch and its stack.
    package static func search(threads: Int) -> UInt64 { 1_000 + 500 * UInt64(threads) }

    /// What a proving key takes that is open, its circuit not written down.
    package static func key(_ kind: CircuitKind) -> UInt64 { kilobytes(kind.keyByteCount) }

    /// What a proof takes besides its key.
    ///
    /// - Parameters:
    ///   - circuit: whether the circuit is there, is written down and kept, or is let go of once it gave the witness.
    package static func proof(_ kind: CircuitKind, _ circuit: CircuitUse, processors: Int) -> UInt64 {
        switch circuit {
        case .isThere: kilobytes(kind.proofByteCount(processors: processors))
        case .kept: kilobytes(kind.circuitByteCount + kind.proofByteCount(processors: processors))
        case .letGo: kilobytes(kind.leanProofByteCount(processors: processors))
        }
    }

    package enum CircuitUse: Sendable { case isThere, kept, letGo }

    /// The least limit under which something can be earned: so many searches run, and beside them one proof is made on one
    /// processor, under a key that is open; and each service lists as many tasks as are kept.
    package static func least(for kinds: Set<String>, concurrency: Int, threads: Int, services: Int) -> UInt64 {
        let proofs = CircuitKind.allCases.filter { kinds.contains($0.rawValue) }.map {
            key($0) + proof($0, .letGo, processors: 1)
        }
        let searches = UInt64(concurrency) * search(threads: max(1, threads / concurrency))
        return base + UInt64(services) * list + margin + searches + (proofs.min() ?? 0)
    }

    private static func kilobytes(_ count: Int) -> UInt64 { UInt64((count + 999) / 1000) }

    /// What the process has in memory without the pages of files, which the system takes back when it needs them, in kB of 1000 bytes:
    /// what nobody else can have. 0 where the system does not say.
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
