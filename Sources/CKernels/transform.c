// Butterflies over BN254's scalars, eight at a time. See `EvaluationDomain.swift` for the portable twin.
//
// A product of stored elements loses a factor of 16, so a difference is shifted by four bits before it meets its twiddle: it
// must be below 5p. Between layers values stay in lanes and grow by doublings; only what goes to memory is brought below p.
#if defined(__x86_64__)
#include "CKernels.h"
#include "bn254.h"

VC_IFMA_BEGIN

/// Eight elements from where they stand in a row. The lanes have them in the order 0, 2, 1, 3, 4, 6, 5, 7 of the row, all alike.
INLINE lanes load(const uint64_t *elements) {
    vec a = _mm512_loadu_si512(elements), b = _mm512_loadu_si512(elements + 8);
    vec c = _mm512_loadu_si512(elements + 16), d = _mm512_loadu_si512(elements + 24);
    vec even = _mm512_unpacklo_epi64(a, b), odd = _mm512_unpackhi_epi64(a, b);
    vec even2 = _mm512_unpacklo_epi64(c, d), odd2 = _mm512_unpackhi_epi64(c, d);
    vec w[4] = {
        _mm512_shuffle_i64x2(even, even2, 0x88), _mm512_shuffle_i64x2(odd, odd2, 0x88),
        _mm512_shuffle_i64x2(even, even2, 0xdd), _mm512_shuffle_i64x2(odd, odd2, 0xdd)};
    return from_words(w);
}

INLINE void store(uint64_t *elements, lanes a) {
    vec w[4];
    to_words(w, a);
    const vec lower = _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11), upper = _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15);
    vec even = _mm512_permutex2var_epi64(w[0], lower, w[2]), odd = _mm512_permutex2var_epi64(w[1], lower, w[3]);
    vec even2 = _mm512_permutex2var_epi64(w[0], upper, w[2]), odd2 = _mm512_permutex2var_epi64(w[1], upper, w[3]);
    _mm512_storeu_si512(elements, _mm512_unpacklo_epi64(even, odd));
    _mm512_storeu_si512(elements + 8, _mm512_unpackhi_epi64(even, odd));
    _mm512_storeu_si512(elements + 16, _mm512_unpacklo_epi64(even2, odd2));
    _mm512_storeu_si512(elements + 24, _mm512_unpackhi_epi64(even2, odd2));
}

/// (a − b)·twiddle, raw and below 1.9p: from a and b below bound·p, with bound 1 or 2, and the twiddle below p.
INLINE lanes turned(lanes a, lanes b, lanes twiddle, int bound) {
    lanes multiple = constant(fr.p);
    if (bound == 2) multiple = plus(multiple, multiple);
    lanes difference = carried(shifted(plus(minus(a, b), multiple), 4));
    expect_below(difference, 32 * (unsigned)bound, &fr);
    return reduced(product(difference, twiddle), &fr);
}

void vc_ifma_fr_layer(uint64_t *run, size_t half, size_t offset, size_t count, const uint64_t *twiddles) {
    ENTER;
    for (size_t i = offset; i < offset + count; i += 8) {
        uint64_t *low = run + 4 * i, *high = low + 4 * half;
        lanes a = load(low), b = load(high);
        store(low, canonical(plus(a, b), &fr));
        store(high, canonical(turned(a, b, load(twiddles + 4 * (half + i)), 1), &fr));
    }
}

void vc_ifma_fr_two_layers(uint64_t *run, size_t quarter, size_t offset, size_t count, const uint64_t *twiddles) {
    ENTER;
    for (size_t i = offset; i < offset + count; i += 8) {
        uint64_t *place[4];
        lanes a[4], b[4];
        UNROLLED for (size_t r = 0; r < 4; r++) a[r] = load(place[r] = run + 4 * (r * quarter + i));
        UNROLLED for (size_t r = 0; r < 2; r++) {
            b[r] = carried(plus(a[r], a[r + 2]));  // < 2p
            b[r + 2] = carried(turned(a[r], a[r + 2], load(twiddles + 4 * ((2 + r) * quarter + i)), 1));  // < 1.6p
        }
        lanes twiddle = load(twiddles + 4 * (quarter + i));
        UNROLLED for (size_t r = 0; r < 4; r += 2) {
            store(place[r], canonical(plus(b[r], b[r + 1]), &fr));
            store(place[r + 1], canonical(turned(b[r], b[r + 1], twiddle, 2), &fr));
        }
    }
}

void vc_ifma_fr_last_layers(uint64_t *values, size_t count, const uint64_t *twiddles) {
    ENTER;
    // Each lane is a run of eight elements.
    for (uint64_t *block = values; block < values + 4 * count; block += 4 * 64) {
        lanes a[8], b[8];
        for (int j = 0; j < 8; j += 2) {
            vec r[8];
            UNROLLED for (int k = 0; k < 8; k++) r[k] = _mm512_loadu_si512(block + 4 * (8 * k + j));
            transpose(r);
            a[j] = from_words(r);
            a[j + 1] = from_words(r + 4);
        }
        STAGE(j, 4) {
            b[j] = carried(plus(a[j], a[j + 4]));                                                        // < 2p
            b[j + 4] = carried(turned(a[j], a[j + 4], broadcast(twiddles + 4 * (4 + j)), 1));            // < 1.6p
        }
        STAGE(j, 4) {
            int i = j / 2 * 4 + j % 2;
            a[i] = carried(plus(b[i], b[i + 2]));                                                        // < 4p
            a[i + 2] = carried(turned(b[i], b[i + 2], broadcast(twiddles + 4 * (2 + j % 2)), 2));        // < 1.9p
        }
        for (int j = 0; j < 8; j += 2) {
            lanes four_p = shifted(constant(fr.p), 2);
            vec r[8];
            to_words(r, canonical(plus(a[j], a[j + 1]), &fr));
            to_words(r + 4, canonical(plus(minus(a[j], a[j + 1]), four_p), &fr));
            transpose(r);
            UNROLLED for (int k = 0; k < 8; k++) _mm512_storeu_si512(block + 4 * (8 * k + j), r[k]);
        }
    }
}

void vc_ifma_fr_scale(uint64_t *values, size_t count, const uint64_t factors[32], const uint64_t step[4]) {
    ENTER;
    lanes factor = load(factors), by = broadcast(step);
    for (uint64_t *place = values; place < values + 4 * count; place += 32) {
        store(place, canonical(reduced(product(load(place), factor), &fr), &fr));
        factor = multiplied(factor, by, &fr);  // < 1.2p
    }
}

VC_IFMA_END
#endif
