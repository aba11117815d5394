import Glibc
import Synchronization

/// Ctrl-C and `kill`: SIGINT and SIGTERM end a program with 130, at once or, from `watch()` on, in order.
///
/// Long work calls `watch()` and then looks at the flag that the first signal sets: it removes what is half made, says what
/// is kept, and ends. A second signal ends the program at once.
public enum Interruption {
    private static let signals = [SIGINT, SIGTERM]
    private static let flag = Atomic(false)

    /// From here on the first signal sets the flag.
    public static func watch() {
        // The handler must not be the first to touch the flag: making it is not safe inside a signal.
        _ = isRequested
        for number in signals {
            // Not `signal`, which has calls that wait go on waiting.
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { number in
                Interruption.flag.store(true, ordering: .relaxed)
                signal(number) { _ in _exit(ExitStatus.interrupted.rawValue) }
            }
            sigaction(number, &action, nil)
        }
    }

    /// From here on a signal ends the program at once, with 130 and not as one that a signal killed.
    static func exitAtOnce() {
        // A parent that starts programs from a thread with blocked signals hands the block down.
        var mask = sigset_t()
        sigemptyset(&mask)
        for number in signals { sigaddset(&mask, number) }
        pthread_sigmask(SIG_UNBLOCK, &mask, nil)
        for number in signals {
            signal(number) { _ in _exit(ExitStatus.interrupted.rawValue) }
        }
    }

    /// Whether the program is to end. Cheap enough for the inside of a loop, and callable from any thread.
    public static var isRequested: Bool { flag.load(ordering: .relaxed) }

    /// Throws where the program is to end.
    ///
    /// - Parameter sentence: what is kept and what is lost.
    public static func check(_ sentence: String = "interrupted") throws(Failure) {
        if isRequested { throw Failure(.interrupted, sentence) }
    }
}
