import Curves
import Fields

// Points as the Ethereum precompiles of EIP-196 and EIP-197 spell them: coordinates of 32 bytes, most significant first, the
// imaginary part before the real one; all zeros are the identity.

extension G1 {
    init?(evm bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        guard bytes.count == 64, let x = Fq(bigEndianBytes: bytes[..<32]), let y = Fq(bigEndianBytes: bytes[32...])
        else { return nil }
        if x.isZero && y.isZero { self = .identity } else { self.init(x: x, y: y) }
    }

    var evm: [UInt8] { x.bigEndianBytes + y.bigEndianBytes }
}

extension G2 {
    init?(evm bytes: some Collection<UInt8>) {
        let parts = Array(bytes).chunks(of: 32).map { Fq(bigEndianBytes: $0) }
        guard parts.count == 4, let x1 = parts[0], let x0 = parts[1], let y1 = parts[2], let y0 = parts[3]
        else { return nil }
        let (x, y) = (Fq2(x0, x1), Fq2(y0, y1))
        if x.isZero && y.isZero { self = .identity } else { self.init(x: x, y: y) }
    }

    var evm: [UInt8] { x.c1.bigEndianBytes + x.c0.bigEndianBytes + y.c1.bigEndianBytes + y.c0.bigEndianBytes }
}

extension Array {
    func chunks(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}

/// The pairing precompile: pairs of 192 bytes. Nil where it fails.
func evmPairing(_ bytes: [UInt8]) -> Bool? {
    guard bytes.count % 192 == 0 else { return nil }
    var pairs: [(G1, PreparedG2)] = []
    for pair in bytes.chunks(of: 192) {
        guard let p = G1(evm: pair.prefix(64)), let q = G2(evm: pair.suffix(128)) else { return nil }
        pairs.append((p, PreparedG2(q)))
    }
    return Pairing.isIdentity(pairs)
}
