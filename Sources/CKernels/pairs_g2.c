// Sums of pairs on G2: 13M + 4S in Fq a pair, in lanes. See `PairQueue.swift` for the portable twin.
//
// The slope's denominator is inverted by its norm, which is zero only with it: so the chain of products runs in Fq.
#if defined(__x86_64__)
#include "CKernels.h"
#include "pairs.h"

VC_IFMA_BEGIN

/// Eight elements c0 + c1·u of Fq2, u² = −1.
typedef struct {
    lanes c[2];
} lanes2;

/// What the way there leaves for the way back, for eight pairs.
typedef struct {
    /// The product of the norms before this one.
    lanes before;
    /// The norm of the difference, below 1.3p.
    lanes norm;
    /// Right x less left x, below 2p; 1 where a pair is special.
    lanes2 difference;
    /// Left x.
    lanes2 x;
    /// The pairs whose sums are not written here.
    __mmask8 skipped;
} kept;

typedef struct {
    shared_inversion shared;
    lanes groups[GROUPS];
    kept kept[];
} workspace_g2;

size_t vc_ifma_g2_workspace(size_t count) {
    return sizeof(workspace_g2) + blocks(count) * GROUPS * sizeof(kept);
}

static const uint64_t one[5] = {1}, zero[5] = {0};

/// Eight coordinates, at `offset` in the points.
INLINE void gather(vec r[8], const void *const points[8], size_t offset) {
    UNROLLED for (int i = 0; i < 8; i++) r[i] = _mm512_loadu_si512(point_at(points[i]) + offset);
    transpose(r);
}

INLINE lanes2 from_words2(const vec r[8]) { return (lanes2){{from_words(r), from_words(r + 4)}}; }

INLINE lanes2 opposite2(lanes2 y, __mmask8 mask) {
    return (lanes2){{opposite(y.c[0], mask), opposite(y.c[1], mask)}};
}

/// a − b + p, below 2p from a and b below p.
INLINE lanes2 difference2(lanes2 a, lanes2 b) {
    UNROLLED for (int i = 0; i < 2; i++) a.c[i] = carried(plus(minus(a.c[i], b.c[i]), constant(fq.p)));
    return a;
}

/// a·b·2⁻²⁶⁰ from a < Ap and b < Bp with AB < 84. Raw: c0 has p added, and both lie between 0 and (AB/42 + 2.13)p.
///
/// Karatsuba's 3M on the columns, and two reductions: 252 multiply-adds.
INLINE lanes2 multiplied2(lanes2 a, lanes2 b) {
    columns real = product(a.c[0], b.c[0]), imaginary = product(a.c[1], b.c[1]);
    columns cross = product(carried(plus(a.c[0], a.c[1])), carried(plus(b.c[0], b.c[1])));
    lanes2 r;
    r.c[0] = plus(reduced(columns_minus(real, imaginary), &fq), constant(fq.p));
    r.c[1] = reduced(columns_minus(columns_minus(cross, real), imaginary), &fq);
    return r;
}

size_t vc_ifma_g2_begin(
    const void **lefts, const void **rights, size_t count, void *memory, uint64_t product[4], uint32_t *special) {
    ENTER;
    workspace_g2 *space = memory;
    size_t specials = 0;
    pad(lefts, rights, count);
    lanes chain[GROUPS];
    for (int g = 0; g < GROUPS; g++) chain[g] = constant(one);
    for (size_t block = 0; block < blocks(count); block++) {
        STAGE(g, GROUPS) {
            kept *k = &space->kept[block * GROUPS + (size_t)g];
            size_t index = (block * GROUPS + (size_t)g) * 8;
            vec l[8], r[8];
            gather(l, lefts + index, 0);
            gather(r, rights + index, 0);
            __mmask8 odd = all_equal(l, r, 8) | all_zero(l, 8) | all_zero(r, 8), there = present(index, count);
            k->skipped = odd | (__mmask8)~there;
            specials = listed(special, specials, odd & there, index);
            k->x = from_words2(l);
            lanes2 difference = difference2(from_words2(r), k->x);
            k->difference.c[0] = where(k->skipped, constant(one), difference.c[0]);
            k->difference.c[1] = where(k->skipped, constant(zero), difference.c[1]);
        }
        STAGE(g, GROUPS) {
            kept *k = &space->kept[block * GROUPS + (size_t)g];
            columns norm = columns_plus(square(k->difference.c[0]), square(k->difference.c[1]));
            k->norm = carried(reduced(norm, &fq));
            expect_below(k->norm, 2, &fq);
        }
        STAGE(g, GROUPS) {
            kept *k = &space->kept[block * GROUPS + (size_t)g];
            k->before = chain[g];
            chain[g] = multiplied(chain[g], k->norm, &fq);  // < 1.2p
        }
    }
    for (int g = 0; g < GROUPS; g++) space->groups[g] = chain[g];
    fold(&space->shared, space->groups, product);
    return specials;
}

void vc_ifma_g2_finish(
    const void *const *lefts, const void *const *rights, void *const *sums, size_t count, void *memory,
    const uint64_t inverse[4], const void *const *next_lefts, const void *const *next_rights, size_t next) {
    ENTER;
    workspace_g2 *space = memory;
    lanes chain[GROUPS], inverses[GROUPS];
    lanes2 slope[GROUPS], left_y[GROUPS], x[GROUPS], step[GROUPS];
    for (int g = 0; g < GROUPS; g++) chain[g] = space->groups[g];
    unfold(&space->shared, chain, inverse);
    const lanes two_p = plus(constant(fq.p), constant(fq.p));
    for (size_t block = blocks(count); block-- > 0;) {
        const kept *kept = &space->kept[block * GROUPS];
        STAGE(g, GROUPS) {
            size_t first = (block * GROUPS + (size_t)g) * 8;
            fetch(next_lefts, first, first + 8, next, 2);
            inverses[g] = multiplied(chain[g], kept[g].before, &fq);  // < 1.2p
            chain[g] = multiplied(chain[g], kept[g].norm, &fq);
        }
        STAGE(g, GROUPS) {
            size_t index = (block * GROUPS + (size_t)g) * 8;
            vec l[8], r[8];
            gather(l, lefts + index, 64);
            gather(r, rights + index, 64);
            left_y[g] = opposite2(from_words2(l), opposites(lefts + index));
            lanes2 right_y = opposite2(from_words2(r), opposites(rights + index));
            lanes2 conjugate = {{kept[g].difference.c[0], carried(minus(two_p, kept[g].difference.c[1]))}};  // <= 2p
            lanes2 rise = multiplied2(difference2(right_y, left_y[g]), conjugate);                                         // < 2.3p
            UNROLLED for (int i = 0; i < 2; i++) slope[g].c[i] = carried(rise.c[i]);
        }
        STAGE(g, GROUPS) {
            size_t first = (block * GROUPS + (size_t)g) * 8;
            fetch(next_rights, first, first + 8, next, 2);
            UNROLLED for (int i = 0; i < 2; i++) slope[g].c[i] = multiplied(slope[g].c[i], inverses[g], &fq);  // < 1.2p
        }
        STAGE(g, GROUPS) {
            // (c0 + c1)(c0 − c1) + 2·c0·c1·u, from operands below 2.4p, 3.2p, 2.4p and 1.2p.
            lanes2 s = slope[g], square;
            square.c[0] = reduced(product(carried(plus(s.c[0], s.c[1])), carried(plus(minus(s.c[0], s.c[1]), two_p))), &fq);
            square.c[1] = reduced(product(carried(plus(s.c[0], s.c[0])), s.c[1]), &fq);
            UNROLLED for (int i = 0; i < 2; i++) {
                // slope² − left x − right x, which is 2·left x + difference − p: from 0 to 4.3p with the 3p.
                lanes both = plus(plus(kept[g].x.c[i], kept[g].x.c[i]), kept[g].difference.c[i]);
                x[g].c[i] = canonical(plus(plus(minus(square.c[i], both), two_p), constant(fq.p)), &fq);
                step[g].c[i] = carried(shifted(plus(minus(kept[g].x.c[i], x[g].c[i]), constant(fq.p)), 2));  // < 8p
            }
        }
        STAGE(g, GROUPS) {
            size_t index = (block * GROUPS + (size_t)g) * 8;
            // slope·(left x − x) − left y: from 0 to 3.4p with the p.
            lanes2 y = multiplied2(slope[g], step[g]);
            vec rx[8], ry[8];
            UNROLLED for (int i = 0; i < 2; i++) {
                to_words(rx + 4 * i, x[g].c[i]);
                to_words(ry + 4 * i, canonical(plus(minus(y.c[i], left_y[g].c[i]), constant(fq.p)), &fq));
            }
            transpose(rx);
            transpose(ry);
            __mmask8 skipped = kept[g].skipped;
            UNROLLED for (int i = 0; i < 8; i++) {
                if (skipped >> i & 1) continue;
                char *sum = sums[index + (size_t)i];
                _mm512_storeu_si512(sum, rx[i]);
                _mm512_storeu_si512(sum + 64, ry[i]);
            }
        }
    }
}

VC_IFMA_END
#endif
