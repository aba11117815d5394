import Dispatch
import Synchronization

/// Runs asynchronous work to its end while this thread waits: the programs' commands are synchronous.
public func waiting<Value: Sendable>(for work: @escaping @Sendable () async throws -> Value) throws -> Value {
    let result = Mutex<Result<Value, any Error>?>(nil)
    let isDone = DispatchSemaphore(value: 0)
    Task.detached {
        let value: Result<Value, any Error>
        do { value = .success(try await work()) } catch { value = .failure(error) }
        result.withLock { $0 = value }
        isDone.signal()
    }
    isDone.wait()
    return try result.withLock { $0! }.get()
}
