internal import CKernels

// Products along rows of Fr, on all processors. The rows are of equal length.

/// products[i] = a[i]·b[i]. `products` may be `a` or `b`.
package func multiplyAll(
    _ a: UnsafeMutableBufferPointer<Fr>, _ b: UnsafeMutableBufferPointer<Fr>,
    into products: UnsafeMutableBufferPointer<Fr>
) {
    precondition(a.count == b.count && a.count == products.count, "rows are of equal length")
    parallelRanges(count: a.count, minimum: 1 << 10) { range in
        let start = range.lowerBound, inLanes = Kernel.current == .ifma ? range.count & ~7 : 0
        if inLanes > 0 {
            vc_ifma_fr_products(
                words(a.baseAddress! + start), words(b.baseAddress! + start), inLanes,
                words(products.baseAddress! + start))
        }
        for index in start + inLanes..<range.upperBound { products[index] = a[index] * b[index] }
    }
}

/// results[i] = ofProduct·a[i]·b[i] + ofC·c[i], in canonical form.
package func combineAll(
    _ a: UnsafeMutableBufferPointer<Fr>, _ b: UnsafeMutableBufferPointer<Fr>, times ofProduct: Fr,
    plus c: UnsafeMutableBufferPointer<Fr>, times ofC: Fr, into results: UnsafeMutableBufferPointer<UInt256>
) {
    precondition(
        a.count == b.count && a.count == c.count && a.count == results.count, "rows are of equal length")
    parallelRanges(count: a.count, minimum: 1 << 10) { range in
        let start = range.lowerBound, inLanes = Kernel.current == .ifma ? range.count & ~7 : 0
        if inLanes > 0 {
            // The factors in canonical form make the results come out so; the kernel's products lose a factor of 16 each.
            let factors = [(ofProduct * 256).canonical, (ofC * 16).canonical]
            factors.withUnsafeBytes { factors in
                let factors = factors.baseAddress!.assumingMemoryBound(to: UInt64.self)
                vc_ifma_fr_combine(
                    words(a.baseAddress! + start), words(b.baseAddress! + start), words(c.baseAddress! + start),
                    inLanes, factors, factors + 4,
                    UnsafeMutableRawPointer(results.baseAddress! + start).assumingMemoryBound(to: UInt64.self))
            }
        }
        for index in start + inLanes..<range.upperBound {
            results[index] = (ofProduct * (a[index] * b[index]) + ofC * c[index]).canonical
        }
    }
}
