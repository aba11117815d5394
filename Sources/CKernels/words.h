// The fields of BN254 on four words of 64 bits, least significant first, in Montgomery form a·2²⁵⁶ and always below the modulus.
//
// Who includes this defines `product(a, b, m)`, which is a·b·2⁻²⁵⁶ below 2p from a and b below p.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WORDS_INLINE static inline __attribute__((always_inline))

typedef struct {
    uint64_t w[4];
} words;

typedef struct {
    words p;
    /// −p⁻¹ modulo 2⁶⁴.
    uint64_t quotient;
} words_modulus;

static const words_modulus fq_words = {
    {{0x3c208c16d87cfd47, 0x97816a916871ca8d, 0xb85045b68181585d, 0x30644e72e131a029}}, 0x87d20782e4866389};
static const words_modulus fr_words = {
    {{0x43e1f593f0000001, 0x2833e84879b97091, 0xb85045b68181585d, 0x30644e72e131a029}}, 0xc2e1f593efffffff};

/// Stops in debug builds where a value is not below p.
WORDS_INLINE void expect_reduced(words a, const words_modulus *m) {
#if defined(DEBUG) || defined(VC_CHECK_BOUNDS)
    for (int i = 3; i >= 0; i--) {
        if (a.w[i] < m->p.w[i]) return;
        if (a.w[i] > m->p.w[i]) break;
    }
    __builtin_trap();
#else
    (void)a, (void)m;
#endif
}

/// a − b modulo 2²⁵⁶; whether it borrows.
WORDS_INLINE bool subtracted(words *r, words a, words b) {
    unsigned long long borrow = 0;
    for (int i = 0; i < 4; i++) r->w[i] = __builtin_subcll(a.w[i], b.w[i], borrow, &borrow);
    return borrow;
}

/// A value below 2p, brought below p.
WORDS_INLINE words reduced_once(words a, const words_modulus *m) {
    words less;
    uint64_t keep = 0 - (uint64_t)subtracted(&less, a, m->p);
    for (int i = 0; i < 4; i++) less.w[i] = (a.w[i] & keep) | (less.w[i] & ~keep);
    return less;
}

WORDS_INLINE words sum(words a, words b, const words_modulus *m) {
    unsigned long long carry = 0;
    for (int i = 0; i < 4; i++) a.w[i] = __builtin_addcll(a.w[i], b.w[i], carry, &carry);
    return reduced_once(a, m);
}

WORDS_INLINE words difference(words a, words b, const words_modulus *m) {
    words r;
    uint64_t back = 0 - (uint64_t)subtracted(&r, a, b);
    unsigned long long carry = 0;
    for (int i = 0; i < 4; i++) r.w[i] = __builtin_addcll(r.w[i], m->p.w[i] & back, carry, &carry);
    return r;
}

WORDS_INLINE bool is_zero(words a) { return (a.w[0] | a.w[1] | a.w[2] | a.w[3]) == 0; }
