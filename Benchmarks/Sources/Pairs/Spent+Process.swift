import Foundation
import Rows

extension Spent {
    struct Failed: Error {
        let command: [String]
        let status: Int32
    }

    /// Runs a command to its end, what it prints thrown away. Throws where it does not end with 0.
    init(running command: [String]) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
        }
        var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process = pid_t()
        let begin = ContinuousClock.now
        let code = posix_spawn(&process, command[0], &actions, nil, &words, environ)
        guard code == 0 else { throw Failed(command: command, status: code) }
        var (status, usage) = (Int32(), rusage())
        while wait4(process, &status, 0, &usage) < 0 && errno == EINTR {}
        let wallSeconds = (ContinuousClock.now - begin) / .seconds(1)
        guard status == 0 else { throw Failed(command: command, status: status) }
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
        self.init(
            wallSeconds: wallSeconds, processorSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
            peakBytes: usage.ru_maxrss * 1024)
    }

    /// The median of each figure, of one run or more.
    init(medianOf runs: [Spent]) {
        func median<T: Comparable>(_ values: [T]) -> T { values.sorted()[values.count / 2] }
        self.init(
            wallSeconds: median(runs.map(\.wallSeconds)), processorSeconds: median(runs.map(\.processorSeconds)),
            peakBytes: median(runs.map(\.peakBytes)))
    }
}
