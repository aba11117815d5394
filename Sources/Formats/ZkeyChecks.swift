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
        try refuse(key.ic.firstUnsound(), .ic)
        try refuse(key.a.firstUnsound(), .a)
        try refuse(key.b1.firstUnsound(), .b1)
        try refuse(trust == .none ? key.b2.firstUnsound() : key.b2.firstOffCurve(), .b2)
        try refuse(key.c.firstUnsound(), .c)
        try refuse(key.h.firstUnsound(), .h)
    }

    private func refuse(_ index: Int?, _ part: ProvingKeyPart) throws(FileFormatError) {
        if let index { throw .malformedPoint(section: part.rawValue, index: index) }
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
        let bad = firstBadIndex(below: header.coefficientCount) { index in
            let entry = key.coefficient(index)
            return entry.matrix > 1 || Int(entry.row) >= header.domainSize
                || Int(entry.variable) >= header.variableCount || entry.scaledValue >= Fr.modulus
        }
        if let bad { throw .malformedEntry(section: ProvingKeyPart.coefficients.rawValue, index: bad) }
    }
}
