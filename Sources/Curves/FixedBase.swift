public import Fields

/// Multiples of one base, prepared for many multiplications: the multiples 1 … 255 of 2⁸ⁱ · base for each i below 32.
public struct FixedBaseTable<C: ShortWeierstrassCurve>: Sendable {
    private static var windowBits: Int { 8 }
    private static var windows: Int { 32 }
    private static var rowCount: Int { 255 }
    /// Row i holds j · 2⁸ⁱ · base at j − 1.
    private let rows: [AffinePoint<C>]

    @specialized(where C == BN254G1)
    @specialized(where C == BN254G2)
    public init(_ base: AffinePoint<C>) {
        var points: [JacobianPoint<C>] = []
        var power = JacobianPoint(base)
        for _ in 0..<Self.windows {
            var multiple = power
            for _ in 0..<Self.rowCount {
                points.append(multiple)
                multiple += power
            }
            power = multiple
        }
        rows = affine(points)
    }

    /// scalar · base for each scalar, in order, on all processors. Variable-time.
    @specialized(where C == BN254G1)
    @specialized(where C == BN254G2)
    public func multiples(of scalars: [PrimeField<C.ScalarModulus>]) -> [AffinePoint<C>] {
        [AffinePoint<C>](unsafeUninitializedCapacity: scalars.count) { buffer, initialized in
            let results = buffer
            results.initialize(repeating: .identity)
            let chunk = 1 << 10
            parallelJobs((scalars.count + chunk - 1) / chunk) { index in
                let range = index * chunk..<min(scalars.count, (index + 1) * chunk)
                add(scalars[range], onto: .init(rebasing: results[range]))
            }
            initialized = scalars.count
        }
    }

    /// Adds a table entry for each window in turn to all results at once, which share their inversions.
    private func add(
        _ scalars: ArraySlice<PrimeField<C.ScalarModulus>>, onto results: UnsafeMutableBufferPointer<AffinePoint<C>>
    ) {
        let queue = PairQueue<C>()
        let scalars = scalars.map(\.canonical)
        let results = results.baseAddress!
        rows.withUnsafeBufferPointer { rows in
            for window in 0..<Self.windows {
                let row = rows.baseAddress! + window * Self.rowCount
                for (index, scalar) in scalars.enumerated() {
                    let digit = Int(scalar.bits(from: window * Self.windowBits, count: Self.windowBits))
                    guard digit != 0 else { continue }
                    queue.add(PointReference(results + index), PointReference(row + (digit - 1)), into: results + index)
                }
                queue.flush()
            }
        }
    }
}
