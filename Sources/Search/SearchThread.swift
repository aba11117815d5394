import Addresses
import Curves
import Fields

/// One thread's part of a search: consecutive offsets from its own start on.
struct SearchThread: ~Copyable {
    private let task: VanitySearch
    private let matcher: HashMatcher
    private let hasher = KeyHasher<FourLanes>()
    private var walk: KeyWalk
    /// The offset of the first key of the next batch.
    private var offset: UInt256

    /// `start` is the first offset, from 1 on and at least 2⁶⁴ below 2²⁵⁰.
    init(_ task: VanitySearch, start: UInt256, table: GeneratorTable) {
        self.task = task
        matcher = HashMatcher(task.pattern)
        offset = start
        walk = KeyWalk(first: SecpScalar(canonical: start)! * .generator + task.point, table: table)
    }

    /// How many keys a step tries.
    var batch: Int { walk.keys.count }

    /// Tries the next batch; a hit that it holds, the first of several.
    mutating func step() throws(SearchError) -> VanityHit? {
        walk.next()
        let first = offset
        offset = offset.addingReportingCarry(UInt256(UInt64(batch))).sum
        var candidates: [Int] = []
        for index in 0..<batch / FourLanes.count {
            let group = index * FourLanes.count
            matcher.forEachMatch(hasher.hash(walk.keys, from: group)) { candidates.append(group + $0) }
        }
        for candidate in candidates {
            let offset = first.addingReportingCarry(UInt256(UInt64(candidate))).sum
            if let hit = try task.confirm(offset) { return hit }
        }
        return nil
    }
}
