public import Curves

/// What a solution shows in the clear, by kind of task.
public enum PublicResult: Hashable, Sendable {
    /// P = Q + k·G, whose address has the pattern. Not the identity.
    case vanityAddress(AffinePoint<Secp256k1>)

    init(of kind: TaskKind, from reader: inout BinaryReader) throws(BinaryError) {
        switch kind {
        case .vanityAddress:
            let point = try reader.read(33, "public point", expecting: "a compressed point of secp256k1") {
                AffinePoint<Secp256k1>(sec1Compressed: $0)
            }
            self = .vanityAddress(point)
        }
    }

    func write(to writer: inout BinaryWriter) {
        switch self {
        case .vanityAddress(let point): writer.write(point.sec1Compressed)
        }
    }
}
