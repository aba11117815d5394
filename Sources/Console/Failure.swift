import FoundationEssentials
import Glibc

/// Why a program ends without having done its work: one sentence for people, and the exit status.
public struct Failure: Error, Equatable {
    public let status: ExitStatus
    /// What is wrong and, where it helps, what to do. No secret, and nothing that a terminal would obey.
    public let sentence: String

    public init(_ status: ExitStatus, _ sentence: String) {
        self.status = status
        self.sentence = sentence
    }

    /// A call of the operating system failed: `could not write proof.bin: the disk is full`.
    ///
    /// - Parameters:
    ///   - doing: what was tried, after "could not": `write proof.bin`.
    ///   - code: `errno` at the time.
    public init(doing: String, errno code: Int32) {
        self.init(.couldNot, "could not \(doing): \(Self.reason(code))")
    }

    /// What an `errno` means to people.
    package static func reason(_ code: Int32) -> String {
        switch code {
        case ENOSPC: "the disk is full"
        case EDQUOT: "your share of the disk is full"
        case EACCES, EPERM: "permission denied"
        case ENOENT: "there is no such file or folder"
        case EEXIST: "it is there already"
        case EISDIR: "it is a folder"
        case ENOTDIR: "a part of the path is not a folder"
        case EROFS: "the disk is read-only"
        case EPIPE: "whoever was reading has gone"
        case EMFILE, ENFILE: "too many files are open"
        default: String(cString: strerror(code)).lowercased()
        }
    }
}

extension Failure {
    /// The failure that an error of Foundation or of the operating system stands for; nil for any other error.
    package init?(systemError error: any Error, doing: String) {
        switch error {
        case let error as POSIXError: self.init(doing: doing, errno: error.code.rawValue)
        case let error as CocoaError: self.init(doing: doing, errno: Self.code(of: error))
        default: return nil
        }
    }

    private static func code(of error: CocoaError) -> Int32 {
        switch error.code {
        case .fileWriteOutOfSpace: ENOSPC
        case .fileWriteNoPermission, .fileReadNoPermission: EACCES
        case .fileNoSuchFile, .fileReadNoSuchFile: ENOENT
        case .fileWriteFileExists: EEXIST
        case .fileWriteVolumeReadOnly: EROFS
        default: (error.underlying as? POSIXError)?.code.rawValue ?? EIO
        }
    }
}

extension String {
    /// The text with whatever a terminal might obey (control characters, direction marks) as `\u{…}`.
    public var harmless: String {
        unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                text += scalar.escaped(asASCII: true)
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
