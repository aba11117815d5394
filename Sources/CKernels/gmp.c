// The reference kernel: products on GMP's mpn layer, on every processor.
#include "words.h"
#include <gmp.h>

_Static_assert(GMP_LIMB_BITS == 64 && GMP_NAIL_BITS == 0, "a limb of GMP is a word");

/// a·b·2⁻²⁵⁶: a product, then four times the multiple of p that clears the lowest word.
WORDS_INLINE words product(words a, words b, const words_modulus *m) {
    mp_limb_t t[9] = {0}, p[4] = {m->p.w[0], m->p.w[1], m->p.w[2], m->p.w[3]};
    mp_limb_t x[4] = {a.w[0], a.w[1], a.w[2], a.w[3]}, y[4] = {b.w[0], b.w[1], b.w[2], b.w[3]};
    mpn_mul_n(t, x, y, 4);
    for (int i = 0; i < 4; i++) {
        mp_limb_t carry = mpn_addmul_1(t + i, p, 4, t[i] * m->quotient);
        mpn_add_1(t + i + 4, t + i + 4, 5 - i, carry);
    }
    return (words){{t[4], t[5], t[6], t[7]}};
}

#define NAME(function) vc_gmp_##function
#include "words_kernel.h"
