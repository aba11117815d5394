internal import Escrow
internal import Formats

extension Movement: Canonical {
    func write(to writer: inout BinaryWriter) {
        switch kind {
        case .deposit(let party):
            writer.write(UInt8(1))
            party.write(to: &writer)
        case .withdrawal(let party):
            writer.write(UInt8(2))
            party.write(to: &writer)
        case .feeWithdrawal: writer.write(UInt8(3))
        }
        amount.write(to: &writer)
        writer.write(reference.text.utf8, lengthAs: UInt8.self)
    }

    init(from reader: inout BinaryReader) throws(BinaryError) {
        let start = reader
        let kind: Kind
        switch try reader.readInteger("kind of movement", as: UInt8.self) {
        case 1: kind = .deposit(to: try ID(from: &reader))
        case 2: kind = .withdrawal(from: try ID(from: &reader))
        case 3: kind = .feeWithdrawal
        default: throw start.error("kind of movement", .unknown)
        }
        let amount = try Amount(from: &reader)
        let count = try reader.readLength("length of the reference", as: UInt8.self, in: Reference.byteCounts)
        let reference = try reader.read(count, "reference", expecting: "UTF-8") { (bytes) -> Reference? in
            String(validating: bytes, as: UTF8.self).flatMap { Reference($0) }
        }
        self.init(kind, amount, reference: reference)
    }
}

extension Opening: Canonical {
    func write(to writer: inout BinaryWriter) {
        payee.write(to: &writer)
        submission.write(to: &writer)
        salt.write(to: &writer)
    }

    init(from reader: inout BinaryReader) throws(BinaryError) {
        let payee = try ID<Party>(from: &reader), submission = try ID<Submission>(from: &reader)
        self.init(payee: payee, submission: submission, salt: try ID(from: &reader))
    }
}

extension Verdict: Canonical {
    func write(to writer: inout BinaryWriter) {
        switch self {
        case .proven(let payee):
            writer.write(UInt8(0))
            payee.write(to: &writer)
        case .refused(let fault): writer.write(fault.rawValue)
        }
    }

    init(from reader: inout BinaryReader) throws(BinaryError) {
        let start = reader
        let tag = try reader.readInteger("verdict", as: UInt8.self)
        if tag == 0 {
            self = .proven(payee: try ID(from: &reader))
        } else if let fault = Fault(rawValue: tag) {
            self = .refused(fault)
        } else {
            throw start.error("verdict", .unknown)
        }
    }
}

extension Command: Canonical {
    func write(to writer: inout BinaryWriter) {
        switch self {
        case .lease(let party):
            writer.write(UInt8(1))
            party.write(to: &writer)
        case .commit(let hash, let party):
            writer.write(UInt8(2))
            hash.write(to: &writer)
            party.write(to: &writer)
        case .reveal(let opening, let party):
            writer.write(UInt8(3))
            opening.write(to: &writer)
            party.write(to: &writer)
        case .judge(let sequence, let verdict):
            writer.write(UInt8(4))
            writer.write(sequence)
            verdict.write(to: &writer)
        case .cancel(let party):
            writer.write(UInt8(5))
            party.write(to: &writer)
        case .advance: writer.write(UInt8(6))
        case .refund: writer.write(UInt8(7))
        case .renew(let party):
            writer.write(UInt8(8))
            party.write(to: &writer)
        }
    }

    init(from reader: inout BinaryReader) throws(BinaryError) {
        let start = reader
        switch try reader.readInteger("command", as: UInt8.self) {
        case 1: self = .lease(by: try ID(from: &reader))
        case 2:
            let hash = try ID<Commitment>(from: &reader)
            self = .commit(hash, by: try ID(from: &reader))
        case 3:
            let opening = try Opening(from: &reader)
            self = .reveal(opening, by: try ID(from: &reader))
        case 4:
            let sequence = try reader.readInteger("number of the commitment", as: UInt64.self)
            self = .judge(sequence: sequence, try Verdict(from: &reader))
        case 5: self = .cancel(by: try ID(from: &reader))
        case 6: self = .advance
        case 7: self = .refund
        case 8: self = .renew(by: try ID(from: &reader))
        default: throw start.error("command", .unknown)
        }
    }
}

extension Act: Canonical {
    func write(to writer: inout BinaryWriter) {
        switch self {
        case .movement(let movement):
            writer.write(UInt8(1))
            movement.write(to: &writer)
        case .post(let terms):
            writer.write(UInt8(2))
            terms.write(to: &writer)
        case .task(let task, let command):
            writer.write(UInt8(3))
            task.write(to: &writer)
            command.write(to: &writer)
        }
    }

    init(from reader: inout BinaryReader) throws(BinaryError) {
        let start = reader
        switch try reader.readInteger("act", as: UInt8.self) {
        case 1: self = .movement(try Movement(from: &reader))
        case 2: self = .post(try Terms(from: &reader))
        case 3:
            let task = try ID<Contract>(from: &reader)
            self = .task(task, try Command(from: &reader))
        default: throw start.error("act", .unknown)
        }
    }
}
