internal import Fields

/// A point of G2 with the lines of its Miller loop, so that a key's points are prepared once for many pairings.
///
/// The chain of multiples runs in Jacobian coordinates and all slopes share one inversion. About 13 KB a point. The kernel that
/// runs four loops side by side makes its own lines as it goes, and then there is nothing to keep but the point.
public struct PreparedG2: Sendable {
    /// The line through points of the twist with this slope: at (x, y) of G1, times 1/y, it is
    /// 1 − slope·(x/y)·w + intercept·(1/y)·w³.
    struct Line: Sendable {
        let slope: Fq2
        /// slope·X − Y for a point (X, Y) on the line.
        let intercept: Fq2
    }

    let point: G2
    private let kept: [Line]?

    public init(_ point: G2) {
        self.point = point
        kept = Kernel.current == .ifma ? nil : Self.lines(of: point)
    }

    /// In the order of the loop; none for the identity.
    var lines: [Line] { kept ?? Self.lines(of: point) }

    private static func lines(of point: G2) -> [Line] {
        guard !point.isIdentity else { return [] }
        var chain = Chain(point)
        for digit in Pairing.loopDigits.dropFirst() {
            chain.double()
            if digit != 0 { chain.add(digit > 0 ? point : -point) }
        }
        let first = TwistFrobenius.image(of: point)
        chain.add(first)
        chain.add(-TwistFrobenius.image(of: first))
        return chain.lines()
    }

    /// Multiples of a point, each step remembered as what its line needs. No step meets the identity or equal points: the
    /// point has the large order r, and neither 6x + 2 nor a prefix of it is near a multiple of r.
    private struct Chain {
        var current: JacobianPoint<BN254G2>
        /// The slope is numerator / denominator; `through` is a point on the line.
        var numerators: [Fq2] = []
        var denominators: [Fq2] = []
        var through: [JacobianPoint<BN254G2>] = []

        init(_ point: G2) { current = JacobianPoint(point) }

        /// The slope 3x²/2y is 3X²/2YZ, whose denominator is the Z of the double.
        mutating func double() {
            let square = current.x.squared()
            through.append(current)
            current = current.doubled()
            numerators.append(square.doubled() + square)
            denominators.append(current.z)
        }

        /// The slope (y' − y)/(x' − x) is (y'Z³ − Y) / Z(x'Z² − X).
        mutating func add(_ point: G2) {
            let square = current.z.squared()
            numerators.append(point.y * square * current.z - current.y)
            denominators.append((point.x * square - current.x) * current.z)
            through.append(JacobianPoint(point))
            current += point
        }

        func lines() -> [Line] {
            let points = affine(through)
            var inverses = denominators
            invertAll(&inverses)
            return points.indices.map { index in
                let slope = numerators[index] * inverses[index]
                return Line(slope: slope, intercept: slope * points[index].x - points[index].y)
            }
        }
    }
}
