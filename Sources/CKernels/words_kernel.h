// Sums of pairs and butterflies on words, for a kernel that has defined `product` and NAME. See `PairQueue.swift` and
// `EvaluationDomain.swift` for the Swift twins, and `CKernels.h` for the contracts.
#include "CKernels.h"
#include "words.h"
#include <string.h>

WORDS_INLINE words multiplied(words a, words b, const words_modulus *m) {
    expect_reduced(a, m), expect_reduced(b, m);
    return reduced_once(product(a, b, m), m);
}

static const words one_word = {{1}};


WORDS_INLINE words load(const void *reference, size_t offset) {
    words r;
    memcpy(&r, (const char *)((uintptr_t)reference & ~(uintptr_t)1) + offset, sizeof r);
    return r;
}

/// A coordinate y of the point that a reference means.
WORDS_INLINE words load_y(const void *reference, size_t offset) {
    words y = load(reference, offset);
    return (uintptr_t)reference & 1 ? difference((words){{0}}, y, &fq_words) : y;
}

WORDS_INLINE void ask_for(const void *reference) { __builtin_prefetch(reference); }

WORDS_INLINE void store(void *point, size_t offset, words a) { memcpy((char *)point + offset, &a, sizeof a); }

WORDS_INLINE bool same(words a, words b) { return memcmp(&a, &b, sizeof a) == 0; }

// MARK: - G1: 5M + 1S a pair

typedef struct {
    /// The product of the differences before this one.
    words before;
    /// Right x less left x; 1 where a pair is special.
    words difference;
    bool skipped;
} kept_g1;

size_t NAME(g1_workspace)(size_t count) { return count * sizeof(kept_g1) + 64; }

size_t NAME(g1_begin)(
    const void **lefts, const void **rights, size_t count, void *memory, uint64_t out[4], uint32_t *special) {
    kept_g1 *kept = memory;
    size_t specials = 0;
    words chain = one_word;
    for (size_t i = 0; i < count; i++) {
        words left = load(lefts[i], 0), right = load(rights[i], 0);
        kept[i].skipped = same(left, right) || is_zero(left) || is_zero(right);
        if (kept[i].skipped) special[specials++] = (uint32_t)i;
        kept[i].difference = kept[i].skipped ? one_word : difference(right, left, &fq_words);
        kept[i].before = chain;
        chain = multiplied(chain, kept[i].difference, &fq_words);
    }
    memcpy(out, &chain, sizeof chain);
    return specials;
}

void NAME(g1_finish)(
    const void *const *lefts, const void *const *rights, void *const *sums, size_t count, void *memory,
    const uint64_t inverse[4], const void *const *next_lefts, const void *const *next_rights, size_t next) {
    const kept_g1 *kept = memory;
    const words_modulus *m = &fq_words;
    words chain;
    memcpy(&chain, inverse, sizeof chain);
    for (size_t i = count; i-- > 0;) {
        if (i < next) ask_for(next_lefts[i]), ask_for(next_rights[i]);
        words own = multiplied(chain, kept[i].before, m);
        chain = multiplied(chain, kept[i].difference, m);
        if (kept[i].skipped) continue;
        words left_x = load(lefts[i], 0), left_y = load_y(lefts[i], 32);
        words slope = multiplied(difference(load_y(rights[i], 32), left_y, m), own, m);
        words x = difference(difference(multiplied(slope, slope, m), left_x, m), load(rights[i], 0), m);
        words y = difference(multiplied(slope, difference(left_x, x, m), m), left_y, m);
        store(sums[i], 0, x);
        store(sums[i], 32, y);
    }
}

// MARK: - G2: 15M a pair, with the denominators inverted by their norms

typedef struct {
    words c[2];
} words2;

WORDS_INLINE words2 load2(const void *reference, size_t offset) {
    return (words2){{load(reference, offset), load(reference, offset + 32)}};
}

WORDS_INLINE words2 load_y2(const void *reference) {
    return (words2){{load_y(reference, 64), load_y(reference, 96)}};
}

WORDS_INLINE words2 difference2(words2 a, words2 b) {
    return (words2){{difference(a.c[0], b.c[0], &fq_words), difference(a.c[1], b.c[1], &fq_words)}};
}

/// Karatsuba: 3M. Not inlined: three calls' worth of code in one place.
static __attribute__((noinline)) words2 multiplied2(words2 a, words2 b) {
    const words_modulus *m = &fq_words;
    words real = multiplied(a.c[0], b.c[0], m), imaginary = multiplied(a.c[1], b.c[1], m);
    words cross = multiplied(sum(a.c[0], a.c[1], m), sum(b.c[0], b.c[1], m), m);
    return (words2){{difference(real, imaginary, m), difference(difference(cross, real, m), imaginary, m)}};
}

typedef struct {
    words before;
    /// The norm of the difference; 1 where a pair is special.
    words norm;
    words2 difference;
    bool skipped;
} kept_g2;

size_t NAME(g2_workspace)(size_t count) { return count * sizeof(kept_g2) + 64; }

size_t NAME(g2_begin)(
    const void **lefts, const void **rights, size_t count, void *memory, uint64_t out[4], uint32_t *special) {
    kept_g2 *kept = memory;
    const words_modulus *m = &fq_words;
    size_t specials = 0;
    words chain = one_word;
    for (size_t i = 0; i < count; i++) {
        words2 left = load2(lefts[i], 0), right = load2(rights[i], 0), d = difference2(right, left);
        kept[i].difference = d;
        kept[i].skipped = (is_zero(d.c[0]) && is_zero(d.c[1])) || (is_zero(left.c[0]) && is_zero(left.c[1])) ||
                          (is_zero(right.c[0]) && is_zero(right.c[1]));
        if (kept[i].skipped) special[specials++] = (uint32_t)i;
        kept[i].norm = kept[i].skipped
                           ? one_word
                           : sum(multiplied(d.c[0], d.c[0], m), multiplied(d.c[1], d.c[1], m), m);
        kept[i].before = chain;
        chain = multiplied(chain, kept[i].norm, m);
    }
    memcpy(out, &chain, sizeof chain);
    return specials;
}

void NAME(g2_finish)(
    const void *const *lefts, const void *const *rights, void *const *sums, size_t count, void *memory,
    const uint64_t inverse[4], const void *const *next_lefts, const void *const *next_rights, size_t next) {
    const kept_g2 *kept = memory;
    const words_modulus *m = &fq_words;
    words chain;
    memcpy(&chain, inverse, sizeof chain);
    for (size_t i = count; i-- > 0;) {
        if (i < next) ask_for(next_lefts[i]), ask_for(next_rights[i]);
        words own = multiplied(chain, kept[i].before, m);
        chain = multiplied(chain, kept[i].norm, m);
        if (kept[i].skipped) continue;
        words2 left_x = load2(lefts[i], 0), left_y = load_y2(lefts[i]), d = kept[i].difference;
        words2 conjugate = {{d.c[0], difference((words){{0}}, d.c[1], m)}};
        words2 slope = multiplied2(difference2(load_y2(rights[i]), left_y), conjugate);
        slope = (words2){{multiplied(slope.c[0], own, m), multiplied(slope.c[1], own, m)}};
        words both = multiplied(slope.c[0], slope.c[1], m);
        words2 square = {{
            multiplied(sum(slope.c[0], slope.c[1], m), difference(slope.c[0], slope.c[1], m), m), sum(both, both, m)}};
        words2 x = difference2(difference2(square, left_x), load2(rights[i], 0));
        words2 y = difference2(multiplied2(slope, difference2(left_x, x)), left_y);
        for (size_t c = 0; c < 2; c++) store(sums[i], 32 * c, x.c[c]), store(sums[i], 64 + 32 * c, y.c[c]);
    }
}

// MARK: - Butterflies

void NAME(fr_butterflies)(uint64_t *low, uint64_t *high, const uint64_t *twiddles, size_t count) {
    for (size_t i = 0; i < 4 * count; i += 4) {
        words a = load(low + i, 0), b = load(high + i, 0);
        store(low + i, 0, sum(a, b, &fr_words));
        store(high + i, 0, multiplied(difference(a, b, &fr_words), load(twiddles + i, 0), &fr_words));
    }
}

void NAME(fr_joins)(uint64_t *low, uint64_t *high, const uint64_t *twiddles, size_t count) {
    for (size_t i = 0; i < 4 * count; i += 4) {
        words a = load(low + i, 0), turn = multiplied(load(high + i, 0), load(twiddles + i, 0), &fr_words);
        store(low + i, 0, sum(a, turn, &fr_words));
        store(high + i, 0, difference(a, turn, &fr_words));
    }
}
