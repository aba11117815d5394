public import Fields

/// Multiples of one base, prepared for many multiplications: the multiples 1 … 255 of 2⁸ⁱ · base for each i below 32.
public struct FixedBaseTable<C: ShortWeierstrassCurve>: Sendable {
    private static var windowBits: Int { 8 }
    private static var windows: Int { 32 }
    /// Row i holds j · 2⁸ⁱ · base at j − 1.
    private let rows: [AffinePoint<C>]

    public init(_ base: AffinePoint<C>) {
        var points: [JacobianPoint<C>] = []
        var power = JacobianPoint(base)
        for _ in 0..<Self.windows {
            var multiple = power
            for _ in 1..<(1 << Self.windowBits) {
                points.append(multiple)
                multiple += power
            }
            power = multiple
        }
        rows = affine(points)
    }

    /// scalar · base for each scalar, in order, on all processors. Variable-time.
    public func multiples(of scalars: [PrimeField<C.ScalarModulus>]) -> [AffinePoint<C>] {
        let chunk = 1 << 10
        let chunks = parallelMap((scalars.count + chunk - 1) / chunk) { index in
            affine(scalars[index * chunk..<min(scalars.count, (index + 1) * chunk)].map(multiple))
        }
        return chunks.flatMap { $0 }
    }

    private func multiple(of scalar: PrimeField<C.ScalarModulus>) -> JacobianPoint<C> {
        let scalar = scalar.canonical
        var sum = JacobianPoint<C>.identity
        for window in 0..<Self.windows {
            let digit = Int(scalar.bits(from: window * Self.windowBits, count: Self.windowBits))
            if digit != 0 { sum += rows[window * 255 + digit - 1] }
        }
        return sum
    }
}
