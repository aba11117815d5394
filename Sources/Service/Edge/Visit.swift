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

    /// Where the request comes from, as one party's share is counted.
    var address: String { channel.partyAddress }

    /// Closes the connection, whatever is under way on it.
    func hangUp() { channel.closeAtOnce() }
}
