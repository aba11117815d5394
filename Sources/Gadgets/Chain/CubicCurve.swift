public import Fields

/// The curve y² = x³ + a·x² + b·x + c: Montgomery's form has c = 0 and b = 1, Weierstrass' a = 0.
///
/// Plain affine arithmetic, for tables and for the prover's choices. Variable-time.
public struct CubicCurve<M: Modulus>: Sendable {
    public typealias Coordinate = PrimeField<M>

    public let a: Coordinate
    public let b: Coordinate
    public let c: Coordinate

    public init(a: Coordinate, b: Coordinate, c: Coordinate) { (self.a, self.b, self.c) = (a, b, c) }

    /// A point of the curve; the identity is none.
    public struct Point: Hashable, Sendable {
        public let x: Coordinate
        public let y: Coordinate

        public init(x: Coordinate, y: Coordinate) { (self.x, self.y) = (x, y) }

        public static prefix func - (p: Point) -> Point { Point(x: p.x, y: -p.y) }
    }

    public func contains(_ p: Point) -> Bool { p.y.squared() == ((p.x + a) * p.x + b) * p.x + c }

    /// The slope through two points of different x; nil for equal x.
    func slope(_ p: Point, _ q: Point) -> Coordinate? {
        (q.x - p.x).inverse().map { (q.y - p.y) * $0 }
    }

    /// The third point of the line of this slope through `p` and a point with the other x, reflected.
    func sum(_ p: Point, otherX: Coordinate, slope: Coordinate) -> Point {
        let x = slope.squared() - a - p.x - otherX
        return Point(x: x, y: slope * (p.x - x) - p.y)
    }

    /// p + q, nil where that is the identity.
    public func sum(_ p: Point, _ q: Point) -> Point? {
        if let slope = slope(p, q) { return sum(p, otherX: q.x, slope: slope) }
        return p.y == q.y ? doubled(p) : nil
    }

    /// 2p, nil where that is the identity.
    public func doubled(_ p: Point) -> Point? {
        guard let inverse = p.y.doubled().inverse() else { return nil }
        let numerator = (p.x.doubled() + p.x + a.doubled()) * p.x + b
        return sum(p, otherX: p.x, slope: numerator * inverse)
    }

    /// The odd multiples 1, 3, 5, … of each base, `count` of each. No multiple up to 2·count of a base is the identity.
    ///
    /// One inversion for each odd number, shared by all bases.
    func oddMultiples(of bases: [Point], count: Int) -> [[Point]] {
        let doubles = bases.map { doubled($0)! }
        var tables = bases.map { [$0] }
        for _ in 1..<max(count, 1) {
            var inverses = zip(tables, doubles).map { $1.x - $0[$0.count - 1].x }
            invertAll(&inverses)
            for i in tables.indices {
                let last = tables[i][tables[i].count - 1]
                let slope = (doubles[i].y - last.y) * inverses[i]
                tables[i].append(sum(last, otherX: doubles[i].x, slope: slope))
            }
        }
        return tables
    }
}
