// What the sums of pairs share over both groups: one inversion for all lanes, and which pairs are special.
//
// The powers of two. On stored elements a product is a·b·2⁻²⁶⁰, so with x = X·2²⁵⁶ in memory a sum comes out in the same form
// when the slope is L·2²⁵⁸: its square is L²·2²⁵⁶, and times 4·D·2²⁵⁶ it gives L·D·2²⁵⁶. On G1 that slope is the product of
// Y·2²⁵⁶ and 2⁵¹⁸ / (X·2²⁵⁶); on G2 the one of Y·conj(X)·2²⁵² and 2⁵¹⁸ / (N·2²⁵²), with N the norm. So both want 2⁵¹⁸ over the
// words of what they invert; the constant passes through the chain of products unchanged.
#pragma once
#include "bn254.h"

VC_IFMA_BEGIN

/// Groups of eight lanes that go through the stages together.
enum { GROUPS = 4 };

/// How many pairs ahead the first half of a point is fetched to the nearest cache; the second-level one has it by then.
enum { AHEAD = 64 };

/// The products of what is to be inverted: of each lane of each group on its own, then of all.
typedef struct {
    /// Of the groups up to each.
    lanes groups[GROUPS];
    /// Of one, two and four lanes of all groups.
    lanes folded[3];
} shared_inversion;

INLINE lanes swapped(lanes a, int distance) {
    UNROLLED for (int i = 0; i < 5; i++)
        a.limb[i] = distance == 1   ? _mm512_permutex_epi64(a.limb[i], 0xb1)
                    : distance == 2 ? _mm512_permutex_epi64(a.limb[i], 0x4e)
                                    : _mm512_shuffle_i64x2(a.limb[i], a.limb[i], 0x4e);
    return a;
}

/// The product of all lanes of all groups, each not zero.
INLINE void fold(shared_inversion *shared, const lanes groups[GROUPS], uint64_t product[4]) {
    lanes total = shared->groups[0] = groups[0];
    STAGE(g, GROUPS - 1) shared->groups[g + 1] = total = multiplied(total, groups[g + 1], &fq);
    for (int step = 0; step < 3; step++) {
        shared->folded[step] = total;
        total = multiplied(total, swapped(total, 1 << step), &fq);
    }
    first_lane(product, canonical(total, &fq));
}

/// 2⁵¹⁸ over each lane of each of the same groups. `inverse` is 2⁵¹² over the product.
INLINE void unfold(const shared_inversion *shared, lanes groups[GROUPS], const uint64_t inverse[4]) {
    lanes total = multiplied(broadcast(inverse), constant(fq_two_to_266), &fq);
    for (int step = 2; step >= 0; step--)
        total = multiplied(total, swapped(shared->folded[step], 1 << step), &fq);
    for (int g = GROUPS - 1; g > 0; g--) {
        lanes own = groups[g];
        groups[g] = multiplied(total, shared->groups[g - 1], &fq);
        total = multiplied(total, own, &fq);
    }
    groups[0] = total;
}

/// The lanes of the group at `index` that are pairs at all.
INLINE __mmask8 present(size_t index, size_t count) {
    return count >= index + 8 ? 0xff : count > index ? (__mmask8)((1u << (count - index)) - 1) : 0;
}

/// Fills the arrays up to whole groups with pairs that are there already.
INLINE void pad(const void **lefts, const void **rights, size_t count) {
    for (size_t i = count; i % (8 * GROUPS) != 0; i++) lefts[i] = lefts[0], rights[i] = rights[0];
}

INLINE size_t blocks(size_t count) { return (count + 8 * GROUPS - 1) / (8 * GROUPS); }

/// The point that a reference leads to.
INLINE const char *point_at(const void *reference) { return (const char *)((uintptr_t)reference & ~(uintptr_t)1); }

/// The references of eight that ask for the opposite point.
INLINE __mmask8 opposites(const void *const references[8]) {
    return _mm512_test_epi64_mask(_mm512_loadu_si512(references), all(1));
}

/// Raw: p − y where the mask says so.
INLINE lanes opposite(lanes y, __mmask8 mask) {
    UNROLLED for (int i = 0; i < 5; i++) y.limb[i] = _mm512_mask_sub_epi64(y.limb[i], mask, all(fq.p[i]), y.limb[i]);
    return y;
}

/// Asks for the points of the references from `from` up to `until`, or as many as there are: each `lines` cache lines long.
INLINE void fetch(const void *const references[], size_t from, size_t until, size_t count, int lines) {
    for (size_t i = from; i < until && i < count; i++)
        for (int line = 0; line < lines; line++) __builtin_prefetch(point_at(references[i]) + 64 * line);
}

/// Lists the pairs of a group that `finish` must leave alone.
INLINE size_t listed(uint32_t *special, size_t known, __mmask8 mask, size_t index) {
    for (; mask; mask &= mask - 1) special[known++] = (uint32_t)(index + (size_t)__builtin_ctz(mask));
    return known;
}

/// Half a row from each of two places.
INLINE vec halves(const void *lower, const void *upper) {
    return _mm512_inserti64x4(_mm512_castsi256_si512(_mm256_loadu_si256(lower)), _mm256_loadu_si256(upper), 1);
}

INLINE __mmask8 all_zero(const vec *words, int count) {
    vec any = words[0];
    for (int i = 1; i < count; i++) any = _mm512_or_si512(any, words[i]);
    return _mm512_testn_epi64_mask(any, any);
}

INLINE __mmask8 all_equal(const vec *a, const vec *b, int count) {
    vec any = _mm512_xor_si512(a[0], b[0]);
    for (int i = 1; i < count; i++) any = _mm512_or_si512(any, _mm512_xor_si512(a[i], b[i]));
    return _mm512_testn_epi64_mask(any, any);
}

VC_IFMA_END
