internal import Escrow
internal import Foundation
internal import GRDB

/// A value that one column holds.
protocol Stored {
    var stored: DatabaseValue { get }
    /// Nil for what this version does not write.
    init?(stored value: DatabaseValue)
}

extension Stored where Self: DatabaseValueConvertible {
    var stored: DatabaseValue { databaseValue }

    init?(stored value: DatabaseValue) {
        guard let decoded = Self.fromDatabaseValue(value) else { return nil }
        self = decoded
    }
}

extension Int64: Stored {}
extension Int: Stored {}
extension UInt8: Stored {}
extension Bool: Stored {}
extension String: Stored {}
extension Data: Stored {}

/// Counts, which stay far below 2⁶³.
extension UInt64: Stored {}

extension ID: Stored {
    var stored: DatabaseValue { Data(bytes).databaseValue }

    init?(stored value: DatabaseValue) {
        guard let data = Data.fromDatabaseValue(value) else { return nil }
        self.init(data)
    }
}

extension Amount: Stored {
    var stored: DatabaseValue { units.databaseValue }

    init?(stored value: DatabaseValue) {
        guard let units = UInt64.fromDatabaseValue(value) else { return nil }
        self.init(units)
    }
}

extension Moment: Stored {
    var stored: DatabaseValue { milliseconds.databaseValue }

    init?(stored value: DatabaseValue) {
        guard let milliseconds = Int64.fromDatabaseValue(value) else { return nil }
        self.init(milliseconds: milliseconds)
    }
}

extension Contract.State: Stored {
    var stored: DatabaseValue { rawValue.databaseValue }

    init?(stored value: DatabaseValue) {
        guard let number = UInt8.fromDatabaseValue(value) else { return nil }
        self.init(rawValue: number)
    }
}

/// How far a commitment has come. Up to `proven` it is live.
enum Phase: Int64, Stored {
    case sealed = 1
    case revealed = 2
    case proven = 3
    case won = 4
    case refused = 5
    case lapsed = 6
    case released = 7

    var stored: DatabaseValue { rawValue.databaseValue }

    init?(stored value: DatabaseValue) {
        guard let number = Int64.fromDatabaseValue(value) else { return nil }
        self.init(rawValue: number)
    }
}
