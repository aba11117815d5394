internal import Fields
internal import Glibc

/// Memory for `count` elements that is zeroed before it is given back, for values that a proof must not show.
///
/// It comes zeroed, from the system and not from the heap: a page is cleared by whoever touches it first, and large memory lies
/// on large pages. It stays out of core dumps. Copies that the processor or a callee makes are beyond its reach.
/// Ends the process where the system has no memory left, as Swift's own allocations do.
func withWipedMemory<Element, Result>(
    of type: Element.Type, count: Int, _ body: (UnsafeMutableBufferPointer<Element>) throws -> Result
) rethrows -> Result {
    let size = max(1, count * MemoryLayout<Element>.stride)
    let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let start, start != MAP_FAILED else { fatalError("the system has no memory for \(size) bytes") }
    madvise(start, size, MADV_HUGEPAGE)
    madvise(start, size, MADV_DONTDUMP)
    defer {
        parallelRanges(count: size, minimum: 1 << 20) { explicit_bzero(start + $0.lowerBound, $0.count) }
        munmap(start, size)
    }
    return try body(
        UnsafeMutableBufferPointer(start: start.bindMemory(to: Element.self, capacity: count), count: count))
}

/// Zeroes an array in place, which is not shared with another.
func wipe(_ values: inout [Fr]) { values.withUnsafeMutableBytes { wipe($0) } }

/// Zeroes memory in a way that the optimiser does not remove.
func wipe(_ bytes: UnsafeMutableRawBufferPointer) {
    if let start = bytes.baseAddress { explicit_bzero(start, bytes.count) }
}
