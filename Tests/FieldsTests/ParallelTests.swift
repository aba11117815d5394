import Fields
import Testing

@Suite struct ParallelTests {
    @Test func theRangesCoverEveryIndexOnce() {
        for (count, minimum) in [(0, 1), (1, 1), (2, 1), (7, 3), (1000, 1), (1000, 999), (5, 100)] {
            var seen = [Int](repeating: 0, count: count)
            seen.withUnsafeMutableBufferPointer { buffer in
                let seen = buffer
                parallelRanges(count: count, minimum: minimum) { range in
                    for index in range { seen[index] += 1 }
                }
            }
            #expect(seen.allSatisfy { $0 == 1 })
        }
    }

    @Test func everyJobIsDoneOnceAndWorkersKeepTheirNumbers() {
        for count in [0, 1, 2, 1000] {
            var workers = [Int](repeating: -1, count: count)
            workers.withUnsafeMutableBufferPointer { buffer in
                let workers = buffer
                parallelJobs(count) { job, worker in workers[job] += 1 + worker }
            }
            #expect(workers.allSatisfy { (0..<processorCount).contains($0) })
        }
    }

    @Test func theMapKeepsTheOrder() {
        for count in [0, 1, 2, 1000] { #expect(parallelMap(count) { "\($0)" } == (0..<count).map { "\($0)" }) }
    }

    @Test func noMoreProcessorsAreInUseThanTheLimit() {
        let count = 100
        var (workers, ranges) = ([Int](repeating: 0, count: count), [Int](repeating: 0, count: count))
        workers.withUnsafeMutableBufferPointer { workers in
            ranges.withUnsafeMutableBufferPointer { ranges in
                let (workers, ranges) = (workers, ranges)
                Processors.limited(to: 1) {
                    #expect(Processors.inUse == 1)
                    parallelJobs(count) { job, worker in workers[job] += 1 + worker }
                    parallelRanges(count: count) { range in
                        for index in range { ranges[index] = range.count }
                    }
                }
            }
        }
        #expect(workers.allSatisfy { $0 == 1 } && ranges.allSatisfy { $0 == count })
        #expect(Processors.inUse == processorCount)
        #expect(Processors.limited(to: 1 << 20) { Processors.inUse } == processorCount)
    }
}
