internal import Curves
internal import Fields
internal import Groth16

/// The checks of a proving key's contents, once its sections are known to be as long as they should be.
struct ZkeyChecks {
    private let key: ProvingKey

    init(_ key: ProvingKey) { self.key = key }

    func run(_ trust: Zkey.Trust) throws(FileFormatError) {
        try checkHeader()
        try checkCoefficients()
        try check(key.ic, .ic)
        try check(key.a, .a)
        try check(key.b1, .b1)
        if trust == .none { try check(key.b2, .b2) } else { try checkOnCurve(key.b2, .b2) }
        try check(key.c, .c)
        try check(key.h, .h)
    }

    private func checkHeader() throws(FileFormatError) {
        let header = key.header
        let inG1 = [header.alpha1, header.beta1, header.delta1]
        if let index = inG1.firstIndex(where: { !$0.isSound }) { throw .malformedPoint(section: 2, index: index) }
        let inG2 = [header.beta2, header.gamma2, header.delta2]
        if let index = inG2.firstIndex(where: { !$0.isSound }) { throw .malformedPoint(section: 2, index: 3 + index) }
    }

    private func checkCoefficients() throws(FileFormatError) {
        let (header, key) = (key.header, key)
        let bad = firstIndex(header.coefficientCount) { index in
            let entry = key.coefficient(index)
            return entry.matrix > 1 || Int(entry.row) >= header.domainSize
                || Int(entry.variable) >= header.variableCount || entry.scaledValue >= Fr.modulus
        }
        if let bad { throw .malformedEntry(section: ProvingKeyPart.coefficients.rawValue, index: bad) }
    }

    private func check<C>(
        _ points: UnsafeBufferPointer<AffinePoint<C>>, _ part: ProvingKeyPart
    ) throws(FileFormatError) where C.Coordinate: CanonicalInMemory {
        if let bad = firstIndex(points.count, where: { !points[$0].isSound }) {
            throw .malformedPoint(section: part.rawValue, index: bad)
        }
    }

    /// The check without the subgroup, which for a whole part of G2 takes most of the time that a key's checks take.
    private func checkOnCurve<C>(
        _ points: UnsafeBufferPointer<AffinePoint<C>>, _ part: ProvingKeyPart
    ) throws(FileFormatError) where C.Coordinate: CanonicalInMemory {
        if let bad = firstIndex(points.count, where: { !points[$0].isCanonicalAndOnCurve }) {
            throw .malformedPoint(section: part.rawValue, index: bad)
        }
    }

    /// The first index below `count` for which the condition holds, looked for on all processors.
    private func firstIndex(_ count: Int, where condition: (Int) -> Bool) -> Int? {
        let chunk = 1 << 12
        let found = parallelMap((count + chunk - 1) / chunk) { number in
            (number * chunk..<min(count, (number + 1) * chunk)).first(where: condition)
        }
        return found.lazy.compactMap { $0 }.first
    }
}

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
    var isCanonicalAndOnCurve: Bool {
        x.isCanonical && y.isCanonical && (isIdentity || isOnCurve)
    }
}
