// Whether points are on their curves, in lanes: y² = x³ + b, as y²·2²⁵² from what is stored, y·2²⁵⁶, by one product. Swift's twin
// is `AffinePoint.isOnCurve`.
#if defined(__x86_64__)
#include "CKernels.h"
#include "bn254.h"

VC_IFMA_BEGIN

/// b·2²⁵² on G1, where b is 3, and on G2, where it is 3/(9 + u).
static const uint64_t b_g1[5] = {0, 0, 0, 0, 0x0300000000000};
static const uint64_t b_g2[2][5] = {
    {0xfd999a3b9fece, 0xfb279c1a7c71c, 0x5580154cbe166, 0x1a9bae93a1ba4, 0x01a83739c94d1},
    {0xd02223812fd69, 0x202b278eb84be, 0xb9402e264685f, 0x0efbfa3fde68e, 0x02d72252897c5},
};
static const uint64_t zero[5] = {0};

/// The lanes below the modulus.
INLINE __mmask8 below_modulus(lanes a, const modulus *m) {
    return _mm512_movepi64_mask(carried(minus(a, constant(m->p))).limb[4]);
}

INLINE __mmask8 is_zero(lanes a) {
    vec any = a.limb[0];
    UNROLLED for (int i = 1; i < 5; i++) any = _mm512_or_si512(any, a.limb[i]);
    return _mm512_testn_epi64_mask(any, any);
}

/// The lanes in which t·2⁻²⁶⁰ is b modulo p. The value of t lies between −84p² and 84p².
INLINE __mmask8 is_constant(columns t, const uint64_t b[5], const modulus *m) {
    lanes difference = minus(plus(reduced(t, m), shifted(constant(m->p), 1)), constant(b));
    return is_zero(canonical(difference, m));
}

/// 16·a: what a factor has more so that a product of three lines up with one of two.
INLINE lanes sixteenfold(lanes a) { return carried(shifted(a, 4)); }

size_t vc_ifma_g1_off_curve(const void *points, size_t count) {
    ENTER;
    for (size_t index = 0; index < count; index += 8) {
        vec r[8];
        UNROLLED for (int i = 0; i < 8; i++) r[i] = _mm512_loadu_si512((const char *)points + 64 * (index + (size_t)i));
        transpose(r);
        lanes x = from_words(r), y = from_words(r + 4);
        __mmask8 good = below_modulus(x, &fq) & below_modulus(y, &fq);
        x = where(good, x, constant(zero)), y = where(good, y, constant(zero));
        lanes xx = carried(reduced(square(x), &fq));  // < 1.15p
        columns t = columns_minus(square(y), product(xx, sixteenfold(x)));  // > −19p²
        good &= is_constant(t, b_g1, &fq) | (is_zero(x) & is_zero(y));
        if (good != 0xff) return index + (size_t)__builtin_ctz((unsigned)~good);
    }
    return count;
}

size_t vc_ifma_g2_off_curve(const void *points, size_t count) {
    ENTER;
    for (size_t index = 0; index < count; index += 8) {
        vec r[16];
        UNROLLED for (int i = 0; i < 8; i++) {
            r[i] = _mm512_loadu_si512((const char *)points + 128 * (index + (size_t)i));
            r[8 + i] = _mm512_loadu_si512((const char *)points + 128 * (index + (size_t)i) + 64);
        }
        transpose(r), transpose(r + 8);
        lanes x[2] = {from_words(r), from_words(r + 4)}, y[2] = {from_words(r + 8), from_words(r + 12)};
        __mmask8 good = 0xff, identity = 0xff;
        UNROLLED for (int i = 0; i < 2; i++) good &= below_modulus(x[i], &fq) & below_modulus(y[i], &fq);
        UNROLLED for (int i = 0; i < 2; i++) {
            x[i] = where(good, x[i], constant(zero)), y[i] = where(good, y[i], constant(zero));
            identity &= is_zero(x[i]) & is_zero(y[i]);
        }
        // x² = (x₀² − x₁²) + 2x₀x₁·u, both parts below 2.2p.
        lanes xx[2] = {
            carried(plus(reduced(columns_minus(square(x[0]), square(x[1])), &fq), constant(fq.p))),
            carried(shifted(reduced(product(x[0], x[1]), &fq), 1)),
        };
        lanes x16[2] = {sixteenfold(x[0]), sixteenfold(x[1])};
            // Both parts of y² − x³, the real one between −38p² and 38p², the other above −74p².
        columns real = columns_minus(
            columns_minus(columns_plus(square(y[0]), product(xx[1], x16[1])), square(y[1])), product(xx[0], x16[0]));
        columns cross = product(y[0], y[1]);
        columns imaginary = columns_minus(
            columns_minus(columns_plus(cross, cross), product(xx[0], x16[1])), product(xx[1], x16[0]));
        good &= (is_constant(real, b_g2[0], &fq) & is_constant(imaginary, b_g2[1], &fq)) | identity;
        if (good != 0xff) return index + (size_t)__builtin_ctz((unsigned)~good);
    }
    return count;
}

VC_IFMA_END
#endif
