// Elements of BN254's field of scalars where they stand in a row, eight at a time.
#pragma once
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

VC_IFMA_END
