import Foundation

/// The one instance of the sealed-box statement in `Vectors/sealing/known_answers.json`.
public struct KnownAnswers {
    private let object: [String: Any]

    public static func load() throws -> KnownAnswers {
        let data = try VectorFiles.own("sealing/known_answers.json")
        return KnownAnswers(object: try JSONSerialization.jsonObject(with: data) as! [String: Any])
    }

    /// The text of a field; traps where there is none.
    public func text(_ key: String) -> String { object[key] as! String }

    /// The texts of a list; traps where there is none.
    public func list(_ key: String) -> [String] { object[key] as! [String] }

    /// The bytes of a hexadecimal field; traps where there is none.
    public func bytes(_ key: String) -> [UInt8] { [UInt8](hex: text(key)) }

    /// The public inputs in the circuit's order, in decimal.
    public var publicInputs: [(name: String, value: String)] {
        (object["public_inputs"] as! [[String: String]]).map { ($0["name"]!, $0["value"]!) }
    }
}
