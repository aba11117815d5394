package import VerifiedCompute
package import Wire

extension TaskState {
    /// Whether nothing will ever happen to the task again.
    package var isFinal: Bool { [.settled, .refunded, .cancelled].contains(self) }
}

extension ServiceClient {
    /// Waits until the task has ended, and returns it as it is then.
    ///
    /// It listens to the service's events, and asks from time to time where those do not come: after 2 seconds first, then
    /// more seldom, up to 15.
    ///
    /// - Parameter noted: is told each state that the task is seen in, once.
    package func whenEnded(
        _ task: Digest, noted: (TaskState) -> Void = { _ in }
    ) async throws -> TaskRecord {
        var (last, pause): (TaskState?, Double) = (nil, 2)
        func ended() async throws(ClientError) -> TaskRecord? {
            let record = try await self.task(task)
            if record.state != last { noted(record.state) }
            last = record.state
            return record.state.isFinal ? record : nil
        }
        while true {
            var result: TaskRecord?
            do {
                try await events {
                    result = try await ended()
                    return result == nil
                } read: { event in
                    guard event.task == task else { return true }
                    pause = 2
                    result = try await ended()
                    return result == nil
                }
            } catch ClientError.unreachable(_, let error) where error == .cancelled {
                throw CancellationError()
            } catch is ClientError {
                // Whether it is the events or the service that fails, the question below finds out.
            }
            if let result { return result }
            if let record = try await ended() { return record }
            try await Task.sleep(for: .seconds(pause * Double.random(in: 0.75...1.25)))
            pause = min(15, pause * 1.5)
        }
    }
}
