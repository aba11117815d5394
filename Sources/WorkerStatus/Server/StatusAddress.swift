internal import Glibc

/// Where a worker tells its status: an address of this machine, and a port.
package struct StatusAddress: Sendable, Hashable, CustomStringConvertible {
    /// An address of IPv4, one of IPv6 without brackets, or `localhost`.
    package let host: String
    /// 0 for any that is free.
    package let port: Int

    /// 127.0.0.1:17888, where people look for an edge node.
    package static let usual = StatusAddress(host: "127.0.0.1", port: 17_888)

    private init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// `HOST:PORT`, an IPv6 address in brackets. Nil for anything else: a name other than `localhost` may lead anywhere.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        var host = String(text[..<colon])
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        if isBracketed { host = String(host.dropFirst().dropLast()) }
        guard Self.isAddress(host, AF_INET6) == isBracketed,
            isBracketed || host == "localhost" || Self.isAddress(host, AF_INET),
            (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = UInt16(digits)
        else { return nil }
        self.init(host: host, port: Int(port))
    }

    package func with(port: Int) -> StatusAddress { StatusAddress(host: host, port: port) }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Whether only this machine reaches it.
    package var isLoopback: Bool {
        var address = in_addr()
        if inet_pton(AF_INET, host, &address) == 1 { return UInt32(bigEndian: address.s_addr) >> 24 == 127 }
        return host == "localhost" || host == "::1"
    }

    /// Whether a request may say that it is for `authority` (the field `Host`): any address, or `localhost`.
    ///
    /// A page of another site that had its own name lead to this machine (DNS rebinding) is known by that name; an address
    /// cannot be made to lead elsewhere.
    package static func mayBeAsked(as authority: String) -> Bool {
        guard authority.utf8.count <= 64 else { return false }
        return (StatusAddress(authority) ?? StatusAddress("\(authority):0")) != nil
    }

    private static func isAddress(_ text: String, _ family: Int32) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 16)
        return inet_pton(family, text, &bytes) == 1
    }
}
