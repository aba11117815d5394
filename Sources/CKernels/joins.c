// The layers of decimation in time over BN254's scalars, eight at a time. See `OddCoset.swift` for the portable twin.
//
// A layer takes (a, b) to (a + ω·b, a − ω·b). A product of stored elements loses a factor of 16, so b is shifted by four bits before
// it meets its twiddle: it must be at most 5p. Between layers values stay in lanes; only what goes to memory is brought below p.
#if defined(__x86_64__)
#include "CKernels.h"
#include "elements.h"

VC_IFMA_BEGIN

/// ω·b, raw: below 1.4p from b < p, 1.71p from b <= 3p, 2.08p from b <= 5p.
INLINE lanes turned(lanes b, lanes twiddle) {
    lanes sixteen_b = carried(shifted(b, 4));
    expect_below(sixteen_b, 80, &fr);
    return reduced(product(sixteen_b, twiddle), &fr);
}

/// (a, b) ← (a + ω·b, a − ω·b + multiple·p), raw.
INLINE void join(lanes *a, lanes *b, lanes twiddle, int multiple) {
    lanes turn = turned(*b, twiddle), above = *a;
    UNROLLED for (int i = 0; i < multiple; i++) above = plus(above, constant(fr.p));
    *b = minus(above, turn);
    *a = plus(*a, turn);
}

void vc_ifma_fr_join(uint64_t *run, size_t half, size_t offset, size_t count, const uint64_t *twiddles) {
    ENTER;
    for (size_t i = offset; i < offset + count; i += 8) {
        uint64_t *low = run + 4 * i, *high = low + 4 * half;
        lanes a = load(low), b = load(high);
        join(&a, &b, load(twiddles + 4 * (half + i)), 2);  // < 2.4p, < 3p
        store(low, canonical(a, &fr));
        store(high, canonical(b, &fr));
    }
}

void vc_ifma_fr_two_joins(uint64_t *run, size_t quarter, size_t offset, size_t count, const uint64_t *twiddles) {
    ENTER;
    for (size_t i = offset; i < offset + count; i += 8) {
        uint64_t *place[4];
        lanes a[4];
        UNROLLED for (size_t r = 0; r < 4; r++) a[r] = load(place[r] = run + 4 * (r * quarter + i));
        lanes twiddle = load(twiddles + 4 * (quarter + i));
        UNROLLED for (size_t r = 0; r < 4; r += 2) join(&a[r], &a[r + 1], twiddle, 2);  // < 2.4p, < 3p
        UNROLLED for (size_t r = 0; r < 2; r++) {
            join(&a[r], &a[r + 2], load(twiddles + 4 * ((2 + r) * quarter + i)), 2);  // < 4.8p, < 5p
            store(place[r], canonical(a[r], &fr));
            store(place[r + 2], canonical(a[r + 2], &fr));
        }
    }
}

void vc_ifma_fr_first_joins(uint64_t *values, size_t count, const uint64_t *twiddles) {
    ENTER;
    // Each lane is a run of eight elements.
    for (uint64_t *block = values; block < values + 4 * count; block += 4 * 64) {
        lanes a[8];
        for (int j = 0; j < 8; j += 2) {
            vec r[8];
            UNROLLED for (int k = 0; k < 8; k++) r[k] = _mm512_loadu_si512(block + 4 * (8 * k + j));
            transpose(r);
            a[j] = from_words(r);
            a[j + 1] = from_words(r + 4);
        }
        STAGE(j, 4) {
            join(&a[2 * j], &a[2 * j + 1], broadcast(twiddles + 4), 2);  // < 2.4p, < 3p
            UNROLLED for (int k = 0; k < 2; k++) a[2 * j + k] = carried(a[2 * j + k]);
        }
        STAGE(j, 4) {
            int i = j / 2 * 4 + j % 2;
            join(&a[i], &a[i + 2], broadcast(twiddles + 4 * (2 + j % 2)), 2);  // < 4.8p, < 5p
            UNROLLED for (int k = 0; k < 4; k += 2) a[i + k] = carried(a[i + k]);
        }
        STAGE(j, 4) join(&a[j], &a[j + 4], broadcast(twiddles + 4 * (4 + j)), 3);  // < 7.1p, < 8p
        for (int j = 0; j < 8; j += 2) {
            vec r[8];
            to_words(r, canonical(a[j], &fr));
            to_words(r + 4, canonical(a[j + 1], &fr));
            transpose(r);
            UNROLLED for (int k = 0; k < 8; k++) _mm512_storeu_si512(block + 4 * (8 * k + j), r[k]);
        }
    }
}

VC_IFMA_END
#endif
