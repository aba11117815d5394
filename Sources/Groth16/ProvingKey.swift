public import Curves
public import Fields

/// The counts of a proving key and its points that stand alone.
public struct ProvingKeyHeader: Sendable, Equatable {
    /// All variables, the constant one among them.
    public let variableCount: Int
    public let publicInputCount: Int
    /// The bound rows fit into a domain of 2^logSize elements; from 1 to 27.
    public let domainLogSize: Int
    public let coefficientCount: Int
    public let alpha1: G1
    public let beta1: G1
    public let beta2: G2
    public let gamma2: G2
    public let delta1: G1
    public let delta2: G2

    public init(
        variableCount: Int, publicInputCount: Int, domainLogSize: Int, coefficientCount: Int, alpha1: G1, beta1: G1,
        beta2: G2, gamma2: G2, delta1: G1, delta2: G2
    ) {
        precondition(publicInputCount >= 0 && publicInputCount < variableCount)
        precondition(ProvingKeyHeader.domainLogSizes.contains(domainLogSize))
        self.variableCount = variableCount
        self.publicInputCount = publicInputCount
        self.domainLogSize = domainLogSize
        self.coefficientCount = coefficientCount
        (self.alpha1, self.beta1, self.beta2) = (alpha1, beta1, beta2)
        (self.gamma2, self.delta1, self.delta2) = (gamma2, delta1, delta2)
    }

    /// The values of H lie on the odd half of a domain of twice the size.
    public static let domainLogSizes = 1...EvaluationDomain.maximumLogSize - 1

    public var domainSize: Int { 1 << domainLogSize }

    /// The elements of a part.
    public func count(of part: ProvingKeyPart) -> Int {
        switch part {
        case .ic: publicInputCount + 1
        case .coefficients: coefficientCount
        case .a, .b1, .b2: variableCount
        case .c: variableCount - publicInputCount - 1
        case .h: domainSize
        }
    }
}

/// The long parts of a proving key, by the numbers and in the order of their sections in a `.zkey` file.
public enum ProvingKeyPart: UInt32, CaseIterable, Sendable {
    /// The points of the constant and the public inputs.
    case ic = 3
    /// The entries of A and B, binding rows among them: `Coefficient` records.
    case coefficients
    /// Σ A(τ) of every variable.
    case a
    /// Σ B(τ) of every variable in G1.
    case b1
    /// The same in G2.
    case b2
    /// (β·A + α·B + C)(τ)/δ of every variable that only the prover knows.
    case c
    /// The Lagrange basis on the odd half of the domain of twice the size, at τ, over δ.
    case h

    /// The bytes of one element.
    public var elementByteCount: Int {
        switch self {
        case .ic, .a, .b1, .c, .h: 64
        case .b2: 128
        case .coefficients: Coefficient.byteCount
        }
    }
}

/// An entry of A or B as `.zkey` files store it: 44 bytes, least significant byte first, without padding.
public struct Coefficient: Sendable, Equatable {
    public static let byteCount = 44

    /// 0 for A, 1 for B (u32).
    public let matrix: UInt32
    /// The row, below the domain's size (u32).
    public let row: UInt32
    /// The variable (u32).
    public let variable: UInt32
    /// The value v as v·R² mod r, R = 2²⁵⁶: times a canonical scalar it gives a Montgomery form (32 bytes).
    public let scaledValue: UInt256

    public init(matrix: UInt32, row: UInt32, variable: UInt32, scaledValue: UInt256) {
        (self.matrix, self.row, self.variable) = (matrix, row, variable)
        self.scaledValue = scaledValue
    }

    public init(matrix: UInt32, row: UInt32, variable: UInt32, value: Fr) {
        // The Montgomery form of the Montgomery form: v·R².
        let scaled = Fr(canonical: value.montgomery)!.montgomery
        self.init(matrix: matrix, row: row, variable: variable, scaledValue: scaled)
    }

    /// Appends the record.
    package func append(to bytes: inout [UInt8]) {
        for word in [matrix, row, variable] {
            withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
        }
        for limb in 0..<4 {
            withUnsafeBytes(of: scaledValue[limb: limb].littleEndian) { bytes.append(contentsOf: $0) }
        }
    }
}

/// A proving key where it lies: a view of memory in the layout of a `.zkey` file, which `owner` keeps there.
///
/// The points are used in place. Their memory is two coordinates in Montgomery form, least significant byte first,
/// zeros for the identity; it may be aligned to 4 bytes only, which the processors that this runs on allow.
/// Indices are in range: who makes a view has checked them. Whether the points are in their groups, he says.
public struct ProvingKey: @unchecked Sendable {
    // Sendable because the memory is never written while `owner` lives.
    public let header: ProvingKeyHeader
    public let ic: UnsafeBufferPointer<G1>
    public let coefficients: UnsafeRawBufferPointer
    public let a: UnsafeBufferPointer<G1>
    public let b1: UnsafeBufferPointer<G1>
    public let b2: UnsafeBufferPointer<G2>
    public let c: UnsafeBufferPointer<G1>
    public let h: UnsafeBufferPointer<G1>
    private let owner: AnyObject
    private let release: (UnsafeRawBufferPointer) -> Void

    /// - Parameters:
    ///   - release: is told, while a proof is made, what will not be read again for it; it must not change what is read later.
    ///   - part: the memory of each part, of the length that the header says.
    public init(
        header: ProvingKeyHeader, owner: AnyObject, release: @escaping (UnsafeRawBufferPointer) -> Void = { _ in },
        part: (ProvingKeyPart) -> UnsafeRawBufferPointer
    ) {
        func points<C>(_ which: ProvingKeyPart) -> UnsafeBufferPointer<AffinePoint<C>> {
            let bytes = memory(which)
            return UnsafeBufferPointer(
                start: bytes.baseAddress?.assumingMemoryBound(to: AffinePoint<C>.self), count: header.count(of: which))
        }
        func memory(_ which: ProvingKeyPart) -> UnsafeRawBufferPointer {
            let bytes = part(which)
            precondition(bytes.count == header.count(of: which) * which.elementByteCount)
            return bytes
        }
        self.header = header
        self.owner = owner
        self.release = release
        ic = points(.ic)
        coefficients = memory(.coefficients)
        a = points(.a)
        b1 = points(.b1)
        b2 = points(.b2)
        c = points(.c)
        h = points(.h)
    }

    /// The key that its proofs are verified with.
    public var verifyingKey: VerifyingKey {
        VerifyingKey(
            alpha1: header.alpha1, beta2: header.beta2, gamma2: header.gamma2, delta2: header.delta2, ic: Array(ic))
    }

    /// Entry `index` of A and B.
    public func coefficient(_ index: Int) -> Coefficient {
        let offset = index * Coefficient.byteCount
        return Coefficient(
            matrix: UInt32(littleEndian: coefficients.loadUnaligned(fromByteOffset: offset, as: UInt32.self)),
            row: UInt32(littleEndian: coefficients.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)),
            variable: UInt32(littleEndian: coefficients.loadUnaligned(fromByteOffset: offset + 8, as: UInt32.self)),
            scaledValue: coefficients.loadUnaligned(fromByteOffset: offset + 12, as: UInt256.self))
    }

    /// Says that a part will not be read again for a while.
    func release<Element>(_ part: UnsafeBufferPointer<Element>) { release(UnsafeRawBufferPointer(part)) }

    /// The same for the entries of A and B.
    func releaseCoefficients() { release(coefficients) }

    /// Keeps the memory where it is while `body` runs.
    func withMemory<Result>(_ body: () throws -> Result) rethrows -> Result {
        try withExtendedLifetime(owner, body)
    }
}
