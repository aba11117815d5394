// Four Miller loops of BN254's optimal ate pairing side by side. See `Pairing.swift` for the portable twin.
//
// The points of the twist run in homogeneous coordinates, so no loop inverts anything; their lines differ from the affine ones by
// factors in Fq2, which the final power takes away. An element of Fq12 is six coefficients of powers of w, w⁶ = ξ.
// Source: Aranha, Karabina, Longa, Gebotys, López, "Faster Explicit Formulas for Computing Pairings over Ordinary Curves",
// section 4, with all coordinates of a double times 4.
#if defined(__x86_64__)
#include "CKernels.h"
#include "quads.h"

VC_IFMA_BEGIN

typedef struct {
    quad x, y, z;
} twist_point;

/// l0 + l1·w + l3·w³.
typedef struct {
    quad l0, l1, l3;
} line;

/// The coordinates of the points of G1, in both lanes: −x and y.
typedef struct {
    lanes minus_x, y;
} base_point;

/// The tangent at t, at the base points: 2YZ·y − 3X²·x·w + (Y² − 3b'Z²)·w³. 5M + 5S and 2 products with Fq.
static void double_step(twist_point *t, line *l, const base_point *base, const left *three_b) {
    left y = left_factor(t->y, 1);
    quad xy = times(y, right_factor(t->x)), yz = times(y, right_factor(t->z));
    quad b = square2(t->y), e = times(*three_b, right_factor(square2(t->z)));
    l->l0 = lane_product(carried(shifted(yz, 1)), base->y);
    l->l1 = lane_product(carried(tripled(square2(t->x))), base->minus_x);
    l->l3 = difference(b, e);
    // 2XY(Y² − 3E), (Y² + 3E)² − 12E², 4Y²·2YZ, with E = 3b'Z².
    quad less = carried(plus(b, tripled(negated(e, 1)))), more = carried(plus(b, tripled(e)));
    t->x = times(left_factor(carried(shifted(xy, 1)), 2), right_factor(less));
    quad twelve = carried(shifted(tripled(negated(e, 1)), 2));
    t->y = sum_of_products(left_factor(more, 4), right_factor(more), left_factor(twelve, 12), right_factor(e));
    t->z = times(left_factor(carried(shifted(b, 3)), 8), right_factor(yz));
}

/// The line through t and (x, y), at the base points: λ·y − θ·x·w + (θ·x' − λ·y')·w³, and their sum. 11M + 2S and 2 products with
/// Fq.
static void add_step(twist_point *t, line *l, const base_point *base, quad x, quad y) {
    left z = left_factor(t->z, 1);
    right rx = right_factor(x), ry = right_factor(y);
    quad theta = difference(t->y, times(z, ry)), lambda = difference(t->x, times(z, rx));
    left theta_left = left_factor(theta, 1), lambda_left = left_factor(lambda, 1);
    l->l0 = lane_product(lambda, base->y);
    l->l1 = lane_product(theta, base->minus_x);
    l->l3 = sum_of_products(theta_left, rx, left_factor(carried(negated(lambda, 1)), 1), ry);
    right d = right_factor(square2(lambda));
    quad e = times(lambda_left, d), f = times(z, right_factor(square2(theta))), g = times(left_factor(t->x, 1), d);
    quad h = canonical(plus(plus(e, f), shifted(negated(g, 1), 1)), &fq);
    quad down = carried(plus(g, negated(h, 1)));  // <= 2p
    t->x = times(lambda_left, right_factor(h));
    t->y = sum_of_products(theta_left, right_factor(down), left_factor(carried(negated(e, 1)), 1), right_factor(t->y));
    t->z = times(z, right_factor(e));
}

/// 15 products and 6 squares in Fq2, six reductions.
static void square12(quad f[6]) {
    // What the coefficient i is multiplied by, as the one with the greater index: by itself once and by the others twice, with ξ
    // where the powers of w come to six or more.
    left itself[6], twice[6], twice_xi[6];
    right r[6];
    STAGE(i, 6) {
        r[i] = right_factor(f[i]);
        twice[i] = left_factor(carried(shifted(f[i], 1)), 2);
        quad once = i < 3 ? f[i] : times_xi(f[i]);
        itself[i] = left_factor(once, 1);
        if (i > 3) twice_xi[i] = left_factor(carried(shifted(once, 1)), 2);
    }
    STAGE(k, 6) {
        const left *lefts[4];
        const right *rights[4];
        int count = 0;
        for (int i = 0; i < 6; i++) {
            int j = (k - i + 6) % 6;
            if (j > i) continue;
            lefts[count] = i == j ? &itself[i] : i + j >= 6 ? &twice_xi[i] : &twice[i];
            rights[count++] = &r[j];
        }
        inner_product(&f[k], lefts, rights, count);
    }
}

/// 18 products in Fq2, six reductions.
static void multiply_by_line(quad f[6], const line *l) {
    const left factors[3] = {left_factor(l->l0, 1), left_factor(l->l1, 1), left_factor(l->l3, 1)};
    const left wrapped[3] = {factors[0], left_factor(times_xi(l->l1), 1), left_factor(times_xi(l->l3), 1)};
    const int powers[3] = {0, 1, 3};
    right r[6];
    STAGE(i, 6) r[i] = right_factor(f[i]);
    STAGE(k, 6) {
        const left *lefts[3];
        const right *rights[3];
        for (int i = 0; i < 3; i++) {
            lefts[i] = powers[i] > k ? &wrapped[i] : &factors[i];
            rights[i] = &r[(k - powers[i] + 6) % 6];
        }
        inner_product(&f[k], lefts, rights, 3);
    }
}

void vc_ifma_miller_loops(
    const uint64_t points[32], const uint64_t multiples[192], const int8_t *digits, size_t count, const uint64_t three_b[8],
    uint64_t values[192]) {
    ENTER;
    const left three_b_left = left_factor(load_quad(three_b, 0), 1);
    const uint64_t *x_places[8], *y_places[8];
    for (int i = 0; i < 8; i++) x_places[i] = points + i / 2 * 8, y_places[i] = x_places[i] + 4;
    const base_point base = {carried(negated(load8(x_places), 1)), load8(y_places)};
    quad x[3], y[3];
    for (int i = 0; i < 3; i++) x[i] = load_quad(multiples + 64 * i, 16), y[i] = load_quad(multiples + 64 * i + 8, 16);

    line l;
    quad f[6];
    memset(f, 0, sizeof f);
    f[0] = one_quad();
    twist_point t = {x[0], y[0], f[0]};
    for (size_t i = 0; i < count; i++) {
        square12(f);
        double_step(&t, &l, &base, &three_b_left);
        multiply_by_line(f, &l);
        if (digits[i] == 0) continue;
        add_step(&t, &l, &base, x[0], digits[i] > 0 ? y[0] : carried(negated(y[0], 1)));
        multiply_by_line(f, &l);
    }
    for (int i = 1; i < 3; i++) {
        add_step(&t, &l, &base, x[i], y[i]);
        multiply_by_line(f, &l);
    }
    for (int i = 0; i < 6; i++) store_quad(values + coefficient(i), 48, f[i]);
}

VC_IFMA_END
#endif
