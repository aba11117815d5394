internal import CoreMetrics
internal import Escrow
internal import Ledger
internal import Logging
internal import ServiceLifecycle

/// Does what time alone decides (lapses, expiries, refunds), each second, so that nobody has to ask.
struct Sweeper: Service {
    let books: Books
    let clock: WallClock
    let logger: Logger
    let measures: Measures

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await sweep()
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    private func sweep() async {
        do {
            let batch = 100
            while !Task.isCancelled {
                let receipts = try await books.sweep(limit: batch, at: clock.now())
                measures.swept.increment(by: receipts.count)
                if receipts.count < batch { return }
            }
        } catch BooksError.cancelled {
            return
        } catch {
            logger.error("what is due could not be done, and is tried again", metadata: ["reason": "\(error)"])
        }
    }
}
