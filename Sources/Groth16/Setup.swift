internal import Curves
internal import Fields
public import R1CS

/// Takes a proving key as it is made: the header, then every part whole and in the order of `ProvingKeyPart`.
public protocol ProvingKeySink: AnyObject {
    func begin(_ header: ProvingKeyHeader) throws
    /// More bytes of a part, as `ProvingKey` lays them out.
    func append(_ bytes: UnsafeRawBufferPointer, to part: ProvingKeyPart) throws
}

public enum SetupError: Error, Equatable, Sendable {
    /// The rows, binding rows among them, are more than 2²⁷.
    case tooManyRows(Int)
}

/// Makes the keys of a circuit from random numbers drawn here and now: development keys. Who reads the memory of the
/// process while it runs forges proofs; a key that others are to trust comes from a ceremony.
///
/// Source: Groth, "On the Size of Pairing-based Non-interactive Arguments", section 3.2; the binding rows, the basis of H
/// and gamma = 1 are snarkjs' choices.
public enum Setup {
    /// Streams a proving key for `system` into `sink` and returns the verifying key.
    ///
    /// - Parameters:
    ///   - generator: where the secrets come from; the system's generator outside of tests.
    ///   - progress: is told the fraction that is done, now and then; what it throws stops the work.
    public static func makeKeys(
        for system: ConstraintSystem, into sink: any ProvingKeySink, using generator: inout some RandomNumberGenerator,
        progress: (Double) throws -> Void = { _ in }
    ) throws -> VerifyingKey {
        guard system.boundRowCount <= 1 << ProvingKeyHeader.domainLogSizes.upperBound else {
            throw SetupError.tooManyRows(system.boundRowCount)
        }
        let logSize = domainLogSize(of: system)
        var waste = Waste(logSize: logSize, using: &generator)
        defer { waste.wipe() }
        var scalars = KeyScalars(system, waste, logSize: logSize)
        defer { scalars.wipe() }
        let header = waste.header(of: system, logSize: logSize)

        return try withoutActuallyEscaping(progress) { progress in
            var writer = try PartWriter(sink, header, progress)
            let g1 = FixedBaseTable<BN254G1>(.generator)
            let ic = try writer.append(multiplesOf: g1, by: scalars.ic, to: .ic)
            try writer.appendCoefficients(of: system)
            try writer.append(multiplesOf: g1, by: scalars.a, to: .a)
            try writer.append(multiplesOf: g1, by: scalars.b, to: .b1)
            try writer.append(multiplesOf: FixedBaseTable<BN254G2>(.generator), by: scalars.b, to: .b2)
            try writer.append(multiplesOf: g1, by: scalars.c, to: .c)
            try writer.append(multiplesOf: g1, by: scalars.h, to: .h)
            return VerifyingKey(
                alpha1: header.alpha1, beta2: header.beta2, gamma2: header.gamma2, delta2: header.delta2, ic: ic)
        }
    }

    /// The smallest domain with an element for every row, binding rows among them.
    static func domainLogSize(of system: ConstraintSystem) -> Int {
        max(1, Int.bitWidth - (system.boundRowCount - 1).leadingZeroBitCount)
    }
}
