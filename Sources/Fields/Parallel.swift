import Dispatch
import Glibc
internal import Synchronization

/// The processors that the system has online, at least 1.
package let processorCount = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

/// How many of them a computation is spread over: memory that each takes for itself is taken so many times.
package enum Processors {
    /// At least 1. Each step of a computation asks on the thread that it begins on.
    @TaskLocal package static var inUse = processorCount

    /// Runs `body` with what it spreads out on at most `count` processors, at least 1.
    package static func limited<Value>(to count: Int, _ body: () -> Value) -> Value {
        $inUse.withValue(min(max(1, count), processorCount), operation: body)
    }
}

/// Splits `0..<count` into at most one range a processor, each of at least `minimum` indices, and runs `body` on them at
/// the same time; returns when all are done. What is too small for two ranges runs on the calling thread.
///
/// `body` must not write where another range reads or writes.
package func parallelRanges(count: Int, minimum: Int = 1, _ body: (Range<Int>) -> Void) {
    precondition(count >= 0 && minimum > 0)
    let pieces = min(Processors.inUse, count / minimum)
    guard pieces > 1 else { return count > 0 ? body(0..<count) : () }
    parallelJobs(pieces) { piece in body(count * piece / pieces..<count * (piece + 1) / pieces) }
}

/// Runs `body` for every index below `count`, each as a job of its own that the next free processor takes.
///
/// `body` must not write where another job reads or writes: it is not `@Sendable`, so the compiler does not check that.
package func parallelJobs(_ count: Int, _ body: (Int) -> Void) {
    let processors = Processors.inUse
    guard count > 1 && processors > 1 else { return (0..<count).forEach(body) }
    // Where some processors are to be left out, each worker takes job after job.
    guard processors == processorCount || count <= processors else {
        return parallelJobs(count) { job, _ in body(job) }
    }
    withoutActuallyEscaping(body) { body in
        nonisolated(unsafe) let body = body
        DispatchQueue.concurrentPerform(iterations: count) { body($0) }
    }
}

/// Runs `body` for every index below `count`, in this order, each as a job of its own that the next free worker takes. There is
/// at most one worker a processor, and what has the number of one, below `Processors.inUse`, is its own.
///
/// `body` must not write where another worker reads or writes.
package func parallelJobs(_ count: Int, _ body: (_ job: Int, _ worker: Int) -> Void) {
    let next = Atomic(0)
    parallelJobs(min(count, Processors.inUse)) { worker in
        while true {
            let job = next.add(1, ordering: .relaxed).oldValue
            guard job < count else { return }
            body(job, worker)
        }
    }
}

/// The values of `body` at `0..<count`, in order; each is a job of its own.
package func parallelMap<Value>(_ count: Int, _ body: (Int) -> Value) -> [Value] {
    [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
        let start = buffer.baseAddress
        parallelJobs(count) { start.unsafelyUnwrapped.advanced(by: $0).initialize(to: body($0)) }
        initialized = count
    }
}
