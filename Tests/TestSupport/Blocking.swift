// Only a build of the tests has it; a build of everything else has this target too.
#if canImport(Testing)
    import Foundation
    public import Testing

    /// Threads of their own for tests that wait or compute for long without giving way, as many as there are processors. On the
    /// threads that all tests share, as few, two of them would hold up every other test, and one that measures time would fail of it.
    public struct Blocking: SuiteTrait, TestTrait, TestScoping {
        public var isRecursive: Bool { true }

        public func provideScope(
            for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
        ) async throws {
            try await withTaskExecutorPreference(Threads.shared) { try await function() }
        }

        private final class Threads: TaskExecutor {
            static let shared = Threads()
            private let queue = OperationQueue()

            private init() { queue.maxConcurrentOperationCount = ProcessInfo.processInfo.activeProcessorCount }

            func enqueue(_ job: consuming ExecutorJob) {
                let job = UnownedJob(job)
                queue.addOperation { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
            }
        }
    }

    extension Trait where Self == Blocking {
        /// Runs the tests on threads that others do not wait for.
        public static var blocking: Self { Self() }
    }
#endif
