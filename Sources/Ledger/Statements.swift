internal import Foundation
internal import GRDB

extension Row {
    /// The value of a column. Throws where it is not what this version writes.
    func value<Value: Stored>(_ column: String, as _: Value.Type = Value.self) throws -> Value {
        guard let value = Value(stored: self[column]) else { throw BooksError.damaged("column \(column)") }
        return value
    }

    /// Nil for NULL.
    func optional<Value: Stored>(_ column: String, as _: Value.Type = Value.self) throws -> Value? {
        (self[column] as DatabaseValue).isNull ? nil : try value(column)
    }

    /// A blob of any length.
    func bytes(_ column: String) throws -> [UInt8] { Array(try value(column, as: Data.self)) }
}

extension Database {
    /// Executes a statement that must change exactly one row: the one that is still as it was read.
    func changeOne(_ sql: String, _ values: [(any Stored)?]) throws {
        try change(sql, values)
        guard changesCount == 1 else { throw BooksError.damaged("a row is not as it was left: \(sql)") }
    }

    /// Executes a statement that may change any number of rows.
    func change(_ sql: String, _ values: [(any Stored)?]) throws {
        try cachedStatement(sql: sql).execute(arguments: Self.arguments(values))
    }

    func row(_ sql: String, _ values: [(any Stored)?] = []) throws -> Row? {
        try Row.fetchOne(cachedStatement(sql: sql), arguments: Self.arguments(values))
    }

    func rows(_ sql: String, _ values: [(any Stored)?] = []) throws -> [Row] {
        try Row.fetchAll(cachedStatement(sql: sql), arguments: Self.arguments(values))
    }

    private static func arguments(_ values: [(any Stored)?]) -> StatementArguments {
        StatementArguments(values.map { $0?.stored ?? .null })
    }
}
