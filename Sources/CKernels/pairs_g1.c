// Sums of pairs on G1: 5M + 1S a pair, in lanes. See `PairQueue.swift` for the portable twin.
#if defined(__x86_64__)
#include "CKernels.h"
#include "pairs.h"

VC_IFMA_BEGIN

/// What the way there leaves for the way back, for eight pairs.
typedef struct {
    /// The product of the differences before this one.
    lanes before;
    /// Right x less left x, below 2p; 1 where a pair is special.
    lanes difference;
    /// Left x.
    lanes x;
    /// The pairs whose sums are not written here.
    __mmask8 skipped;
} kept;

typedef struct {
    shared_inversion shared;
    lanes groups[GROUPS];
    kept kept[];
} workspace_g1;

size_t vc_ifma_g1_workspace(size_t count) {
    return sizeof(workspace_g1) + blocks(count) * GROUPS * sizeof(kept);
}

static const uint64_t one[5] = {1};

size_t vc_ifma_g1_begin(
    const void **lefts, const void **rights, size_t count, void *memory, uint64_t product[4], uint32_t *special) {
    ENTER;
    workspace_g1 *space = memory;
    size_t specials = 0;
    pad(lefts, rights, count);
    lanes chain[GROUPS];
    for (int g = 0; g < GROUPS; g++) chain[g] = constant(one);
    for (size_t block = 0; block < blocks(count); block++) {
        STAGE(g, GROUPS) {
            kept *k = &space->kept[block * GROUPS + (size_t)g];
            size_t index = (block * GROUPS + (size_t)g) * 8;
            vec r[8];
            UNROLLED for (int i = 0; i < 8; i++)
                r[i] = halves(point_at(lefts[index + (size_t)i]), point_at(rights[index + (size_t)i]));
            transpose(r);
            __mmask8 odd = all_equal(r, r + 4, 4) | all_zero(r, 4) | all_zero(r + 4, 4), there = present(index, count);
            k->skipped = odd | (__mmask8)~there;
            specials = listed(special, specials, odd & there, index);
            k->x = from_words(r);
            lanes difference = carried(plus(minus(from_words(r + 4), k->x), constant(fq.p)));
            k->difference = where(k->skipped, constant(one), difference);
            expect_below(k->difference, 2, &fq);
        }
        STAGE(g, GROUPS) {
            kept *k = &space->kept[block * GROUPS + (size_t)g];
            k->before = chain[g];
            chain[g] = multiplied(chain[g], k->difference, &fq);  // < 1.2p
        }
    }
    for (int g = 0; g < GROUPS; g++) space->groups[g] = chain[g];
    fold(&space->shared, space->groups, product);
    return specials;
}

void vc_ifma_g1_finish(
    const void *const *lefts, const void *const *rights, void *const *sums, size_t count, void *memory,
    const uint64_t inverse[4], const void *const *next_lefts, const void *const *next_rights, size_t next) {
    ENTER;
    workspace_g1 *space = memory;
    lanes chain[GROUPS], slope[GROUPS], left_y[GROUPS], x[GROUPS], step[GROUPS];
    for (int g = 0; g < GROUPS; g++) chain[g] = space->groups[g];
    unfold(&space->shared, chain, inverse);
    for (size_t block = blocks(count); block-- > 0;) {
        const kept *kept = &space->kept[block * GROUPS];
        STAGE(g, GROUPS) {
            size_t first = (block * GROUPS + (size_t)g) * 8;
            fetch(next_lefts, first, first + 8, next, 1);
            slope[g] = multiplied(chain[g], kept[g].before, &fq);
            chain[g] = multiplied(chain[g], kept[g].difference, &fq);
        }
        STAGE(g, GROUPS) {
            size_t index = (block * GROUPS + (size_t)g) * 8;
            vec r[8];
            UNROLLED for (int i = 0; i < 8; i++)
                r[i] = halves(point_at(lefts[index + (size_t)i]) + 32, point_at(rights[index + (size_t)i]) + 32);
            transpose(r);
            left_y[g] = opposite(from_words(r), opposites(lefts + index));
            lanes right_y = opposite(from_words(r + 4), opposites(rights + index));
            lanes rise = carried(plus(minus(right_y, left_y[g]), constant(fq.p)));  // <= 2p
            slope[g] = multiplied(rise, slope[g], &fq);                             // < 1.2p
        }
        STAGE(g, GROUPS) {
            size_t first = (block * GROUPS + (size_t)g) * 8;
            fetch(next_rights, first, first + 8, next, 1);
            // slope² − left x − right x, which is 2·left x + difference − p: from 0 to 4.2p with the 3p.
            lanes both = plus(plus(kept[g].x, kept[g].x), kept[g].difference);
            lanes three_p = plus(plus(constant(fq.p), constant(fq.p)), constant(fq.p));
            x[g] = canonical(plus(minus(reduced(square(slope[g]), &fq), both), three_p), &fq);
            step[g] = carried(shifted(plus(minus(kept[g].x, x[g]), constant(fq.p)), 2));  // < 8p
        }
        STAGE(g, GROUPS) {
            size_t index = (block * GROUPS + (size_t)g) * 8;
            // slope·(left x − x) − left y: from 0 to 2.3p with the p.
            lanes turn = reduced(product(slope[g], step[g]), &fq);
            lanes y = canonical(plus(minus(turn, left_y[g]), constant(fq.p)), &fq);
            vec r[8];
            to_words(r, x[g]);
            to_words(r + 4, y);
            transpose(r);
            __mmask8 skipped = kept[g].skipped;
            UNROLLED for (int i = 0; i < 8; i++)
                if (!(skipped >> i & 1)) _mm512_storeu_si512(sums[index + (size_t)i], r[i]);
        }
    }
}

VC_IFMA_END
#endif
