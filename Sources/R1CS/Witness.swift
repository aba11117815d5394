public import Fields

/// The values of all variables of a constraint system, the constant one first. Wiped when it goes.
///
/// It holds what a proof must not show: it is not copied, and there is no description of it.
public struct Witness: ~Copyable, @unchecked Sendable {
    // Sendable because the memory has one owner, this value, and is written only through `mutating` access to it.
    private let values: UnsafeMutableBufferPointer<Fr>

    /// All zero but for the constant one.
    package init(count: Int) {
        values = .allocate(capacity: count)
        values.initialize(repeating: .zero)
        values[0] = .one
    }

    deinit {
        wipe(values.baseAddress!, values.count * MemoryLayout<Fr>.stride)
        values.deallocate()
    }

    public var count: Int { values.count }

    package subscript(variable: Variable) -> Fr {
        get { values[Int(variable.index)] }
        set { values[Int(variable.index)] = newValue }
    }

    public borrowing func withUnsafeValues<Result>(_ body: (UnsafeBufferPointer<Fr>) throws -> Result) rethrows
        -> Result
    {
        try body(UnsafeBufferPointer(values))
    }

    package mutating func withUnsafeMutableValues<Result>(
        _ body: (UnsafeMutableBufferPointer<Fr>) throws -> Result
    ) rethrows -> Result {
        try body(values)
    }
}

/// Zeroes memory in a way that the optimiser does not remove.
@inline(never)
private func wipe(_ memory: UnsafeMutableRawPointer, _ count: Int) {
    let bytes = UnsafeMutableRawBufferPointer(start: memory, count: count)
    for i in bytes.indices { bytes[i] = 0 }
}
