import CSodium
import Curves

/// libsodium's arithmetic on 32-byte Edwards encodings. Each result is nil exactly where libsodium returns anything
/// but zero, and for arguments of another length.
///
/// `crypto_core_ed25519_add` takes points with torsion: nothing reaches `sum` and `difference` here that `isValid`
/// has not seen, or that is not itself a result.
package enum EdwardsGroup {
    package static let generator = Edwards25519Point.generator.encoding
    package static let nothingUpMySleeve = Edwards25519Point.nothingUpMySleeve.encoding

    /// Whether these are 32 bytes that canonically encode a point of order ℓ: not the identity, no torsion.
    package static func isValid(_ point: [UInt8]) -> Bool {
        point.count == 32 && crypto_core_ed25519_is_valid_point(point) == 1
    }

    package static func sum(_ p: [UInt8], _ q: [UInt8]) -> [UInt8]? {
        guard p.count == 32, q.count == 32 else { return nil }
        return result { crypto_core_ed25519_add($0, p, q) }
    }

    package static func difference(_ p: [UInt8], _ q: [UInt8]) -> [UInt8]? {
        guard p.count == 32, q.count == 32 else { return nil }
        return result { crypto_core_ed25519_sub($0, p, q) }
    }

    /// `scalar` times the generator; nil for zero. The scalar is 32 bytes below ℓ, least significant first.
    /// Constant-time.
    package static func multiple(_ scalar: UnsafePointer<UInt8>) -> [UInt8]? {
        result { crypto_scalarmult_ed25519_base_noclamp($0, scalar) }
    }

    /// `scalar` times a valid point; nil for zero. The scalar is 32 bytes below ℓ, least significant first.
    /// Constant-time in the scalar.
    package static func multiple(_ scalar: UnsafePointer<UInt8>, of point: [UInt8]) -> [UInt8]? {
        guard point.count == 32 else { return nil }
        return result { crypto_scalarmult_ed25519_noclamp($0, scalar, point) }
    }

    /// The Montgomery u of a valid point, 32 bytes.
    package static func montgomeryU(_ point: [UInt8]) -> [UInt8]? {
        guard point.count == 32 else { return nil }
        return result { crypto_sign_ed25519_pk_to_curve25519($0, point) }
    }

    private static func result(_ operation: (UnsafeMutablePointer<UInt8>) -> Int32) -> [UInt8]? {
        var out = [UInt8](repeating: 0, count: 32)
        let status = out.withUnsafeMutableBufferPointer { operation($0.baseAddress!) }
        return status == 0 ? out : nil
    }
}
