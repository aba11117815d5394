public import Escrow
public import Formats

/// One line of an exported log. `Docs/protocol.md` has the format: JSON, one object of one member a line.
///
/// A whole export is the service's key, then each entry, after the entry of a settlement the proof that it published,
/// and a checkpoint at the end.
public enum LogLine: Hashable, Sendable {
    /// Whose log it is: the first line.
    case service(ID<Party>)
    case entry(Entry)
    /// A published `proof.bin`.
    case proof([UInt8])
    case checkpoint(SignedCheckpoint)

    /// In bytes, without the line feed: more than any line takes.
    public static let maximumByteCount = 2 * ProofFile.maximumByteCount + 64

    static let name = "VerifiedCompute/log/v1"

    /// The line, without its line feed.
    public var text: String {
        switch self {
        case .service(let key): #"{"log":{"format":"\#(Self.name)","service":"\#(key)"}}"#
        case .entry(let entry): #"{"entry":"\#(Hexadecimal.text(of: entry.canonicalBytes))"}"#
        case .proof(let bytes): #"{"proof":"\#(Hexadecimal.text(of: bytes))"}"#
        case .checkpoint(let signed): Self.text(signed)
        }
    }

    private static func text(_ signed: SignedCheckpoint) -> String {
        let checkpoint = signed.checkpoint
        return #"{"checkpoint":{"size":\#(checkpoint.size),"root":"\#(checkpoint.root)","head":"\#(checkpoint.head)","#
            + #""time":\#(checkpoint.time.milliseconds),"signature":"\#(Hexadecimal.text(of: signed.signature))"}}"#
    }

    /// Reads what `text` writes. Throws for anything else, with what is wrong.
    public init(_ text: some Collection<UInt8>) throws(LogLineError) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(Array(text), limit: Self.maximumByteCount)
        } catch {
            throw .json(error)
        }
        guard case .object(let members) = value, members.count == 1, let member = members.first else {
            throw .unknown
        }
        switch (member.key, member.value) {
        case ("log", .object(let fields)): self = .service(try Self.service(fields))
        case ("entry", .string(let digits)): self = .entry(try Self.entry(digits))
        case ("proof", .string(let digits)):
            guard let bytes = Hexadecimal.bytes(of: digits) else { throw .unknown }
            self = .proof(bytes)
        case ("checkpoint", .object(let fields)): self = .checkpoint(try Self.checkpoint(fields))
        default: throw .unknown
        }
    }

    private static func service(_ fields: [JSONValue.Member]) throws(LogLineError) -> ID<Party> {
        guard fields.map(\.key) == ["format", "service"], fields[0].value == .string(name),
            let key: ID<Party> = id(fields[1].value)
        else { throw .unknown }
        return key
    }

    private static func entry(_ digits: String) throws(LogLineError) -> Entry {
        guard let bytes = Hexadecimal.bytes(of: digits) else { throw .unknown }
        do throws(BinaryError) {
            return try Entry(canonicalBytes: bytes)
        } catch {
            throw .entry(error)
        }
    }

    private static func checkpoint(_ fields: [JSONValue.Member]) throws(LogLineError) -> SignedCheckpoint {
        guard fields.map(\.key) == ["size", "root", "head", "time", "signature"],
            case .number(let sizeText) = fields[0].value, let size = UInt64(sizeText), String(size) == sizeText,
            let root: ID<Entry> = id(fields[1].value), let head: ID<Entry> = id(fields[2].value),
            case .number(let timeText) = fields[3].value, let milliseconds = Int64(timeText),
            String(milliseconds) == timeText, let time = Moment(milliseconds: milliseconds),
            case .string(let digits) = fields[4].value, let signature = Hexadecimal.bytes(of: digits)
        else { throw .unknown }
        return SignedCheckpoint(
            checkpoint: Checkpoint(size: size, root: root, head: head, time: time), signature: signature)
    }

    private static func id<Subject>(_ value: JSONValue) -> ID<Subject>? {
        guard case .string(let digits) = value, let bytes = Hexadecimal.bytes(of: digits) else { return nil }
        return ID(bytes)
    }
}

/// Why a line is none of an exported log.
public enum LogLineError: Error, Equatable {
    case json(JSONError)
    case entry(BinaryError)
    /// It is JSON, but not of this format.
    case unknown
}
