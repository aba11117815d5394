import Glibc
import TestSupport
import Testing

/// A socket that listens on a port of its own of this machine, until the object goes.
final class Listener {
    let descriptor: Int32
    let port = freePort()

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let status = withLoopback(port) { [descriptor] in bind(descriptor, $0, $1) }
        try #require(status == 0 && listen(descriptor, 16) == 0)
    }

    deinit { close(descriptor) }
}
