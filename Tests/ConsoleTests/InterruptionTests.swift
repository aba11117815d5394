import Console
import Foundation
import Testing

@Suite struct InterruptionTests {
    @Test func theFirstSignalSetsTheFlag() throws {
        defer { for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) } }
        Interruption.watch()
        #expect(!Interruption.isRequested)
        try Interruption.check()
        // To the process and not to this thread, which may hold signals back.
        kill(getpid(), SIGTERM)
        for _ in 0..<500 where !Interruption.isRequested { usleep(10_000) }
        #expect(Interruption.isRequested)
        #expect(throws: Failure(.interrupted, "stopped: the proof is not made")) {
            try Interruption.check("stopped: the proof is not made")
        }
    }
}
