// Products along rows of BN254's scalars, eight at a time. See `Products.swift` for the portable twins.
//
// A product of stored elements loses a factor of 16: see `lanes.h`. Each function says where it makes up for it.
#if defined(__x86_64__)
#include "CKernels.h"
#include "elements.h"

VC_IFMA_BEGIN

void vc_ifma_fr_scale(uint64_t *values, size_t count, const uint64_t factors[32], const uint64_t step[4]) {
    ENTER;
    lanes factor = load(factors), by = broadcast(step);
    for (uint64_t *place = values; place < values + 4 * count; place += 32) {
        store(place, canonical(reduced(product(load(place), factor), &fr), &fr));
        factor = multiplied(factor, by, &fr);  // < 1.2p
    }
}

void vc_ifma_fr_products(const uint64_t *a, const uint64_t *b, size_t count, uint64_t *products) {
    ENTER;
    for (size_t i = 0; i < 4 * count; i += 32) {
        lanes sixteen_b = carried(shifted(load(b + i), 4));  // < 16p
        store(products + i, canonical(reduced(product(load(a + i), sixteen_b), &fr), &fr));
    }
}

void vc_ifma_fr_combine(
    const uint64_t *a, const uint64_t *b, const uint64_t *c, size_t count, const uint64_t of_product[4],
    const uint64_t of_c[4], uint64_t *results) {
    ENTER;
    lanes x = broadcast(of_product), y = broadcast(of_c);
    for (size_t i = 0; i < 4 * count; i += 32) {
        lanes both = multiplied(load(a + i), load(b + i), &fr);  // < 1.2p
        columns sum = columns_plus(product(both, x), product(load(c + i), y));
        store(results + i, canonical(reduced(sum, &fr), &fr));
    }
}

VC_IFMA_END
#endif
