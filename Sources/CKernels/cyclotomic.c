// Powers in the cyclotomic subgroup of BN254's Fq12, the coefficients of one element side by side. See `Fq12+Frobenius.swift` for
// the portable twin.
#if defined(__x86_64__)
#include "CKernels.h"
#include "quads.h"

VC_IFMA_BEGIN

/// Σ fᵢwⁱ: lower has f0, f1, f2 and upper f3, f4, f5. What stands fourth means nothing.
typedef struct {
    quad lower, upper;
} element;

/// A factor: the coefficients, each in all places.
typedef struct {
    right coefficient[6];
} spread;

/// Three of the elements of Fq2 that a and b hold: a at the places 0 to 3, b at 4 to 7.
INLINE quad picked(quad a, quad b, int first, int second, int third) {
    const vec index = _mm512_setr_epi64(
        2 * first, 2 * first + 1, 2 * second, 2 * second + 1, 2 * third, 2 * third + 1, 2 * third, 2 * third + 1);
    UNROLLED for (int i = 0; i < 5; i++) a.limb[i] = _mm512_permutex2var_epi64(a.limb[i], index, b.limb[i]);
    return a;
}

/// 3a + 2b, or 3a − 2b where `minus` says so.
INLINE quad tripled_with_twice(quad a, quad b, __mmask8 minus) {
    return canonical(plus(tripled(a), shifted(where(minus, negated(b, 1), b), 1)), &fq);
}

/// The formulas of Granger and Scott for A = f0 + f3·t, B = f1 + f4·t, C = f2 + f5·t, t² = ξ, all three squares at once.
static element cyclotomic_square(const element *f) {
    right lower = right_factor(f->lower), upper = right_factor(f->upper);
    // A², B², C² as real + imaginary·t.
    quad real = sum_of_products(left_factor(f->lower, 1), lower, left_factor(times_xi(f->upper), 1), upper);
    quad imaginary = times(left_factor(carried(shifted(f->lower, 1)), 2), upper);
    return (element){
        tripled_with_twice(picked(real, times_xi(imaginary), 0, 6, 1), f->lower, 0xf3),
        tripled_with_twice(picked(imaginary, real, 0, 6, 1), f->upper, 0x0c)};
}

/// w·f.
static element shifted_by_w(const element *f) {
    return (element){picked(f->lower, times_xi(f->upper), 6, 0, 1), picked(f->lower, f->upper, 2, 4, 5)};
}

/// f·g: 36 products in Fq2, three at a time.
static element product12(element f, const spread *g) {
    left lower[6], upper[6];
    const left *lowers[6], *uppers[6];
    const right *rights[6];
    for (int i = 0; i < 6; i++) {
        lower[i] = left_factor(f.lower, 1);
        upper[i] = left_factor(f.upper, 1);
        lowers[i] = &lower[i], uppers[i] = &upper[i], rights[i] = &g->coefficient[i];
        f = shifted_by_w(&f);
    }
    inner_product(&f.lower, lowers, rights, 6);
    inner_product(&f.upper, uppers, rights, 6);
    return f;
}

static void spread_out(spread *g, const element *f) {
    for (int i = 0; i < 6; i++) {
        int place = i % 3;
        g->coefficient[i] = right_factor(picked(i < 3 ? f->lower : f->upper, f->lower, place, place, place));
    }
}

/// The inverse: odd powers of w change their sign.
static element conjugate(const element *f) {
    return (element){
        where(0x0c, carried(negated(f->lower, 1)), f->lower), where(0xf3, carried(negated(f->upper, 1)), f->upper)};
}

static element load_element(const uint64_t words[48]) {
    const uint64_t *lower[8], *upper[8];
    for (int i = 0; i < 8; i++) {
        int place = i / 2 % 3;
        lower[i] = words + coefficient(place) + 4 * (i % 2);
        upper[i] = words + coefficient(place + 3) + 4 * (i % 2);
    }
    return (element){load8(lower), load8(upper)};
}

static void store_element(uint64_t words[48], const element *f) {
    uint64_t places[8][4];
    for (int half = 0; half < 2; half++) {
        store_quad(&places[0][0], 8, half == 0 ? f->lower : f->upper);
        for (int i = 0; i < 3; i++) memcpy(words + coefficient(3 * half + i), places[2 * i], 64);
    }
}

void vc_ifma_cyclotomic_power(const uint64_t base[48], const int8_t *digits, size_t count, uint64_t result[48]) {
    ENTER;
    element f = load_element(base), power = f;
    spread odd[4], square;
    element s = cyclotomic_square(&f);
    spread_out(&square, &s);
    for (int i = 0; i < 4; i++) {
        spread_out(&odd[i], &power);
        if (i < 3) power = product12(power, &square);
    }
    const uint64_t zero[5] = {0};
    f.lower = where(0x03, one_quad(), constant(zero)), f.upper = constant(zero);
    for (size_t i = 0; i < count; i++) {
        f = cyclotomic_square(&f);
        if (digits[i] > 0) f = product12(f, &odd[digits[i] / 2]);
        if (digits[i] < 0) {
            // f·g⁻¹ is the conjugate of f⁻¹·g.
            f = conjugate(&f);
            f = product12(f, &odd[-digits[i] / 2]);
            f = conjugate(&f);
        }
    }
    store_element(result, &f);
}

VC_IFMA_END
#endif
