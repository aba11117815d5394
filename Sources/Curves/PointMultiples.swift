public import Fields
internal import Glibc

/// scalar · point for every point, on all processors: the same multiple of many points. Variable-time; the digits of the
/// scalar are wiped from memory, copies in registers and on the stack are not.
public func multiples<C>(
    of points: UnsafeBufferPointer<AffinePoint<C>>, by scalar: PrimeField<C.ScalarModulus>
) -> [AffinePoint<C>] {
    var digits = signedDigits(of: scalar.canonical, width: LockStep<C>.digitWidth)
    defer { digits.withUnsafeMutableBytes { explicit_bzero($0.baseAddress!, $0.count) } }
    let result = digits.withUnsafeBufferPointer { digits in
        inLockStep(points.count) { (step: LockStep<C>, range) in
            step.load(UnsafeBufferPointer(rebasing: points[range]))
            step.run { _ in digits }
        }
    }
    return result
}

/// scalars[i] · points[i] for every i, on all processors. Each scalar counts as the negative it stands for where that is the
/// smaller one in magnitude. As many scalars as points. Variable-time.
package func products<C>(
    of points: [UnsafePointer<AffinePoint<C>>], by scalars: [PrimeField<C.ScalarModulus>]
) -> [AffinePoint<C>] {
    precondition(points.count == scalars.count, "one scalar a point")
    return inLockStep(points.count) { (step: LockStep<C>, range) in
        let signed = scalars[range].map { scalar in
            let (value, negated) = (scalar.canonical, (-scalar).canonical)
            return negated < value ? (negated, true) : (value, false)
        }
        let digits = signed.map { signedDigits(of: $0.0, width: LockStep<C>.digitWidth) }
        let loaded = zip(points[range], signed).map { $1.1 ? -$0.pointee : $0.pointee }
        loaded.withUnsafeBufferPointer { step.load($0) }
        digits.withUnsafeBufferPointer { all in
            step.run { index in all[index].withUnsafeBufferPointer { $0 } }
        }
    }
}

/// Runs `body` for every chunk of 0 ..< count and puts the accumulators that it leaves together.
private func inLockStep<C>(_ count: Int, _ body: (LockStep<C>, Range<Int>) -> Void) -> [AffinePoint<C>] {
    [AffinePoint<C>](unsafeUninitializedCapacity: count) { buffer, initialized in
        let results = buffer
        let size = LockStep<C>.capacity
        parallelJobs((count + size - 1) / size) { chunk in
            let range = chunk * size..<min(count, (chunk + 1) * size)
            let step = LockStep<C>()
            body(step, range)
            _ = UnsafeMutableBufferPointer(rebasing: results[range]).initialize(from: step.results)
        }
        initialized = count
    }
}

/// Multiples of up to 512 points at once, digit by digit, so that all additions of a place share their inversions.
///
/// A doubling is two additions, 2P = (P + T) + (P − T) for a fixed point T: additions are what there is a vector kernel for,
/// and two of its are less than half of one doubling without.
private final class LockStep<C: ShortWeierstrassCurve> {
    typealias Point = AffinePoint<C>

    static var capacity: Int { 512 }
    static var digitWidth: Int { 5 }
    /// 1, 3, …, 15.
    private static var oddCount: Int { 8 }

    private let queue = PairQueue<C>()
    /// Odd multiple j of point i at j · capacity + i.
    private let table: UnsafeMutablePointer<Point>
    private let sums: UnsafeMutablePointer<Point>
    private let lefts: UnsafeMutablePointer<Point>
    private let rights: UnsafeMutablePointer<Point>
    /// T and −T.
    private let shift: UnsafeMutablePointer<Point>
    private var count = 0

    init() {
        table = .allocate(capacity: Self.capacity * Self.oddCount)
        sums = .allocate(capacity: Self.capacity)
        lefts = .allocate(capacity: Self.capacity)
        rights = .allocate(capacity: Self.capacity)
        shift = .allocate(capacity: 2)
        shift[0] = C.generator
        shift[1] = -C.generator
    }

    deinit {
        for memory in [table, sums, lefts, rights, shift] { memory.deallocate() }
    }

    var results: UnsafeBufferPointer<Point> { UnsafeBufferPointer(start: sums, count: count) }

    /// Begins with up to 512 points: works their odd multiples out.
    func load(_ points: UnsafeBufferPointer<Point>) {
        precondition(points.count <= Self.capacity)
        count = points.count
        for (index, point) in points.enumerated() {
            table[index] = point
            sums[index] = point
        }
        double { _ in true }
        for odd in 1..<Self.oddCount {
            let (row, last) = (table + odd * Self.capacity, table + (odd - 1) * Self.capacity)
            for index in 0..<count { queue.add(last + index, sums + index, into: row + index) }
            queue.flush()
        }
    }

    /// Leaves in `results` each point's multiple by the number that its digits spell, least significant first.
    func run(_ digits: (Int) -> UnsafeBufferPointer<Int8>) {
        let longest = (0..<count).map { digits($0).count }.max() ?? 0
        for index in 0..<count { sums[index] = .identity }
        for position in (0..<longest).reversed() {
            double { position < digits($0).count }
            for index in 0..<count where position < digits(index).count {
                let digit = digits(index)[position]
                guard digit != 0 else { continue }
                let multiple = table + Int(digit.magnitude) / 2 * Self.capacity + index
                if digit < 0 {
                    rights[index] = -multiple.pointee
                    queue.add(sums + index, rights + index, into: sums + index)
                } else {
                    queue.add(sums + index, multiple, into: sums + index)
                }
            }
            queue.flush()
        }
    }

    /// Doubles the sums that are chosen and not the identity.
    private func double(_ isChosen: (Int) -> Bool) {
        for index in 0..<count where !sums[index].isIdentity && isChosen(index) {
            queue.add(sums + index, shift, into: lefts + index)
            queue.add(sums + index, shift + 1, into: rights + index)
        }
        queue.flush()
        for index in 0..<count where !sums[index].isIdentity && isChosen(index) {
            queue.add(lefts + index, rights + index, into: sums + index)
        }
        queue.flush()
    }
}
