package import Client
internal import Fields
package import Formats
package import VerifiedCompute

/// What a worker is told to do: plain values, whatever they were read from.
///
/// `check` finds what cannot be; nothing else reads files, variables or the clock.
package struct Settings: Sendable, Hashable {
    /// A service to work for.
    package struct Service: Sendable, Hashable {
        package let address: ServiceAddress
        /// The Ed25519 key that it must answer with; nil for the one that was met at the address before, or for any the
        /// first time.
        package let key: Bytes<32>?

        package init(address: ServiceAddress, key: Bytes<32>? = nil) {
            self.address = address
            self.key = key
        }
    }

    /// At least one, no address twice.
    package var services: [Service]
    /// The worker's own folder: lock, outbox, history, downloaded keys. Made where it is missing, mode 0700.
    package var workspace: String
    /// The folder that all programs of this user share: identities of services, and which worker keys are in use.
    package var home: String
    /// The worker's key file, which one worker has at a time; nil where the key comes from none.
    package var keyFile: String?
    /// Folders of proving and verifying keys that are looked into before anything is downloaded, and never written to.
    package var keyFolders: [String] = []
    /// The most bytes that downloaded proving keys take on the disk.
    package var keyCacheByteCount: UInt64 = 2 << 30
    /// Whom every proof pays; nil for the worker's own key.
    package var payee: Bytes<32>?
    /// How many tasks are worked on at a time, 1 to 64: they share the threads.
    package var concurrency = 1
    /// How many threads search, at least `concurrency`; nil for one a processor, and no fewer than tasks.
    package var threads: Int?
    /// The share of all processors that the whole process may use, above 0 and at most 1.
    package var cpuShare = 1.0
    /// The most memory that the process may take, pages of files aside, in kB (1000 bytes); nil for no limit.
    package var memoryLimit: UInt64?
    /// The least reward that is worked for, before fee and burn.
    package var minReward: UInt64 = 0
    /// The kinds of task that are wanted.
    package var kinds: Set<String> = Set(TaskKind.names)
    /// The longest that a task may be expected to take, in seconds; nil for any time.
    package var maxSeconds: Double?
    /// The largest bond, or stake of a lease, that is put at risk for one task; nil for as much as the task's reward.
    package var maxBond: UInt64?
    /// The shortest heartbeat of a lease that is kept up with, in seconds: half of it must do for a sign of life to get through, also
    /// where a call hangs.
    package var leastHeartbeat: Int64 = 60
    /// The verifying keys that are proven under; empty for all that a service takes.
    package var verifyingKeys: Set<Digest> = []
    /// A PEM file of certificates that are trusted besides the system's.
    package var trustRoots: String?
    /// End when nothing is left to do instead of waiting for more: for trying out.
    package var endsWhenIdle = false

    package init(services: [Service], workspace: String, home: String) {
        self.services = services
        self.workspace = workspace
        self.home = home
    }

    /// Throws for the first value that cannot be.
    package func check() throws(SettingsError) {
        guard !services.isEmpty else { throw .noService }
        if let twice = services.indices.first(where: { index in
            services[..<index].contains { $0.address == services[index].address }
        }) {
            throw .serviceTwice(services[twice].address)
        }
        guard (1...64).contains(concurrency) else { throw .concurrency }
        guard (1...1024).contains(threads ?? 1) else { throw .threads }
        if let threads, threads < concurrency { throw .concurrencyAboveThreads(threads: threads) }
        guard cpuShare > 0, cpuShare <= 1 else { throw .cpuShare }
        if let maxSeconds, !(maxSeconds > 0) { throw .maxSeconds }
        guard !kinds.isEmpty else { throw .noKind }
        if let unknown = kinds.sorted().first(where: { !TaskKind.names.contains($0) }) { throw .unknownKind(unknown) }
        if let memoryLimit, memoryLimit < leastMemory {
            throw .memoryLimit(memoryLimit, least: leastMemory, concurrency: concurrency, threads: threadCount)
        }
    }

    /// How many threads search, over all jobs.
    package var threadCount: Int { threads ?? max(processorCount, concurrency) }

    /// The least `memoryLimit`, in kB: under a lower one nothing could ever be earned.
    package var leastMemory: UInt64 {
        Memory.least(for: kinds, concurrency: concurrency, threads: threadCount, services: services.count)
    }
}

/// What is wrong with settings.
package enum SettingsError: Error, Hashable, Sendable {
    case noService
    case serviceTwice(ServiceAddress)
    case concurrency, threads, cpuShare, maxSeconds, noKind
    /// In kB.
    case memoryLimit(UInt64, least: UInt64, concurrency: Int, threads: Int)
    case concurrencyAboveThreads(threads: Int)
    case unknownKind(String)

    /// One sentence, under the names of the command line's options.
    package var sentence: String {
        switch self {
        case .noService: "no service is named: give --service URL"
        case .serviceTwice(let address): "\(address) is named twice: once is enough"
        case .concurrency: "--concurrency takes a number from 1 to 64"
        case .threads: "--threads takes a number from 1 to 1024"
        case .concurrencyAboveThreads(let threads):
            "--concurrency takes at most as many tasks as --threads has threads, which is \(threads)"
        case .cpuShare: "--cpu-percentage-limit takes a share above 0 and at most 1, such as 0.5"
        case .memoryLimit(let limit, let least, let concurrency, let threads):
            "nothing could be earned below --memory-limit \(limit): with --concurrency \(concurrency), --threads \(threads) and "
                + "these services it must be at least \(least) kB; give that, or fewer of them"
        case .maxSeconds: "--max-time takes a time above 0, such as 90m"
        case .noKind: "--kinds names nothing: name \(TaskKind.names.joined(separator: ", "))"
        case .unknownKind(let name):
            "--kinds has no \(name): the kinds are \(TaskKind.names.joined(separator: ", "))"
        }
    }
}

extension Settings {
    /// The most that is put at risk for a task: what was set or, where nothing was, its reward. Both the choice of a task and
    /// its submission hold to it.
    static func bondLimit(_ maxBond: UInt64?, reward: UInt64) -> UInt64 { maxBond ?? reward }
}
