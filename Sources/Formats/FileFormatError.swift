/// What is wrong with a file. Sizes and positions only, never bytes of it.
public enum FileFormatError: Error, Equatable, Sendable {
    /// The system could not open, read or write the file, for this reason (errno).
    case system(Int32)
    /// The file ends before its table of sections does.
    case truncated
    /// The first four bytes are not those of this kind of file.
    case wrongMagic
    case unsupportedVersion(UInt32)
    case sectionPastEnd(section: UInt32)
    case duplicateSection(UInt32)
    case missingSection(UInt32)
    case trailingBytes(Int)
    /// A section is not as long as the counts in the header say.
    case wrongSectionLength(section: UInt32, length: Int, expected: Int)
    /// The proving key of another protocol than Groth16 (1).
    case wrongProtocol(UInt32)
    /// The file is over another field than BN254's.
    case wrongField
    /// The counts in the header contradict each other or are out of range.
    case impossibleCounts
    /// Entry `index` names a matrix, row or variable that is not there, or a value at or above r.
    case malformedEntry(section: UInt32, index: Int)
    /// Point `index` has a coordinate at or above p, or is off the curve or outside the group.
    case malformedPoint(section: UInt32, index: Int)
}
