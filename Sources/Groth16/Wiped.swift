internal import Fields
internal import Glibc

/// Memory for `count` elements that is zeroed before it is given back, for values that a proof must not show.
///
/// It comes zeroed. Copies that the processor or a callee makes are beyond its reach.
func withWipedMemory<Element, Result>(
    of type: Element.Type, count: Int, _ body: (UnsafeMutableBufferPointer<Element>) throws -> Result
) rethrows -> Result {
    let bytes = UnsafeMutableRawBufferPointer.allocate(
        byteCount: max(1, count * MemoryLayout<Element>.stride), alignment: 64)
    defer {
        wipe(bytes)
        bytes.deallocate()
    }
    bytes.initializeMemory(as: UInt8.self, repeating: 0)
    return try body(
        UnsafeMutableBufferPointer(
            start: bytes.baseAddress!.bindMemory(to: Element.self, capacity: count), count: count))
}

/// Zeroes an array in place, which is not shared with another.
func wipe(_ values: inout [Fr]) { values.withUnsafeMutableBytes { wipe($0) } }

/// Zeroes memory in a way that the optimiser does not remove.
func wipe(_ bytes: UnsafeMutableRawBufferPointer) {
    if let start = bytes.baseAddress { explicit_bzero(start, bytes.count) }
}
