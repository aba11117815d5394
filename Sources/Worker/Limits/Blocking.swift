internal import Dispatch

/// Runs what holds a thread for long on one of its own, so that the threads of tasks go on.
func blocking<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        DispatchQueue(label: "work").async { continuation.resume(returning: body()) }
    }
}

/// The same for what may throw.
func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    let result: Result<Value, any Error> = await blocking { Result { try body() } }
    return try result.get()
}
