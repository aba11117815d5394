package import Formats

/// One page of a list. `next` is absent on the last.
package struct Page<Item: Message>: Message {
    /// The most items on a page.
    package static var maximumCount: Int { 100 }
    package static var maximumByteCount: Int { maximumCount * Item.maximumByteCount + 1024 }

    package let items: [Item]
    package let next: Cursor?

    /// At most `maximumCount` items.
    package init(items: [Item], next: Cursor?) {
        precondition(items.count <= Self.maximumCount)
        self.items = items
        self.next = next
    }

    package init(_ value: JSONValue, at path: String, unknown: JSONFields.UnknownKeys) throws(JSONError) {
        let fields = try JSONFields(value, at: path, required: ["items"], optional: ["next"], unknown: unknown)
        var items: [Item] = []
        for (value, path) in try fields.list("items", atMost: Self.maximumCount) {
            items.append(try Item(value, at: path, unknown: unknown))
        }
        self.init(
            items: items,
            next: try fields.optional("next") { (key) throws(JSONError) in
                try fields.value(key, expecting: "a cursor of this service") { Cursor(text: $0) }
            })
    }

    package var json: JSONValue {
        let next = next.map { [JSONValue.Member("next", .string($0.text))] } ?? []
        return .object([.init("items", .array(items.map(\.json)))] + next)
    }
}
