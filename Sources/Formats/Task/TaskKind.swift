/// What a task asks for: one case a kind, with the kind's parameters.
///
/// A new kind is a type that conforms to `TaskParameters`, a case here, and a line in each `switch` below.
public enum TaskKind: Hashable, Sendable {
    case vanityAddress(VanityAddress)

    /// The kinds of this version, as `zktask new` and `task.json` name them.
    public static let names = [VanityAddress.name]

    var parameters: any TaskParameters {
        switch self {
        case .vanityAddress(let parameters): parameters
        }
    }

    /// The kind's name: `vanity-address`.
    public var name: String { type(of: parameters).name }

    init(from reader: inout BinaryReader) throws(BinaryError) {
        let start = reader
        switch try reader.readInteger("kind", as: UInt8.self) {
        case VanityAddress.tag: self = .vanityAddress(try VanityAddress(from: &reader))
        default: throw start.error("kind", .unknown)
        }
    }

    func write(to writer: inout BinaryWriter) {
        writer.write(type(of: parameters).tag)
        parameters.write(to: &writer)
    }

    /// `fields` are the task's; the parameters are the object under `parameters`.
    init(json fields: JSONFields) throws(JSONError) {
        switch try fields.text("kind") {
        case VanityAddress.name: self = .vanityAddress(try VanityAddress(json: fields))
        default: throw fields.invalid("kind", "one of: \(Self.names.joined(separator: ", "))")
        }
    }
}

/// The parameters of one kind of task, and how they are written.
protocol TaskParameters: Hashable, Sendable {
    /// The kind in `task.json`.
    static var name: String { get }
    /// The kind in canonical bytes.
    static var tag: UInt8 { get }

    init(from reader: inout BinaryReader) throws(BinaryError)
    func write(to writer: inout BinaryWriter)

    /// Reads the object under `parameters` of the task's `fields`.
    init(json fields: JSONFields) throws(JSONError)
    var json: JSONValue { get }
}
