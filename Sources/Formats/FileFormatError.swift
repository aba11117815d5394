internal import Glibc

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
    /// A section that holds what this program cannot honour, such as custom gates.
    case unsupportedSection(UInt32)
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

extension FileFormatError: CustomStringConvertible {
    /// One clause for people: `section 5 is 256 bytes long and should be 320`.
    public var description: String {
        switch self {
        case .system(let code): String(cString: strerror(code))
        case .truncated: "it ends early"
        case .wrongMagic: "this is not such a file"
        case .unsupportedVersion(let version): "version \(version) is not known"
        case .sectionPastEnd(let section): "section \(section) ends behind the end of the file"
        case .duplicateSection(let section): "section \(section) comes twice"
        case .unsupportedSection(let section): "section \(section) holds what this program does not support"
        case .missingSection(let section): "section \(section) is missing"
        case .trailingBytes(let count): "\(count) bytes too many"
        case .wrongSectionLength(let section, let length, let expected):
            "section \(section) is \(length) bytes long and should be \(expected)"
        case .wrongProtocol(let number): "it is a key for protocol \(number), not for Groth16"
        case .wrongField: "it is not over the field of BN254"
        case .impossibleCounts: "the counts in its header cannot be"
        case .malformedEntry(let section, let index): "entry \(index) of section \(section) is malformed"
        case .malformedPoint(let section, let index):
            "point \(index) of section \(section) is not canonical or not in its group"
        }
    }
}
