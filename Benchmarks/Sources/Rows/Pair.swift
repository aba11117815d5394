/// One circuit, proven by our prover and by another one in turns.
public struct Pair: Codable, Sendable {
    public let name: String
    public let runs: Int
    /// Medians.
    public let ours: Spent
    public let theirs: Spent
    /// Their median time over ours.
    public let timesFaster: Double
    /// Our peak memory over theirs.
    public let timesTheMemory: Double

    public init(name: String, runs: Int, ours: Spent, theirs: Spent) {
        self.name = name
        self.runs = runs
        self.ours = ours
        self.theirs = theirs
        timesFaster = theirs.wallSeconds / ours.wallSeconds
        timesTheMemory = Double(ours.peakBytes) / Double(theirs.peakBytes)
    }
}

/// What a process took.
public struct Spent: Codable, Sendable {
    public let wallSeconds: Double
    /// On all processors together, in the system's calls too.
    public let processorSeconds: Double
    /// The most memory that was resident, mapped files included.
    public let peakBytes: Int

    public init(wallSeconds: Double, processorSeconds: Double, peakBytes: Int) {
        self.wallSeconds = wallSeconds
        self.processorSeconds = processorSeconds
        self.peakBytes = peakBytes
    }
}
