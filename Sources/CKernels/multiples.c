// Sums of multiples of points of G1 by short scalars, eight sums at a time. See `ShortScalars.swift` for the portable twin.
//
// Homogeneous coordinates and formulas that hold for any two points, the identity (0 : 1 : 0) and equal ones among them: no lane
// is ever a special case. Source: Renes, Costello, Batina, "Complete Addition Formulas for Prime Order Elliptic Curves",
// algorithms 7 and 9, with 3b = 9.
#if defined(__x86_64__)
#include "CKernels.h"
#include "sums.h"

VC_IFMA_BEGIN

typedef struct {
    lanes x, y, z;
} point;

/// The multiples 0 to 8.
typedef struct {
    point multiple[9];
} table;

/// 9a, below 9p.
INLINE lanes nine(lanes a) { return carried(plus(shifted(a, 3), a)); }

/// a·b + c·d.
static __attribute__((noinline)) lanes two_products(lanes a, lanes b, lanes c, lanes d) {
    sums t = no_sums();
    accumulate(&t, &a, &b);
    accumulate(&t, &c, &d);
    return settled(&t);
}

INLINE lanes squared_below(lanes a) { return canonical(reduced(square(a), &fq), &fq); }

/// 6M + 2S.
static point doubled(point p) {
    lanes yy = squared_below(p.y), zz = nine(squared_below(p.z));
    lanes xy = lane_product(p.x, p.y), yz = lane_product(p.y, p.z);
    lanes eight = carried(shifted(yy, 3)), less = carried(plus(yy, tripled(negated(zz, 9))));  // < 28p
    return (point){
        lane_product(less, carried(shifted(xy, 1))),
        two_products(zz, eight, less, carried(plus(yy, zz))),
        lane_product(yz, eight)};
}

/// 12M.
static point added(point p, const point *q) {
    lanes xx = carried(tripled(lane_product(p.x, q->x))), yy = lane_product(p.y, q->y);
    lanes zz = nine(lane_product(p.z, q->z));
    lanes xy = two_products(p.x, q->y, p.y, q->x), yz = two_products(p.y, q->z, p.z, q->y);
    lanes xz = nine(two_products(p.x, q->z, p.z, q->x));
    lanes less = carried(plus(yy, negated(zz, 9))), more = carried(plus(yy, zz));  // < 10p
    return (point){
        two_products(xy, less, carried(negated(yz, 1)), xz), two_products(less, more, xz, xx),
        two_products(more, yz, xx, xy)};
}

/// The multiple that each lane's digit names.
INLINE point chosen(const table *t, const int8_t digits[8]) {
    vec digit = _mm512_cvtepi8_epi64(_mm_loadl_epi64((const __m128i *)digits)), size = _mm512_abs_epi64(digit);
    point p = t->multiple[0];
    UNROLLED for (unsigned i = 1; i <= 8; i++) {
        __mmask8 mask = _mm512_cmpeq_epi64_mask(size, all(i));
        p.x = where(mask, t->multiple[i].x, p.x);
        p.y = where(mask, t->multiple[i].y, p.y);
        p.z = where(mask, t->multiple[i].z, p.z);
    }
    p.y = where(_mm512_movepi64_mask(digit), carried(negated(p.y, 1)), p.y);
    return p;
}

size_t vc_ifma_g1_multiples_workspace(size_t terms) { return terms * sizeof(table); }

void vc_ifma_g1_sums_of_multiples(
    const uint64_t *points, const int8_t *digits, size_t terms, size_t windows, void *workspace, uint64_t sums[96]) {
    ENTER;
    table *tables = workspace;
    const uint64_t nothing[5] = {0};
    const lanes zero = constant(nothing), one = entered(constant(fq_two_to_256));
    const point identity = {zero, one, zero};
    for (size_t term = 0; term < terms; term++) {
        const uint64_t *x[8], *y[8];
        for (size_t lane = 0; lane < 8; lane++) x[lane] = points + 8 * (8 * term + lane), y[lane] = x[lane] + 4;
        point p = {load8(x), load8(y), one};
        // No point of the curve has y = 0.
        vec any = p.y.limb[0];
        UNROLLED for (int i = 1; i < 5; i++) any = _mm512_or_si512(any, p.y.limb[i]);
        __mmask8 none = _mm512_testn_epi64_mask(any, any);
        p.y = where(none, one, p.y), p.z = where(none, zero, p.z);
        point *multiple = tables[term].multiple;
        multiple[0] = identity, multiple[1] = p;
        for (int i = 2; i <= 8; i++) multiple[i] = i % 2 == 0 ? doubled(multiple[i / 2]) : added(multiple[i - 1], &p);
    }
    point sum = identity;
    for (size_t window = 0; window < windows; window++) {
        if (window > 0)
            for (int i = 0; i < 4; i++) sum = doubled(sum);
        for (size_t term = 0; term < terms; term++) {
            point p = chosen(&tables[term], digits + 8 * (window * terms + term));
            sum = added(sum, &p);
        }
    }
    const lanes coordinates[3] = {sum.x, sum.y, sum.z};
    for (size_t c = 0; c < 3; c++) {
        uint64_t words[4][8];
        leave(words, coordinates[c]);
        for (size_t lane = 0; lane < 8; lane++)
            for (size_t i = 0; i < 4; i++) sums[12 * lane + 4 * c + i] = words[i][lane];
    }
}

VC_IFMA_END
#endif
