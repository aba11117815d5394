internal import Glibc
internal import Hummingbird
internal import Logging
internal import NIOCore

/// What belongs to one request besides the request.
struct Visit: RequestContext {
    var coreContext: CoreRequestContextStorage
    private let channel: any Channel
    /// Names the request in the answer and in every line of the log: 16 hexadecimal digits.
    let number: String

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        number = String(repeating: "0", count: 16 - digits.count) + digits
        logger[metadataKey: "hb.request.id"] = nil
        logger[metadataKey: "request"] = "\(number)"
    }

    /// Where the request comes from, as one party's share is counted: an address of IPv4, the first half of one of IPv6.
    var address: String {
        let address = channel.remoteAddress?.ipAddress ?? "local"
        var bytes = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, address, &bytes) == 1 else { return address }
        return bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ".")
    }

    /// Ends the connection in a few seconds: time enough to read the answer, and too little to go on sending.
    func closeSoon() {
        let channel = channel
        channel.eventLoop.scheduleTask(in: .seconds(3)) { channel.close(promise: nil) }
    }
}
