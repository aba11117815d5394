public import Fields
public import Gadgets
public import R1CS

/// What a sealed message must satisfy: the part of a statement that differs from one kind of task to the next.
///
/// A value is an instance: the relation with its public parameters. The circuit depends on the type alone. A new kind of
/// task is a folder with one such type; sealing, binding, keys and programs come free.
public protocol Relation: Sendable {
    /// The name of the kind, as tasks and key files spell it.
    static var name: String { get }

    /// The bytes of the message, 1 to 4096.
    static var messageLength: Int { get }

    /// The names of the relation's public inputs, in order.
    static var publicInputNames: [String] { get }

    /// Writes the rows: with the public inputs of an instance they hold for some message bits exactly if the relation does.
    ///
    /// Every bit in `message` is boolean already. The public inputs are canonical integers in the ranges that
    /// `publicInputs` keeps to.
    static func constrain(
        _ message: [Byte], publicInputs: [LinearCombination], in builder: inout CircuitBuilder
    ) throws(BoundError)

    /// The values of the public inputs, in the order of their names. Throws for parameters that no statement can be made of.
    func publicInputs() throws(StatementError) -> [Fr]

    /// The same relation natively, for `messageLength` bytes; false for any other length.
    func holds(for message: [UInt8]) -> Bool
}

/// Why no public inputs can be computed. Sizes and names only.
public enum StatementError: Error, Equatable, Sendable {
    /// A byte string of the wrong length.
    case wrongLength(of: String, expected: Int, actual: Int)
    /// The first 32 bytes of the box are not the u of the ephemeral key given.
    case boxOfAnotherKey
    /// A point that the statement cannot be about: the identity.
    case degeneratePoint(String)
}
