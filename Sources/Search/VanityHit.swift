public import Addresses
public import Curves
package import Fields
import Glibc

/// What a search found: an offset k and the point P = Q + k·G, whose address has the pattern.
///
/// k is the solution and a secret until it is sealed. It lives in a buffer of its own, wiped when the hit is gone; it has no
/// description, and `withOffset` is the only way to it.
public struct VanityHit: ~Copyable, @unchecked Sendable {
    // Sendable because the buffer is never written between `init` and `deinit`.
    private let offset: UnsafeMutableRawBufferPointer
    /// Q + k·G; not the identity and not Q.
    public let point: AffinePoint<Secp256k1>
    public let address: BitcoinAddress

    /// `offset` is from 1 to 2²⁵⁰ − 1.
    package init(offset: UInt256, point: AffinePoint<Secp256k1>, address: BitcoinAddress) {
        self.offset = .allocate(byteCount: 32, alignment: 8)
        self.point = point
        self.address = address
        for i in 0..<4 {
            self.offset.storeBytes(of: offset[limb: 3 - i].bigEndian, toByteOffset: 8 * i, as: UInt64.self)
        }
    }

    deinit {
        explicit_bzero(offset.baseAddress!, 32)
        offset.deallocate()
    }

    /// Lends k: 32 bytes, most significant first, good until `body` returns.
    public borrowing func withOffset<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(offset))
    }
}
