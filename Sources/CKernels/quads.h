// Four elements c0 + c1·u of BN254's Fq2 at a time, u² = −1: c0 in the even lanes and c1 in the odd ones.
//
// Elements have the form a·2²⁶⁰ here, in which products lose nothing, and are below p between operations, so that bounds need
// no bookkeeping over a whole pairing. Every operation comes down to sums of products with one reduction for each sum:
// a·b = a·b0 + (u·a)·b1, so one factor stands as (a, u·a) and the other as (b0, b1), each in both lanes of its element.
#pragma once
#include "bn254.h"

VC_IFMA_BEGIN

typedef lanes quad;

/// The lanes that hold a c0.
enum { EVEN = 0x55 };

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

/// c1 + c0·u.
INLINE quad exchanged(quad a) {
    UNROLLED for (int i = 0; i < 5; i++) a.limb[i] = _mm512_shuffle_epi32(a.limb[i], _MM_PERM_BADC);
    return a;
}

/// ξ·a = 9c0 − c1 + (9c1 + c0)·u.
INLINE quad times_xi(quad a) {
    quad other = exchanged(a);
    // At most 10p, which is two too many for one reduction: 8a first.
    lanes eight = canonical(shifted(a, 3), &fq);
    return canonical(plus(plus(eight, a), where(EVEN, negated(other, 1), other)), &fq);
}

// MARK: - Sums of products

/// a and u·a.
typedef struct {
    lanes plain, turned;
} left;

/// b0 and b1, in both lanes.
typedef struct {
    lanes even, odd;
} right;

/// From a below bound·p, limbs below 2⁵².
INLINE left left_factor(quad a, unsigned bound) {
    expect_below(a, bound, &fq);
    quad other = exchanged(a);
    return (left){a, carried(where(EVEN, negated(other, bound), other))};
}

INLINE right right_factor(quad b) {
    right r;
    UNROLLED for (int i = 0; i < 5; i++) {
        r.even.limb[i] = _mm512_unpacklo_epi64(b.limb[i], b.limb[i]);
        r.odd.limb[i] = _mm512_unpackhi_epi64(b.limb[i], b.limb[i]);
    }
    return r;
}

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

/// Σ lefts[i]·rights[i] over at most 6 products in Fq2, whose bounds' sum is at most 290p².
static __attribute__((noinline)) void inner_product(
    quad *result, const left *const *lefts, const right *const *rights, int count) {
    sums t = no_sums();
    STAGE(i, count) {
        accumulate(&t, &lefts[i]->plain, &rights[i]->even);
        accumulate(&t, &lefts[i]->turned, &rights[i]->odd);
    }
    *result = settled(&t);
}

INLINE quad times(left a, right b) {
    quad r;
    const left *l = &a;
    const right *s = &b;
    inner_product(&r, &l, &s, 1);
    return r;
}

/// a·b + c·d.
INLINE quad sum_of_products(left a, right b, left c, right d) {
    quad r;
    const left *lefts[2] = {&a, &c};
    const right *rights[2] = {&b, &d};
    inner_product(&r, lefts, rights, 2);
    return r;
}

/// Lane by lane, from operands whose bounds' product is at most 580p².
static __attribute__((noinline)) lanes lane_product(lanes a, lanes b) {
    sums t = no_sums();
    accumulate(&t, &a, &b);
    return settled(&t);
}

/// a² = (c0 + c1)(c0 − c1) + 2·c0·c1·u, from a below p: one product of lanes.
INLINE quad square2(quad a) {
    quad other = exchanged(a);
    lanes sum = carried(plus(right_factor(a).even, other));
    return lane_product(sum, carried(where(EVEN, plus(a, negated(other, 1)), a)));
}

// MARK: - Memory

/// From the form in memory: times 2⁴.
INLINE lanes entered(lanes a) { return canonical(shifted(canonical(shifted(a, 3), &fq), 1), &fq); }

INLINE quad one_quad(void) {
    const uint64_t nothing[5] = {0};
    return where(EVEN, entered(constant(fq_two_to_256)), constant(nothing));
}

/// Eight elements of Fq, each from where it stands.
INLINE lanes load8(const uint64_t *const places[8]) {
    uint64_t words[4][8];
    for (int lane = 0; lane < 8; lane++)
        for (int i = 0; i < 4; i++) words[i][lane] = places[lane][i];
    vec w[4];
    for (int i = 0; i < 4; i++) w[i] = _mm512_loadu_si512(words[i]);
    return entered(from_words(w));
}

/// Four elements of Fq2 that stand `stride` words apart.
INLINE quad load_quad(const uint64_t *first, size_t stride) {
    const uint64_t *places[8];
    for (size_t i = 0; i < 8; i++) places[i] = first + i / 2 * stride + 4 * (i % 2);
    return load8(places);
}

/// Back again.
INLINE void store_quad(uint64_t *first, size_t stride, quad a) {
    vec w[4];
    uint64_t words[4][8];
    to_words(w, lane_product(a, constant(fq_two_to_256)));
    for (int i = 0; i < 4; i++) _mm512_storeu_si512(words[i], w[i]);
    for (size_t lane = 0; lane < 8; lane++)
        for (size_t i = 0; i < 4; i++) first[lane / 2 * stride + 4 * (lane % 2) + i] = words[i][lane];
}

/// Where the coefficient of wⁱ stands in an element of Fq12, in words.
INLINE int coefficient(int i) { return 8 * (i % 2 * 3 + i / 2); }

VC_IFMA_END
