public import Fields

/// The points that a sealed box is proven with. Every one is valid: canonical, of order ℓ, and pk none of −H and −2H.
public struct BoxPoints: Sendable {
    public let recipient: RecipientKey

    /// epk: the lift of the box's first 32 bytes, as an Edwards encoding.
    public let ephemeralKey: [UInt8]

    /// C, an Edwards encoding.
    public let commitment: [UInt8]

    /// Nil where the box is shorter than 48 bytes, its first 32 are no canonical u of a point of order ℓ, or C is not valid.
    public init?(recipient: RecipientKey, commitment: [UInt8], box: [UInt8]) {
        guard box.count >= SealedBox.overhead, let ephemeralKey = liftedU(Array(box.prefix(32))),
            EdwardsGroup.isValid(commitment)
        else { return nil }
        self.recipient = recipient
        self.ephemeralKey = ephemeralKey
        self.commitment = commitment
    }

    init?(recipient: RecipientKey, ephemeralKey: [UInt8], commitment: [UInt8]) {
        guard EdwardsGroup.isValid(ephemeralKey), EdwardsGroup.isValid(commitment) else { return nil }
        self.recipient = recipient
        self.ephemeralKey = ephemeralKey
        self.commitment = commitment
    }
}

/// What an `EqualityProof` is about: that one scalar s makes both epk = s·G and C = s·(pk + H), in this context and
/// no other.
public struct EqualityStatement: Sendable {
    /// pk, epk and C.
    public let boxPoints: BoxPoints

    public var recipient: RecipientKey { boxPoints.recipient }
    public var ephemeralKey: [UInt8] { boxPoints.ephemeralKey }
    public var commitment: [UInt8] { boxPoints.commitment }

    /// All that the challenge hashes after the points.
    package let context: [UInt8]

    /// What surrounds the points: all of it goes into the challenge.
    public struct Context: Sendable {
        /// 32 bytes.
        public var taskDigest: [UInt8]
        /// 32 bytes.
        public var payee: [UInt8]
        /// 32 bytes.
        public var circuitID: [UInt8]
        /// 32 bytes.
        public var verifyingKeyDigest: [UInt8]
        /// In the circuit's order; the circuit id fixes how many.
        public var publicInputs: [Fr]

        public init(
            taskDigest: [UInt8], payee: [UInt8], circuitID: [UInt8], verifyingKeyDigest: [UInt8], publicInputs: [Fr]
        ) {
            self.taskDigest = taskDigest
            self.payee = payee
            self.circuitID = circuitID
            self.verifyingKeyDigest = verifyingKeyDigest
            self.publicInputs = publicInputs
        }

        /// task digest ‖ payee ‖ circuit id ‖ verifying-key digest ‖ u64(box.count) ‖ box ‖ public inputs, every
        /// integer least significant byte first; nil unless the four are 32 bytes each.
        func encoding(of box: [UInt8]) -> [UInt8]? {
            let fields = [taskDigest, payee, circuitID, verifyingKeyDigest]
            guard fields.allSatisfy({ $0.count == 32 }) else { return nil }
            return fields.flatMap(\.self) + littleEndianBytes(UInt64(box.count)) + box
                + publicInputs.flatMap(\.littleEndianBytes)
        }
    }

    /// The statement about a box. Nil where the points are not valid or a field of the context has another length than it must.
    public init?(recipient: RecipientKey, commitment: [UInt8], box: [UInt8], context: Context) {
        guard let points = BoxPoints(recipient: recipient, commitment: commitment, box: box) else { return nil }
        self.init(points, box: box, context: context)
    }

    /// The statement about the box that has these points. Nil where a field of the context has another length than it must.
    public init?(_ points: BoxPoints, box: [UInt8], context: Context) {
        guard let context = context.encoding(of: box) else { return nil }
        (boxPoints, self.context) = (points, context)
    }

    package init?(recipient: RecipientKey, ephemeralKey: [UInt8], commitment: [UInt8], context: [UInt8]) {
        guard let points = BoxPoints(recipient: recipient, ephemeralKey: ephemeralKey, commitment: commitment) else {
            return nil
        }
        (boxPoints, self.context) = (points, context)
    }

    /// G ‖ H ‖ pk ‖ epk ‖ C, Edwards encodings.
    package var points: [UInt8] {
        EdwardsGroup.generator + EdwardsGroup.nothingUpMySleeve + recipient.edwards + ephemeralKey + commitment
    }
}
