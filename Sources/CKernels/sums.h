// Elements of BN254's Fq as pairings and sums of multiples use them: of the form a·2²⁶⁰, in which products lose nothing, and below
// p between operations, so that bounds need no bookkeeping over a long computation. What is summed before it is reduced is reduced
// once.
#pragma once
#include "bn254.h"

VC_IFMA_BEGIN

/// 2²⁵⁶ in Fq: takes the form a·2²⁶⁰ to the one in memory, a·2²⁵⁶.
static const uint64_t fq_two_to_256[5] = {0xd438dc58f0d9d, 0x28f5c70b3dd35, 0x879462c0a78eb, 0xdf2f666ea36f7, 0x00e0a77c19a07};

// MARK: - Sums

INLINE lanes prime(unsigned multiple) {
    lanes r;
    UNROLLED for (int i = 0; i < 5; i++) r.limb[i] = all(multiple * fq.p[i]);
    return r;
}

/// Raw: multiple·p − a.
INLINE lanes negated(lanes a, unsigned multiple) { return minus(prime(multiple), a); }

/// Raw: 3a.
INLINE lanes tripled(lanes a) { return plus(shifted(a, 1), a); }

INLINE lanes difference(lanes a, lanes b) { return canonical(plus(a, negated(b, 1)), &fq); }

// MARK: - Sums of products

/// The columns of a sum of products, the halves of the products apart: so no chain of additions is long.
typedef struct {
    vec low[9], high[9];
} sums;

INLINE sums no_sums(void) {
    sums t;
    UNROLLED for (int i = 0; i < 9; i++) t.low[i] = t.high[i] = _mm512_setzero_si512();
    return t;
}

INLINE void accumulate(sums *t, const lanes *a, const lanes *b) {
    expect_below(*a, 84, &fq), expect_below(*b, 84, &fq);
    UNROLLED for (int i = 0; i < 5; i++) {
        UNROLLED for (int j = 0; j < 5; j++) {
            t->low[i + j] = low(t->low[i + j], a->limb[i], b->limb[j]);
            t->high[i + j] = high(t->high[i + j], a->limb[i], b->limb[j]);
        }
    }
}

/// The element that the sum is, below p. The sum of all products' bounds is at most 580p².
INLINE lanes settled(const sums *t) {
    columns c;
    c.column[0] = t->low[0];
    UNROLLED for (int i = 1; i < 9; i++) c.column[i] = _mm512_add_epi64(t->low[i], t->high[i - 1]);
    c.column[9] = t->high[8];
    return canonical(reduced(c, &fq), &fq);
}

/// a·b, from operands whose bounds' product is at most 580p².
static __attribute__((noinline)) lanes lane_product(lanes a, lanes b) {
    sums t = no_sums();
    accumulate(&t, &a, &b);
    return settled(&t);
}

// MARK: - Memory

/// From the form in memory: times 2⁴.
INLINE lanes entered(lanes a) { return canonical(shifted(canonical(shifted(a, 3), &fq), 1), &fq); }

/// Eight elements of Fq, each from where it stands.
INLINE lanes load8(const uint64_t *const places[8]) {
    uint64_t words[4][8];
    for (int lane = 0; lane < 8; lane++)
        for (int i = 0; i < 4; i++) words[i][lane] = places[lane][i];
    vec w[4];
    for (int i = 0; i < 4; i++) w[i] = _mm512_loadu_si512(words[i]);
    return entered(from_words(w));
}

/// Eight elements in the form that they have in memory: words[i] has the words i of all.
INLINE void leave(uint64_t words[4][8], lanes a) {
    vec w[4];
    to_words(w, lane_product(a, constant(fq_two_to_256)));
    for (int i = 0; i < 4; i++) _mm512_storeu_si512(words[i], w[i]);
}

VC_IFMA_END
