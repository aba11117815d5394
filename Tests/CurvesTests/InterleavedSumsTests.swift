import Curves
import Fields
import TestSupport
import Testing

@Suite struct InterleavedSumsTests {
    private func points<C: ShortWeierstrassCurve>(_ count: Int, _ generator: inout SeededGenerator) -> [AffinePoint<C>]
    where C.ScalarModulus == BN254ScalarModulus {
        FixedBaseTable<C>(.generator).multiples(of: (0..<count).map { _ in Fr.random(using: &generator) })
    }

    private func expectMultiples<C: ShortWeierstrassCurve>(_: C.Type, count: Int)
    where C.ScalarModulus == BN254ScalarModulus {
        var generator = SeededGenerator()
        var points: [AffinePoint<C>] = points(count, &generator)
        // The fixed point of the doublings, its negative, the identity, and equal points.
        for (place, point) in [.generator, -.generator, .identity, points[0]].enumerated() where place < count {
            points[place] = point
        }
        for scalar: Fr in [0, 1, 2, -Fr.one, 15, 16, 31, Fr.random(using: &generator)] {
            let found = points.withUnsafeBufferPointer { multiples(of: $0, by: scalar) }
            #expect(found == points.map { scalar * $0 }, "\(scalar)")
        }
    }

    @Test func everyPointIsMultiplied() {
        expectMultiples(BN254G1.self, count: 1500)
        expectMultiples(BN254G2.self, count: 70)
        expectMultiples(BN254G1.self, count: 1)
    }

    @Test func noPointsHaveNoMultiples() {
        #expect(multiples(of: UnsafeBufferPointer<G1>(start: nil, count: 0), by: 5).isEmpty)
    }

    @Test func everySumIsThatOfItsTerms() {
        var generator = SeededGenerator()
        var points: [G1] = points(300, &generator)
        points[7] = .identity
        points[8] = .generator
        var (terms, starts, expected): ([(Int, Fr)], [Int], [G1]) = ([], [0], [])
        for sum in 0..<1200 {
            // Sums of nothing, of one term, of many, and one that fills a chunk.
            let count = sum == 600 ? 2500 : Int.random(in: 0...4, using: &generator)
            var total = JacobianPoint<BN254G1>.identity
            for _ in 0..<count {
                let choices: [Fr] = [0, 1, -Fr.one, 2, -Fr(17), Fr(UInt64(1) << 40), Fr.random(using: &generator)]
                let scalar = choices.randomElement(using: &generator)!
                let point = Int.random(in: 0..<points.count, using: &generator)
                terms.append((point, scalar))
                total += JacobianPoint(points[point]).multiplied(by: scalar.canonical)
            }
            starts.append(terms.count)
            expected.append(total.affine)
        }
        let found = points.withUnsafeBufferPointer { points in
            sparseSums(terms.map { PointTerm(points.baseAddress! + $0.0, times: $0.1) }, starts: starts)
        }
        #expect(found == expected)
    }

    @Test func differencesAreTaken() {
        var generator = SeededGenerator()
        let (left, right): ([G1], [G1]) = (points(100, &generator), points(100, &generator))
        let found = left.withUnsafeBufferPointer { left in right.withUnsafeBufferPointer { differences(left, $0) } }
        #expect(found == zip(left, right).map { $0 - $1 })
    }
}

@Suite struct SubgroupCheckTests {
    /// A point of the twist that is not in the subgroup: of order `order`, where that is given.
    private func outsider(order: Int? = nil) -> G2 {
        var x = 1
        while true {
            x += 1
            let coordinate = Fq2(Fq(x), 0)
            guard let y = (coordinate.squared() * coordinate + BN254G2.b).squareRoot() else { continue }
            let point = G2(uncheckedX: coordinate, y: y)
            guard let order else {
                if !BN254G2.isInSubgroup(point) { return point }
                continue
            }
            // The twist has r · (2q − r) points.
            let cofactor = 2 * BigInteger(Fq.modulus) - BigInteger(Fr.modulus)
            let rest = (cofactor / BigInteger(order)).uint256!
            let small = JacobianPoint(point).multiplied(by: Fr.modulus).multiplied(by: rest).affine
            if !small.isIdentity { return small }
        }
    }

    private func areInSubgroup(_ points: [G2]) -> Bool { points.withUnsafeBufferPointer { BN254G2.areInSubgroup($0) } }

    @Test func aSinglePointOutsideIsFound() {
        var points = (0..<400).map { Fr($0) * G2.generator }
        #expect(areInSubgroup(points))
        points[123] = outsider()
        #expect(!areInSubgroup(points))
    }

    /// The smallest order that a point outside can have: one sum in ten thousand misses it, and there are ten.
    @Test func aPointOfTheSmallestOrderIsFound() {
        let small = outsider(order: BN254G2.smallestCofactorPrime)
        #expect(JacobianPoint(small).multiplied(by: UInt256(UInt64(BN254G2.smallestCofactorPrime))).isIdentity)
        for count in [1, 17, 100] {
            let points = [G2](repeating: .generator, count: count - 1) + [small]
            #expect(!areInSubgroup(points), "\(count) points")
        }
        // Two that cancel out in the plain sum.
        #expect(!areInSubgroup([G2](repeating: .generator, count: 50) + [small, -small]))
    }

    @Test func theCofactorHasNoSmallerPrime() {
        let cofactor = 2 * BigInteger(Fq.modulus) - BigInteger(Fr.modulus)
        let divisor = (2...BN254G2.smallestCofactorPrime).first { (cofactor % BigInteger($0)).isZero }
        #expect(divisor == BN254G2.smallestCofactorPrime)
    }
}
