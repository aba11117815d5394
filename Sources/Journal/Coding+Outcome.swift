internal import Escrow
internal import Formats

extension Account: Canonical {
    func write(to writer: inout BinaryWriter) {
        switch self {
        case .outside: writer.write(UInt8(0))
        case .available(let party):
            writer.write(UInt8(1))
            party.write(to: &writer)
        case .escrow(let task):
            writer.write(UInt8(2))
            task.write(to: &writer)
        case .stake(let task):
            writer.write(UInt8(3))
            task.write(to: &writer)
        case .bond(let task):
            writer.write(UInt8(4))
            task.write(to: &writer)
        case .fee: writer.write(UInt8(5))
        case .burn: writer.write(UInt8(6))
        }
    }

    init(from reader: inout BinaryReader) throws(BinaryError) {
        let start = reader
        switch try reader.readInteger("account", as: UInt8.self) {
        case 0: self = .outside
        case 1: self = .available(try ID(from: &reader))
        case 2: self = .escrow(try ID(from: &reader))
        case 3: self = .stake(try ID(from: &reader))
        case 4: self = .bond(try ID(from: &reader))
        case 5: self = .fee
        case 6: self = .burn
        default: throw start.error("account", .unknown)
        }
    }
}

extension Transfer: Canonical {
    func write(to writer: inout BinaryWriter) {
        writer.write(reason.rawValue)
        source.write(to: &writer)
        target.write(to: &writer)
        amount.write(to: &writer)
    }

    init(from reader: inout BinaryReader) throws(BinaryError) {
        let start = reader
        let reason = try reader.readChoice("reason of a transfer", as: Reason.self)
        let source = try Account(from: &reader), target = try Account(from: &reader)
        guard let transfer = Transfer(try Amount(from: &reader), from: source, to: target, for: reason) else {
            throw start.error("transfer", .invalid(expected: "more than nothing between two accounts"))
        }
        self = transfer
    }
}

extension Event: Canonical {
    func write(to writer: inout BinaryWriter) {
        switch self {
        case .posted: writer.write(UInt8(1))
        case .leased(let party, let until):
            writer.write(UInt8(2))
            party.write(to: &writer)
            until.write(to: &writer)
        case .leaseEnded: writer.write(UInt8(3))
        case .committed(let sequence, let party, let revealBy):
            writer.write(UInt8(4))
            writer.write(sequence)
            party.write(to: &writer)
            revealBy.write(to: &writer)
        case .revealed(let sequence): write(5, sequence, to: &writer)
        case .proven(let sequence): write(6, sequence, to: &writer)
        case .refused(let sequence, let fault):
            write(7, sequence, to: &writer)
            writer.write(fault.rawValue)
        case .lapsed(let sequence): write(8, sequence, to: &writer)
        case .released(let sequence): write(9, sequence, to: &writer)
        case .settled(let sequence, let payee, let submission):
            write(10, sequence, to: &writer)
            payee.write(to: &writer)
            submission.write(to: &writer)
        case .expired: writer.write(UInt8(11))
        case .refunded: writer.write(UInt8(12))
        case .cancelled: writer.write(UInt8(13))
        case .deposited: writer.write(UInt8(14))
        case .withdrawn: writer.write(UInt8(15))
        case .renewed(let party, let until):
            writer.write(UInt8(16))
            party.write(to: &writer)
            until.write(to: &writer)
        }
    }

    private func write(_ tag: UInt8, _ sequence: UInt64, to writer: inout BinaryWriter) {
        writer.write(tag)
        writer.write(sequence)
    }

    init(from reader: inout BinaryReader) throws(BinaryError) {
        let start = reader
        let tag = try reader.readInteger("event", as: UInt8.self)
        let sequence = (4...10).contains(tag) ? try reader.readInteger("number of the commitment", as: UInt64.self) : 0
        switch tag {
        case 1: self = .posted
        case 2:
            let party = try ID<Party>(from: &reader)
            self = .leased(by: party, until: try Moment(from: &reader))
        case 3: self = .leaseEnded
        case 4:
            let party = try ID<Party>(from: &reader)
            self = .committed(sequence: sequence, by: party, revealBy: try Moment(from: &reader))
        case 5: self = .revealed(sequence: sequence)
        case 6: self = .proven(sequence: sequence)
        case 7: self = .refused(sequence: sequence, try reader.readChoice("fault"))
        case 8: self = .lapsed(sequence: sequence)
        case 9: self = .released(sequence: sequence)
        case 10:
            let payee = try ID<Party>(from: &reader)
            self = .settled(sequence: sequence, payee: payee, try ID(from: &reader))
        case 11: self = .expired
        case 12: self = .refunded
        case 13: self = .cancelled
        case 14: self = .deposited
        case 15: self = .withdrawn
        case 16:
            let party = try ID<Party>(from: &reader)
            self = .renewed(by: party, until: try Moment(from: &reader))
        default: throw start.error("event", .unknown)
        }
    }
}

extension Outcome: Canonical {
    func write(to writer: inout BinaryWriter) {
        writer.write(list: events)
        writer.write(list: transfers)
    }

    init(from reader: inout BinaryReader) throws(BinaryError) {
        let events = try reader.readList("number of events", of: Event.self)
        self.init(events: events, transfers: try reader.readList("number of transfers"))
    }
}
