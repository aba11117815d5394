internal import CoreMetrics
internal import Escrow
internal import Ledger
internal import Logging
internal import ServiceLifecycle

/// Does what time alone decides (lapses, expiries, refunds), each second, so that nobody has to ask; and looks after the
/// clock and the books' files.
actor Sweeper: Service {
    private let books: Books
    private let clock: MarketClock
    private let logger: Logger
    private let measures: Measures
    private let remember: @Sendable (ClockRecord) throws -> Void

    private var isParted = false
    private var damaged: Set<ID<Contract>> = []

    /// - Parameter remember: keeps what is known of the clock.
    init(
        books: Books, clock: MarketClock, logger: Logger, measures: Measures,
        remember: @escaping @Sendable (ClockRecord) throws -> Void
    ) {
        self.books = books
        self.clock = clock
        self.logger = logger
        self.measures = measures
        self.remember = remember
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var seconds = 0
            while !Task.isCancelled {
                if await self.isClockGood() {
                    await self.sweep()
                    if seconds.isMultiple(of: 60) { await self.keepHouse() }
                }
                try? await Task.sleep(for: .seconds(1))
                seconds += 1
            }
        }
    }

    /// Looks at the clock, and says so when it is set and when it is right again.
    private func isClockGood() -> Bool {
        measures.clockParted.set(Double(clock.parted) / 1000)
        let fault: ClockFault?
        do throws(ClockFault) {
            _ = try clock.now()
            fault = nil
        } catch {
            fault = error
        }
        if let fault, !isParted {
            logger.error(
                "the machine's clock was set: nothing expires and nothing is taken until it is right again, or the service is started anew",
                metadata: ["reason": "\(fault)"])
        } else if fault == nil, isParted {
            logger.notice("the machine's clock is right again")
        }
        isParted = fault != nil
        return fault == nil
    }

    private func sweep() async {
        do {
            let batch = 100
            while !Task.isCancelled {
                let sweep = try await books.sweep(limit: batch, passingOver: damaged, at: try clock.now())
                measures.swept.increment(by: sweep.receipts.count)
                for (task, what) in sweep.damaged {
                    logger.error(
                        "a task is damaged, and what is due about it cannot be done: restore a backup",
                        metadata: ["task": "\(task)", "reason": "\(what)"])
                    damaged.insert(task)
                }
                measures.damagedTasks.set(damaged.count)
                if sweep.receipts.count + sweep.damaged.count < batch { return }
            }
        } catch is ClockFault {
            return
        } catch BooksError.cancelled {
            return
        } catch {
            logger.error("what is due could not be done, and is tried again", metadata: ["reason": "\(error)"])
        }
    }

    private func keepHouse() async {
        do {
            try remember(try clock.record())
            try await books.emptyWriteAheadLog()
        } catch is ClockFault {
            return
        } catch BooksError.cancelled {
            return
        } catch {
            logger.error("the market's files could not be looked after", metadata: ["reason": "\(error)"])
        }
    }
}
