package import Curves
import Fields

/// The multiples of the generator that a walk adds: shared by all threads.
package struct GeneratorTable: Sendable {
    /// i·G at index i − 1, for i from 1 to `reach`.
    package let multiples: [LoosePoint]
    /// 2·reach·G, from one centre to the next.
    package let step: LoosePoint
    package let reach: Int

    /// `reach` is at least 1.
    package init(reach: Int) {
        precondition(reach > 0)
        self.reach = reach
        var points: [JacobianPoint<Secp256k1>] = []
        points.reserveCapacity(reach)
        var sum = JacobianPoint<Secp256k1>.identity
        for _ in 0..<reach {
            sum += Secp256k1.generator
            points.append(sum)
        }
        multiples = affine(points).map(LoosePoint.init)
        step = LoosePoint(sum.doubled().affine)
    }
}

/// Affine coordinates for the walk.
package struct LoosePoint: Sendable {
    package var x: LooseElement
    package var y: LooseElement

    package init(x: LooseElement, y: LooseElement) {
        self.x = x
        self.y = y
    }

    package init(_ point: AffinePoint<Secp256k1>) {
        x = LooseElement(point.x)
        y = LooseElement(point.y)
    }

    package var affine: AffinePoint<Secp256k1> {
        AffinePoint(uncheckedX: SecpBase(canonical: x.canonical)!, y: SecpBase(canonical: y.canonical)!)
    }
}

/// Walks through Q + k·G for consecutive k, 2·reach keys at a time.
///
/// A batch has a centre C and holds C − reach·G to C + (reach − 1)·G. C + iG and C − iG share the inverse of x(iG) − x(C), and
/// all these inverses cost one inversion (Montgomery's trick, as in `invertAll`): about 3.5 multiplications and a squaring a key.
package struct KeyWalk: ~Copyable {
    private let table: GeneratorTable
    private var centre: AffinePoint<Secp256k1>
    /// The products of the differences before each one; the step's is the last.
    private let products: UnsafeMutablePointer<LooseElement>
    /// The keys that `next` wrote: index j holds the first key plus j·G.
    package let keys: KeyBatch

    /// Starts so that the first key of the first batch is `first`.
    package init(first: AffinePoint<Secp256k1>, table: GeneratorTable) {
        self.table = table
        centre = first + table.multiples[table.reach - 1].affine
        products = .allocate(capacity: table.reach + 1)
        products.initialize(repeating: .one, count: table.reach + 1)
        keys = KeyBatch(count: 2 * table.reach)
    }

    deinit { products.deallocate() }

    /// Writes the next 2·reach keys into `keys`. An identity among them is written as x = 0, which no point has.
    package mutating func next() {
        if !nextByBatch() { nextOneByOne() }
    }

    /// False, with nothing done that counts, where two points to be added have the same x or the centre is the identity.
    private mutating func nextByBatch() -> Bool {
        guard !centre.isIdentity else { return false }
        let (c, step, reach) = (LoosePoint(centre), table.step, table.reach)
        return table.multiples.withUnsafeBufferPointer { multiples in
            var product = LooseElement.one
            for i in 0..<reach {
                products[i] = product
                product = product * (multiples[i].x - c.x)
            }
            products[reach] = product
            let last = step.x - c.x
            guard var inverse = (product * last).inverse() else { return false }
            let slope = (step.y - c.y) * inverse * products[reach]
            inverse = inverse * last
            var i = reach
            while i > 0 {
                i &-= 1
                let (x, y) = (multiples[i].x, multiples[i].y)
                let inverted = inverse * products[i]
                inverse = inverse * (x - c.x)
                // C + iG has the slope (y − yC)/(x − xC), C − iG the negative of (y + yC)/(x − xC).
                let minus = (y + c.y) * inverted
                let xMinus = minus.squared() - c.x - x
                write(reach - 1 - i, x: xMinus, y: minus * (xMinus - c.x) - c.y)
                guard i < reach - 1 else { continue }
                let plus = (y - c.y) * inverted
                let xPlus = plus.squared() - c.x - x
                write(reach + 1 + i, x: xPlus, y: plus * (c.x - xPlus) - c.y)
            }
            write(reach, x: c.x, y: c.y)
            let x = slope.squared() - c.x - step.x
            centre = LoosePoint(x: x, y: slope * (c.x - x) - c.y).affine
            return true
        }
    }

    @inline(__always)
    private func write(_ index: Int, x: LooseElement, y: LooseElement) {
        keys.set(index, x: x.canonical, yIsOdd: y.canonical.l0 & 1)
    }

    /// The same by complete additions, for a batch that meets an equal x or the identity, once in 2²³⁵ keys.
    private mutating func nextOneByOne() {
        var sum = JacobianPoint(centre - table.multiples[table.reach - 1].affine)
        for index in 0..<keys.count {
            let point = sum.affine
            keys.set(index, x: point.x.canonical, yIsOdd: point.y.canonical.l0 & 1)
            sum += Secp256k1.generator
        }
        centre = centre + table.step.affine
    }
}
