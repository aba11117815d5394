public import Glibc
import Synchronization

private let last = Atomic(10_000 + Int(getpid()) % 10_000)

/// A port of the loopback address that nobody listens on, given out once in this process.
///
/// It lies below those that the system gives to outgoing connections (32768 and up): a service that is killed and started again finds
/// its port free, however many connections other tests open meanwhile.
public func freePort() -> Int {
    let (descriptor, port) = boundSocket()
    close(descriptor)
    return port
}

/// A socket that has such a port.
func boundSocket() -> (descriptor: Int32, port: Int) {
    while true {
        let port = 10_000 + last.add(1, ordering: .relaxed).newValue % 20_000
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if withLoopback(port, { bind(descriptor, $0, $1) }) == 0 { return (descriptor, port) }
        close(descriptor)
    }
}

/// The loopback address with a port, as system calls take it.
public func withLoopback<Result>(
    _ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Result
) rethrows -> Result {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return try withUnsafePointer(to: &address) {
        try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            try body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
}
