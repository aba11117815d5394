internal import Fields

/// Additions of pairs of points in affine form that share one inversion: 5M + 1S a pair, and any two points may meet.
///
/// Pairs gather until the queue is full; their sums are written then, or at `flush`. What a waiting pair reads or writes
/// must not be touched before. The three pointers a pair are what a vector kernel gathers from; it has one list to work on and
/// one to ask for meanwhile, so that the points are near when their turn comes.
/// Source: Cohen, "A Course in Computational Algebraic Number Theory", algorithm 10.3.4, for the shared inversion.
package final class PairQueue<C: ShortWeierstrassCurve> {
    package typealias Point = AffinePoint<C>

    /// The kernel in C, where there is one for this curve.
    private let kernel = PairKernel<C>()
    /// An inversion costs about 100 multiplications: a fifth of one for each pair of a full queue. For a vector kernel it is as
    /// much as 60 pairs.
    private let capacity: Int
    private var filling: PairList<C>
    private var waiting: PairList<C>
    private let denominators: UnsafeMutablePointer<C.Coordinate>
    private let products: UnsafeMutablePointer<C.Coordinate>
    /// What all of it takes.
    let byteCount: Int

    package init() {
        capacity = kernel == nil ? 512 : PairKernel<C>.mostPairs
        filling = PairList(capacity: capacity)
        waiting = PairList(capacity: capacity)
        denominators = .allocate(capacity: capacity)
        products = .allocate(capacity: capacity)
        // Two lists of three pointers a pair.
        byteCount = capacity * (2 * 3 * 8 + 2 * MemoryLayout<C.Coordinate>.stride) + (kernel?.byteCount ?? 0)
    }

    deinit {
        filling.deallocate()
        waiting.deallocate()
        denominators.deallocate()
        products.deallocate()
    }

    /// sum ← left + right, some time before `flush` returns. `sum` may be `left` or `right`.
    @inline(__always)
    package func add(
        _ left: PointReference<C>, _ right: PointReference<C>, into sum: UnsafeMutablePointer<Point>
    ) {
        filling.append(left, right, sum)
        if filling.count == capacity { advance() }
    }

    /// Writes the sums of all pairs that wait.
    package func flush() {
        advance()
        advance()
    }

    /// Adds the pairs that wait, and those that were filling wait.
    private func advance() {
        if let kernel, waiting.count >= PairKernel<C>.fewestPairs {
            waiting.count = kernel.add(waiting, before: filling)
        }
        addOneByOne()
        swap(&filling, &waiting)
    }

    private func addOneByOne() {
        guard waiting.count > 0 else { return }
        let (lefts, rights) = (waiting.lefts, waiting.rights)
        var product = C.Coordinate.one
        for index in 0..<waiting.count {
            let denominator = Self.denominator(lefts[index].point, rights[index].point)
            denominators[index] = denominator
            products[index] = product
            product = product * denominator
        }
        var inverse = product.inverse()!
        for index in stride(from: waiting.count - 1, through: 0, by: -1) {
            let own = inverse * products[index]
            inverse = inverse * denominators[index]
            waiting.sums[index].pointee = Self.sum(lefts[index].point, rights[index].point, own)
        }
        waiting.count = 0
    }

    @inline(__always)
    private static func isSpecial(_ p: Point, _ q: Point) -> Bool { p.x == q.x || p.isIdentity || q.isIdentity }

    /// The denominator of the slope; never zero.
    @inline(__always)
    private static func denominator(_ p: Point, _ q: Point) -> C.Coordinate {
        isSpecial(p, q) ? specialDenominator(p, q) : q.x - p.x
    }

    @inline(__always)
    private static func sum(_ p: Point, _ q: Point, _ inverse: C.Coordinate) -> Point {
        if isSpecial(p, q) { return specialSum(p, q, inverse) }
        let slope = (q.y - p.y) * inverse
        let x = slope.squared() - p.x - q.x
        return Point(uncheckedX: x, y: slope * (p.x - x) - p.y)
    }

    /// 2y where a point meets itself, and 1 where no slope is needed.
    @inline(never)
    private static func specialDenominator(_ p: Point, _ q: Point) -> C.Coordinate {
        p.isIdentity || q.isIdentity || p == -q ? .one : p.y.doubled()
    }

    @inline(never)
    private static func specialSum(_ p: Point, _ q: Point, _ inverse: C.Coordinate) -> Point {
        if p.isIdentity { return q }
        if q.isIdentity { return p }
        if p == -q { return .identity }
        let square = p.x.squared()
        let slope = (square.doubled() + square) * inverse
        let x = slope.squared() - p.x.doubled()
        return Point(uncheckedX: x, y: slope * (p.x - x) - p.y)
    }
}

/// Pairs of points and where their sums go, in the arrays that kernels take.
struct PairList<C: ShortWeierstrassCurve> {
    let lefts: UnsafeMutablePointer<PointReference<C>>
    let rights: UnsafeMutablePointer<PointReference<C>>
    let sums: UnsafeMutablePointer<UnsafeMutablePointer<AffinePoint<C>>>
    var count = 0

    init(capacity: Int) {
        lefts = .allocate(capacity: capacity)
        rights = .allocate(capacity: capacity)
        sums = .allocate(capacity: capacity)
    }

    func deallocate() {
        lefts.deallocate()
        rights.deallocate()
        sums.deallocate()
    }

    @inline(__always)
    mutating func append(
        _ left: PointReference<C>, _ right: PointReference<C>, _ sum: UnsafeMutablePointer<AffinePoint<C>>
    ) {
        lefts[count] = left
        rights[count] = right
        sums[count] = sum
        count += 1
    }
}
