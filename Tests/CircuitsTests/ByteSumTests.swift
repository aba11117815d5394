import Circuits
import Fields
import Gadgets
import R1CS
import TestSupport
import Testing

/// The whole of a second kind of statement: the bytes of a 40-byte message add up to a public number.
private struct ByteSum: Relation {
    let total: Int

    static let name = "byte-sum"
    static let messageLength = 40
    static let publicInputNames = ["total"]

    static func constrain(
        _ message: [Byte], publicInputs: [LinearCombination], in builder: inout CircuitBuilder
    ) throws(BoundError) {
        builder.region("byte sum") {
            $0.constrainEqual(.sum(message.map { .number($0.bits) }), publicInputs[0])
        }
    }

    func publicInputs() throws(StatementError) -> [Fr] { [Fr(total)] }

    func holds(for message: [UInt8]) -> Bool {
        message.count == Self.messageLength && message.reduce(0) { $0 + Int($1) } == total
    }
}

/// A new relation needs nothing but itself: here over a message that takes two blocks of key stream.
@Suite struct ByteSumTests {
    @Test func aSecondRelationIsSealedAndProvenLikeTheFirst() throws {
        var generator = SeededGenerator()
        let circuit = SealedStatement<ByteSum>.circuit()
        #expect(SealedStatement<ByteSum>.boxLength == 88)
        #expect(circuit.publicInputNames[2...3] == ["ct[0]", "ct[1]"] && circuit.publicInputNames.last == "total")
        let costs = Dictionary(uniqueKeysWithValues: circuit.system.costs.map { ($0.name, $0.rows) })
        #expect(costs["Salsa20 core"] == 2 * 15_680 && costs["stream words"] == 2 * 528)
        #expect(costs["Poly1305"] == 5 + 3 * 194 && costs["byte sum"] == 1)

        let message = generator.bytes(40)
        let total = message.reduce(0) { $0 + Int($1) }
        let instance = SealedInstance(message, using: &generator)
        #expect(instance.opened == message)
        #expect(ByteSum(total: total).holds(for: message) && !ByteSum(total: total + 1).holds(for: message))
        #expect(try instance.failures(ByteSum(total: total), in: circuit) == [])
        #expect(try instance.failures(ByteSum(total: total + 1), in: circuit) == ["byte sum"])
    }
}
