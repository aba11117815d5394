internal import Curves
internal import Fields

/// A field whose elements may come from a file unchecked: whether what lies in memory is below the modulus.
protocol CanonicalInMemory: Field {
    var isCanonical: Bool { get }
}

extension Fq: CanonicalInMemory {
    var isCanonical: Bool { montgomery < Fq.modulus }
}

extension Fq2: CanonicalInMemory {
    var isCanonical: Bool { c0.isCanonical && c1.isCanonical }
}

extension AffinePoint where C.Coordinate: CanonicalInMemory {
    /// Whether this is the identity or a point of the group, with coordinates below the modulus.
    var isSound: Bool { isCanonicalAndOnCurve && (isIdentity || C.isInSubgroup(self)) }

    /// The same without the subgroup: enough for sums to be defined.
    fileprivate var isCanonicalAndOnCurve: Bool {
        x.isCanonical && y.isCanonical && (isIdentity || isOnCurve)
    }
}

extension UnsafeBufferPointer {
    /// The first point that is off the curve or not canonical; nil where there is none. Enough for sums to be defined.
    func firstOffCurve<C>() -> Int? where Element == AffinePoint<C>, C.Coordinate: CanonicalInMemory {
        firstBadIndex(
            below: count,
            in: { range in
                let points = UnsafeBufferPointer(rebasing: self[range])
                let bad = points[soundPrefix(of: points)...].firstIndex { !$0.isCanonicalAndOnCurve }
                return bad.map { range.lowerBound + $0 }
            })
    }

    /// The first point that is not canonical or not in its group; nil where there is none.
    func firstUnsound() -> Int? where Element == G1 { firstOffCurve() }

    /// The first point that is not canonical or not in its group; nil where there is none.
    func firstUnsound() -> Int? where Element == G2 {
        if let index = firstOffCurve() { return index }
        return BN254G2.areInSubgroup(self) ? nil : firstBadIndex(below: count) { !self[$0].isSound }
    }
}

/// The first index below `count` for which the condition holds, looked for on all processors.
func firstBadIndex(below count: Int, where condition: (Int) -> Bool) -> Int? {
    firstBadIndex(below: count, in: { range in range.first(where: condition) })
}

/// The same for a function that finds the first in a range.
private func firstBadIndex(below count: Int, in range: (Range<Int>) -> Int?) -> Int? {
    let chunk = 1 << 12
    let found = parallelMap((count + chunk - 1) / chunk) { number in
        range(number * chunk..<Swift.min(count, (number + 1) * chunk))
    }
    return found.lazy.compactMap { $0 }.first
}
