internal import Glibc
internal import NIOCore

/// Where somebody calls from, as one party's share is counted: an address of IPv4, also where a socket of IPv6 has it
/// (RFC 4291, section 2.5.5.2), and the first 56 bits of one of IPv6, which is what a household is given (RFC 6177).
package struct PartyAddress: Hashable, CustomStringConvertible {
    package let description: String

    /// - Parameter address: as `inet_ntop` writes it; anything else stands for itself.
    package init(_ address: String) {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET6, address, &bytes) != 1 {
            description = address
        } else if bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xff, bytes[11] == 0xff {
            description = bytes.suffix(4).map(String.init).joined(separator: ".")
        } else {
            description = bytes.prefix(7).map { String($0, radix: 16) }.joined(separator: ".")
        }
    }
}

extension Channel {
    var partyAddress: String { PartyAddress(remoteAddress?.ipAddress ?? "local").description }
}
