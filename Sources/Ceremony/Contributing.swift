internal import Curves
internal import Fields
public import Formats
internal import Groth16
internal import Sealing

/// Adds steps to a key's second phase. The new key differs from the old one in delta, in the parts that are divided by delta,
/// and in its history.
///
/// Source: Bowe, Gabizon, Miers, "Scalable Multi-party Computation for zk-SNARK Parameters in the Random Beacon Model",
/// section 7; snarkjs, `src/zkey_contribute.js` and `src/zkey_beacon.js`.
public enum Contributing {
    /// A person's contribution: delta becomes factor · delta. Forget the factor afterwards.
    ///
    /// - Parameters:
    ///   - key: from anywhere; its points are in their groups, which opening it has checked, so that none of them takes anything
    ///     of the factor away.
    ///   - name: how the contributor wants to be called, or nil: up to 255 bytes of UTF-8, public and protected by nothing.
    ///   - path: where the new key appears, whole or not at all.
    ///   - progress: is told the share that is done, from 0 to 1; what it throws stops the work.
    /// - Throws: `CeremonyError`, `FileFormatError`, `FileError`.
    @discardableResult
    public static func contribute(
        to key: Zkey, _ factor: borrowing DeltaFactor, name: String?, writing path: String, replacing: Bool,
        progress: (Double) throws -> Void = { _ in }
    ) throws -> KeyContribution {
        // A point whose logarithm nobody knows, from a public seed.
        var draw = Draw(seed: Sodium.randomBytes(32))
        let s = draw.g1()
        return try factor.withScalar { factor in
            try add(Step(factor: factor, s: s, source: .person, name: name), to: key, path, replacing, progress)
        }
    }

    /// The contribution of a beacon, which should be the last one. Its factor is public.
    ///
    /// The parameters are those of `contribute`.
    @discardableResult
    public static func add(
        _ beacon: Beacon, to key: Zkey, name: String?, writing path: String, replacing: Bool,
        progress: (Double) throws -> Void = { _ in }
    ) throws -> KeyContribution {
        let (factor, s) = try beacon.draw { try progress($0 / 2) }
        let source = ContributionSource.beacon(value: beacon.value, exponent: beacon.exponent)
        return try add(Step(factor: factor, s: s, source: source, name: name), to: key, path, replacing) {
            try progress(0.5 + $0 / 2)
        }
    }

    private struct Step {
        let factor: Fr
        let s: G1
        let source: ContributionSource
        let name: String?

        func contribution(after history: KeyHistory, delta: G1) -> KeyContribution {
            let sx = multiple(s)
            let transcript = HistoryHash(history).transcript(s: s, sx: sx)
            return KeyContribution(
                deltaAfter: multiple(delta), s: s, sx: sx, tx: multiple(transcript.point), transcript: transcript,
                source: source, name: name)
        }

        func multiple<C>(_ point: AffinePoint<C>) -> AffinePoint<C> where C.ScalarModulus == BN254ScalarModulus {
            withUnsafePointer(to: point) { multiples(of: UnsafeBufferPointer(start: $0, count: 1), by: factor)[0] }
        }
    }

    private static func add(
        _ step: Step, to key: Zkey, _ path: String, _ replacing: Bool, _ progress: (Double) throws -> Void
    ) throws -> KeyContribution {
        defer { withExtendedLifetime(key) {} }
        let history = try key.history()
        guard !history.isOfOneParty else { throw CeremonyError.noCeremony }
        let old = key.provingKey
        let contribution = step.contribution(after: history, delta: old.header.delta1)
        let header = old.header.with(
            delta1: contribution.deltaAfter, delta2: step.multiple(old.header.delta2))

        var file = try SectionedFileWriter(path: path, magic: "zkey", version: 1, sectionCount: 10)
        try file.section(1, word32(Zkey.groth16))
        try file.section(2, header.sectionBytes)
        try file.section(3, UnsafeRawBufferPointer(old.ic))
        try file.begin(4, length: 4 + old.coefficients.count)
        try file.write(word32(header.coefficientCount))
        try file.write(old.coefficients)
        try file.section(5, UnsafeRawBufferPointer(old.a))
        try file.section(6, UnsafeRawBufferPointer(old.b1))
        try file.section(7, UnsafeRawBufferPointer(old.b2))

        // By Fermat, without the traces that a library's extended Euclid leaves in memory.
        let inverse = step.factor.power(Fr.modulus.subtractingReportingBorrow(UInt256(2)).difference)
        let total = Double(old.c.count + old.h.count)
        var done = 0
        for (section, points) in [(UInt32(8), old.c), (9, old.h)] {
            try file.begin(section, length: points.count * MemoryLayout<G1>.stride)
            for start in stride(from: 0, to: points.count, by: 1 << 14) {
                try progress(Double(done) / total)
                let chunk = UnsafeBufferPointer(rebasing: points[start..<min(start + 1 << 14, points.count)])
                try multiples(of: chunk, by: inverse).withUnsafeBytes { try file.write($0) }
                done += chunk.count
            }
        }
        try file.section(10, history.adding(contribution).sectionBytes)
        try progress(1)
        try file.commit(replacing: replacing)
        return contribution
    }
}

extension ProvingKeyHeader {
    fileprivate func with(delta1: G1, delta2: G2) -> ProvingKeyHeader {
        ProvingKeyHeader(
            variableCount: variableCount, publicInputCount: publicInputCount, domainLogSize: domainLogSize,
            coefficientCount: coefficientCount, alpha1: alpha1, beta1: beta1, beta2: beta2, gamma2: gamma2,
            delta1: delta1, delta2: delta2)
    }
}
