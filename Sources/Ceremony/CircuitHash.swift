internal import Curves
internal import Fields
internal import Formats
internal import Groth16
internal import Sealing

/// BLAKE2b-512 of a circuit's initial key: what a ceremony is about. Points are hashed uncompressed; each part comes behind the
/// number of its points (u32, most significant byte first). Source: snarkjs, `src/zkey_new.js`.
struct CircuitHash: ~Copyable {
    private var hash = BLAKE2b(length: 64)

    init(_ header: ProvingKeyHeader) {
        hash.update(header.alpha1.uncompressed + header.beta1.uncompressed)
        hash.update(header.beta2.uncompressed + header.gamma2.uncompressed)
        hash.update(header.delta1.uncompressed + header.delta2.uncompressed)
    }

    mutating func update<C>(_ points: [AffinePoint<C>]) where C.Coordinate: CompressibleCoordinate {
        update(count: points.count)
        points.withUnsafeBufferPointer { append($0) }
    }

    /// The powers of tau times the polynomial that vanishes on the domain: tau^(size + i) − tau^i for each i below size − 1.
    ///
    /// snarkjs hashes them 2¹⁴ at a time, all pieces of one length, and so goes one power too far where there is more than one
    /// piece. In a file of no larger power that one is what stands behind the section: the next section's head and the
    /// beginning of the generator of G2. Its bytes are public and the same in every such file; they are hashed here, too.
    mutating func updateWithVanishingPowers(_ powers: Ptau, logSize: Int) {
        let size = 1 << logSize
        update(count: size - 1)
        let isOneTooMany = size - 1 > 1 << 14
        let tau = powers.powers(.tau, min(2 * size, (2 << powers.power) - 1))
        let count = min(tau.count - size, isOneTooMany ? size : size - 1)
        let points = differences(
            UnsafeBufferPointer(rebasing: tau[size..<size + count]), UnsafeBufferPointer(rebasing: tau[..<count]))
        points.withUnsafeBufferPointer { append($0) }
        if isOneTooMany && count < size {
            let (x, y) = powers.bytesBehindPowers
            hash.update(UnreducedSum.difference((x, y), tau[size - 1]).uncompressed)
        }
    }

    consuming func finish() -> Bytes<64> { Bytes(hash.finish())! }

    private mutating func update(count: Int) {
        hash.update((0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - 8 * $0)) })
    }

    private mutating func append<C>(_ points: UnsafeBufferPointer<AffinePoint<C>>)
    where C.Coordinate: CompressibleCoordinate {
        let chunk = 1 << 12
        let texts = parallelMap((points.count + chunk - 1) / chunk) { number in
            points[number * chunk..<min(points.count, (number + 1) * chunk)].flatMap(\.uncompressed)
        }
        for text in texts { hash.update(text) }
    }
}
