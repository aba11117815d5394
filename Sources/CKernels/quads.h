// Four elements c0 + c1·u of BN254's Fq2 at a time, u² = −1: c0 in the even lanes and c1 in the odd ones.
//
// Every operation comes down to sums of products: a·b = a·b0 + (u·a)·b1, so one factor stands as (a, u·a) and the other as
// (b0, b1), each in both lanes of its element.
#pragma once
#include "sums.h"

VC_IFMA_BEGIN

typedef lanes quad;

/// The lanes that hold a c0.
enum { EVEN = 0x55 };

// MARK: - Sums

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

/// a² = (c0 + c1)(c0 − c1) + 2·c0·c1·u, from a below p: one product of lanes.
INLINE quad square2(quad a) {
    quad other = exchanged(a);
    lanes sum = carried(plus(right_factor(a).even, other));
    return lane_product(sum, carried(where(EVEN, plus(a, negated(other, 1)), a)));
}

// MARK: - Memory

INLINE quad one_quad(void) {
    const uint64_t nothing[5] = {0};
    return where(EVEN, entered(constant(fq_two_to_256)), constant(nothing));
}

/// Four elements of Fq2 that stand `stride` words apart.
INLINE quad load_quad(const uint64_t *first, size_t stride) {
    const uint64_t *places[8];
    for (size_t i = 0; i < 8; i++) places[i] = first + i / 2 * stride + 4 * (i % 2);
    return load8(places);
}

/// Back again.
INLINE void store_quad(uint64_t *first, size_t stride, quad a) {
    uint64_t words[4][8];
    leave(words, a);
    for (size_t lane = 0; lane < 8; lane++)
        for (size_t i = 0; i < 4; i++) first[lane / 2 * stride + 4 * (lane % 2) + i] = words[i][lane];
}

/// Where the coefficient of wⁱ stands in an element of Fq12, in words.
INLINE int coefficient(int i) { return 8 * (i % 2 * 3 + i / 2); }

VC_IFMA_END
