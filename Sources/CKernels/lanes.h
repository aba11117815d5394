// Eight elements of a prime field of 254 bits, a lane each, as five limbs of 52 bits.
//
// Values are only bounded, not reduced: a comment "< 2p" is a bound on every lane. Limbs are below 2⁵² wherever a product takes
// them, since the multiplier reads no more; the value may then be up to 2²⁶⁰, which is 84p. Differences are raw: signed limbs,
// to be carried. The product is a·b·2⁻²⁶⁰, so that on stored elements each one loses a factor of 16: see `pairs.h`.
// Source for the reduction: Gueron, Krasnov, "Accelerating Big Integer Arithmetic Using Intel IFMA Extensions"; its quotients
// are free here but the last, because it reduces by a multiple of p that is −1 modulo 2⁵².
#pragma once
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define VC_IFMA_BEGIN                                                                                             \
    _Pragma("clang attribute push(__attribute__((target(\"avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2\"))), apply_to=function)")
#define VC_IFMA_END _Pragma("clang attribute pop")
#define INLINE static inline __attribute__((always_inline))
/// How each function begins that Swift calls: in debug builds it stops where another kernel is in use.
#if defined(DEBUG) || defined(VC_CHECK_BOUNDS)
#define ENTER \
    if (!vc_ifma_is_used()) __builtin_trap()
#else
#define ENTER ((void)0)
#endif
#define UNROLLED _Pragma("clang loop unroll(full)")
/// A stage runs over independent groups of lanes, whose chains the processor interleaves; unrolled they would spill.
#define STAGE(group, count) _Pragma("clang loop unroll(disable)") for (int group = 0; group < (count); group++)

VC_IFMA_BEGIN

typedef __m512i vec;

typedef struct {
    vec limb[5];
} lanes;

typedef struct {
    /// The prime p.
    uint64_t p[5];
    /// (k·p + 1) / 2⁵² for the k below 2⁵² that makes it whole: below 0.13p.
    uint64_t friendly[5];
    /// That k, −p⁻¹ modulo 2⁵².
    uint64_t quotient;
    /// ⌊2³⁰⁵ / p⌋, below 2⁵².
    uint64_t reciprocal;
    /// 0, p, … 7p, limb by limb.
    uint64_t multiples[5][8] __attribute__((aligned(64)));
} modulus;

#define LIMB_MASK ((1LL << 52) - 1)

INLINE vec all(uint64_t word) { return _mm512_set1_epi64((long long)word); }
INLINE vec low(vec t, vec a, vec b) { return _mm512_madd52lo_epu64(t, a, b); }
INLINE vec high(vec t, vec a, vec b) { return _mm512_madd52hi_epu64(t, a, b); }

// MARK: - Sums

INLINE lanes constant(const uint64_t limbs[5]) {
    lanes r;
    UNROLLED for (int i = 0; i < 5; i++) r.limb[i] = all(limbs[i]);
    return r;
}

/// Raw: a + b.
INLINE lanes plus(lanes a, lanes b) {
    UNROLLED for (int i = 0; i < 5; i++) a.limb[i] = _mm512_add_epi64(a.limb[i], b.limb[i]);
    return a;
}

/// Raw: a − b.
INLINE lanes minus(lanes a, lanes b) {
    UNROLLED for (int i = 0; i < 5; i++) a.limb[i] = _mm512_sub_epi64(a.limb[i], b.limb[i]);
    return a;
}

/// Raw: 2ⁿ·a.
INLINE lanes shifted(lanes a, unsigned n) {
    UNROLLED for (int i = 0; i < 5; i++) a.limb[i] = _mm512_slli_epi64(a.limb[i], n);
    return a;
}

INLINE lanes where(__mmask8 mask, lanes chosen, lanes otherwise) {
    UNROLLED for (int i = 0; i < 5; i++) otherwise.limb[i] = _mm512_mask_mov_epi64(otherwise.limb[i], mask, chosen.limb[i]);
    return otherwise;
}

/// Raw limbs, of any sign but below 2⁶² in size, to limbs below 2⁵². The value is not negative and below 2²⁶⁰.
INLINE lanes carried(lanes a) {
    UNROLLED for (int i = 0; i < 4; i++) {
        a.limb[i + 1] = _mm512_add_epi64(a.limb[i + 1], _mm512_srai_epi64(a.limb[i], 52));
        a.limb[i] = _mm512_and_si512(a.limb[i], all(LIMB_MASK));
    }
    return a;
}

/// In debug builds, stops where a limb is not below 2⁵² or a value is not below multiple·p, to the precision of the top limb.
INLINE void expect_below(lanes a, unsigned multiple, const modulus *m) {
#if defined(DEBUG) || defined(VC_CHECK_BOUNDS)
    vec top = all(multiple * (m->p[4] + 1));
    UNROLLED for (int i = 0; i < 5; i++)
        if (_mm512_cmpgt_epu64_mask(a.limb[i], i == 4 && multiple < 84 ? top : all(LIMB_MASK))) __builtin_trap();
#else
    (void)a, (void)multiple, (void)m;
#endif
}

// MARK: - Products

/// The ten columns of a product, or of sums and differences of a few: signed, below 2⁵⁹ in size.
typedef struct {
    vec column[10];
} columns;

INLINE columns product(lanes a, lanes b) {
    columns t;
    UNROLLED for (int i = 0; i < 10; i++) t.column[i] = _mm512_setzero_si512();
    UNROLLED for (int i = 0; i < 5; i++) {
        UNROLLED for (int j = 0; j < 5; j++) t.column[i + j] = low(t.column[i + j], a.limb[i], b.limb[j]);
        UNROLLED for (int j = 0; j < 5; j++) t.column[i + j + 1] = high(t.column[i + j + 1], a.limb[i], b.limb[j]);
    }
    return t;
}

INLINE columns square(lanes a) {
    columns t;
    UNROLLED for (int i = 0; i < 10; i++) t.column[i] = _mm512_setzero_si512();
    UNROLLED for (int i = 0; i < 5; i++) {
        UNROLLED for (int j = i + 1; j < 5; j++) {
            t.column[i + j] = low(t.column[i + j], a.limb[i], a.limb[j]);
            t.column[i + j + 1] = high(t.column[i + j + 1], a.limb[i], a.limb[j]);
        }
    }
    UNROLLED for (int i = 0; i < 10; i++) t.column[i] = _mm512_add_epi64(t.column[i], t.column[i]);
    UNROLLED for (int i = 0; i < 5; i++) {
        t.column[2 * i] = low(t.column[2 * i], a.limb[i], a.limb[i]);
        t.column[2 * i + 1] = high(t.column[2 * i + 1], a.limb[i], a.limb[i]);
    }
    return t;
}

INLINE columns columns_plus(columns a, columns b) {
    UNROLLED for (int i = 0; i < 10; i++) a.column[i] = _mm512_add_epi64(a.column[i], b.column[i]);
    return a;
}

INLINE columns columns_minus(columns a, columns b) {
    UNROLLED for (int i = 0; i < 10; i++) a.column[i] = _mm512_sub_epi64(a.column[i], b.column[i]);
    return a;
}

/// Raw: t·2⁻²⁶⁰ modulo p, above t·2⁻²⁶⁰ by less than 1.13p.
INLINE lanes reduced(columns t, const modulus *m) {
    UNROLLED for (int i = 0; i < 4; i++) {
        // q·k·p + t has q·2⁵²·friendly + (t − q): the low limb q of the column itself is the quotient.
        vec q = t.column[i];
        t.column[i + 1] = _mm512_add_epi64(t.column[i + 1], _mm512_srai_epi64(q, 52));
        UNROLLED for (int j = 0; j < 5; j++) t.column[i + j + 1] = low(t.column[i + j + 1], q, all(m->friendly[j]));
        UNROLLED for (int j = 0; j < 5; j++) t.column[i + j + 2] = high(t.column[i + j + 2], q, all(m->friendly[j]));
    }
    vec q = low(_mm512_setzero_si512(), t.column[4], all(m->quotient));
    UNROLLED for (int j = 0; j < 5; j++) t.column[4 + j] = low(t.column[4 + j], q, all(m->p[j]));
    UNROLLED for (int j = 0; j < 5; j++) t.column[5 + j] = high(t.column[5 + j], q, all(m->p[j]));
    t.column[5] = _mm512_add_epi64(t.column[5], _mm512_srai_epi64(t.column[4], 52));
    lanes r;
    UNROLLED for (int i = 0; i < 5; i++) r.limb[i] = t.column[5 + i];
    return r;
}

/// a·b·2⁻²⁶⁰: from a < Ap and b < Bp, below (AB/84.6 + 1.13)p. 101 multiply-adds.
INLINE lanes multiplied(lanes a, lanes b, const modulus *m) {
    expect_below(a, 84, m), expect_below(b, 84, m);
    return carried(reduced(product(a, b), m));
}

/// a²·2⁻²⁶⁰, bounded likewise. 81 multiply-adds.
INLINE lanes squared(lanes a, const modulus *m) {
    expect_below(a, 84, m);
    return carried(reduced(square(a), m));
}

/// Raw, with limbs below 2⁵⁹ in size and a value from 0 to 8p, to the value below p.
///
/// The quotient comes from the top limb, less what carries could take from it, and is thus never too large; it is too small by
/// one at most, and only for values that are just above a multiple of p: one in 2³⁷ if they are random.
INLINE lanes canonical(lanes a, const modulus *m) {
    vec top = _mm512_max_epi64(_mm512_sub_epi64(a.limb[4], all(256)), _mm512_setzero_si512());
    vec quotient = _mm512_srli_epi64(high(_mm512_setzero_si512(), top, all(m->reciprocal)), 45);
    UNROLLED for (int i = 0; i < 5; i++) {
        vec multiple = _mm512_permutexvar_epi64(quotient, _mm512_load_si512(m->multiples[i]));
        a.limb[i] = _mm512_sub_epi64(a.limb[i], multiple);
    }
    a = carried(a);
    if (__builtin_expect(_mm512_cmpge_epu64_mask(a.limb[4], all(m->p[4])), 0)) {
        lanes less = carried(minus(a, constant(m->p)));
        a = where(_mm512_movepi64_mask(less.limb[4]), a, less);
    }
    expect_below(a, 1, m);
    return a;
}

// MARK: - Memory

/// Transposes eight rows of eight words.
INLINE void transpose(vec r[8]) {
    vec a[8], b[8];
    UNROLLED for (int i = 0; i < 8; i += 2) {
        a[i] = _mm512_unpacklo_epi64(r[i], r[i + 1]);
        a[i + 1] = _mm512_unpackhi_epi64(r[i], r[i + 1]);
    }
    // Rows 4h … 4h + 3: b[4h + i] has the words i and i + 4, b[4h + i + 2] the words i + 2 and i + 6, for i below 2.
    UNROLLED for (int h = 0; h < 8; h += 4) {
        UNROLLED for (int i = 0; i < 2; i++) {
            b[h + i] = _mm512_shuffle_i64x2(a[h + i], a[h + i + 2], 0x88);
            b[h + i + 2] = _mm512_shuffle_i64x2(a[h + i], a[h + i + 2], 0xdd);
        }
    }
    UNROLLED for (int i = 0; i < 4; i++) {
        r[i] = _mm512_shuffle_i64x2(b[i], b[i + 4], 0x88);
        r[i + 4] = _mm512_shuffle_i64x2(b[i], b[i + 4], 0xdd);
    }
}

/// Four vectors of 64-bit limbs to five of 52 bits.
INLINE lanes from_words(const vec w[4]) {
    lanes r;
    r.limb[0] = w[0];
    r.limb[1] = _mm512_shrdi_epi64(w[0], w[1], 52);
    r.limb[2] = _mm512_shrdi_epi64(w[1], w[2], 40);
    r.limb[3] = _mm512_shrdi_epi64(w[2], w[3], 28);
    r.limb[4] = _mm512_srli_epi64(w[3], 16);
    UNROLLED for (int i = 0; i < 4; i++) r.limb[i] = _mm512_and_si512(r.limb[i], all(LIMB_MASK));
    return r;
}

/// Back again. Limbs below 2⁵², the value below 2²⁵⁶.
INLINE void to_words(vec w[4], lanes a) {
    UNROLLED for (int i = 0; i < 4; i++)
        w[i] = _mm512_or_si512(
            _mm512_srli_epi64(a.limb[i], 12 * (unsigned)i), _mm512_slli_epi64(a.limb[i + 1], 52 - 12 * (unsigned)i));
}

/// One element in all lanes.
INLINE lanes broadcast(const uint64_t words[4]) {
    vec w[4];
    UNROLLED for (int i = 0; i < 4; i++) w[i] = all(words[i]);
    return from_words(w);
}

/// The words of the first lane.
INLINE void first_lane(uint64_t words[4], lanes a) {
    vec w[4];
    to_words(w, a);
    UNROLLED for (int i = 0; i < 4; i++) words[i] = (uint64_t)_mm_cvtsi128_si64(_mm512_castsi512_si128(w[i]));
}

VC_IFMA_END
