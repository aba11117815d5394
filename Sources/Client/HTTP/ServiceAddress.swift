internal import FoundationEssentials

/// Where a service answers: `https://example.org`, `http://127.0.0.1:8080`. A scheme, a host and a port, nothing else.
package struct ServiceAddress: Hashable, Sendable, CustomStringConvertible {
    package enum Scheme: String, Sendable, CaseIterable {
        case http, https

        var port: Int { self == .http ? 80 : 443 }
    }

    package let scheme: Scheme
    /// In lower case; an IPv6 address in brackets.
    package let host: String
    /// 1 to 65,535.
    package let port: Int

    /// Nil for anything but a scheme, a host, perhaps a port, and perhaps one slash at the end.
    package init?(_ text: String) {
        guard text.utf8.count <= 300, let parts = URLComponents(string: text),
            let scheme = parts.scheme.flatMap({ Scheme(rawValue: $0.lowercased()) }),
            let host = parts.host?.lowercased(), Self.isHost(host),
            parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil,
            parts.path.isEmpty || parts.path == "/", (1...65_535).contains(parts.port ?? scheme.port)
        else { return nil }
        self.scheme = scheme
        self.host = host
        port = parts.port ?? scheme.port
    }

    private static func isHost(_ text: String) -> Bool {
        let inner = text.hasPrefix("[") && text.hasSuffix("]") ? text.dropFirst().dropLast() : text[...]
        let isAddress = inner.count < text.count
        return !inner.isEmpty && inner != "." && inner != ".."
            && inner.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x61...0x7a, 0x2d, 0x2e: true
                case 0x3a: isAddress
                default: false
                }
            }
    }

    /// What a request's `Host` says: the port is left out where it is the scheme's own.
    package var authority: String { port == scheme.port ? host : "\(host):\(port)" }

    /// The one spelling of the address.
    package var description: String { "\(scheme.rawValue)://\(authority)" }

    /// Whether what is sent stays on this machine.
    package var isLoopback: Bool { ["127.0.0.1", "[::1]", "localhost"].contains(host) }
}
