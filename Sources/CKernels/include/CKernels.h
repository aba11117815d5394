// Arithmetic in bulk: `ifma` works on eight elements at a time, on x86-64 processors with AVX-512 IFMA; `scalar` with two carry
// chains, on those with BMI2 and ADX; `gmp` on GMP's mpn layer, everywhere. Elements and points are in memory as Swift keeps
// them: four 64-bit limbs, least significant first, Montgomery form a·2²⁵⁶, below the modulus, in and out.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Whether this processor and the system have what a kernel needs; elsewhere its functions must not be called.
bool vc_ifma_available(void);
bool vc_scalar_available(void);

/// Says that `ifma` is in use in this process. In debug builds its functions trap where nobody has said so: under another
/// kernel no vector code may run.
void vc_use_ifma(void);
bool vc_ifma_is_used(void);

// MARK: - The heap
//
// Where the C library is glibc; elsewhere they do nothing.

/// Blocks of 128 KiB and more come from the system and go back to it at once, what lies free at the end of an arena as soon as it is
/// as much, and there are two arenas at most. glibc's own threshold grows with what is given back.
void vc_heap_keep_small(void);
/// Gives free pages of all arenas back to the system.
void vc_heap_trim(void);

// MARK: - Sums of pairs of points
//
// sums[i] = lefts[i] + rights[i] in affine form, all with one inversion, which the caller makes between `begin` and `finish`.
// Where the lowest bit of an address in `lefts` or `rights` is set, the opposite of the point at the even address is meant.
//
// `begin` writes the product to invert, and to `special` the indices of the pairs that `finish` leaves alone: those that meet in
// x and those with a point of x = 0, identities among them. It returns their number. The product is never zero. `finish` takes
// the inverse in Montgomery form and the same arrays. `sums[i]` may be `lefts[i]` or `rights[i]`; otherwise no sum may be a
// point of another pair. The arrays have room for `count` rounded up to VC_PAIRS_MULTIPLE, which `begin` fills; `workspace` is
// 64-byte aligned and as large as the size function says. The `next` pairs are those of the next call: while the sums are
// computed, their points are fetched.

enum { VC_PAIRS_MULTIPLE = 32 };

#define VC_PAIRS(group)                                                                                           \
    size_t group##_workspace(size_t count);                                                                       \
    size_t group##_begin(                                                                                         \
        const void **lefts, const void **rights, size_t count, void *workspace, uint64_t product[4],              \
        uint32_t *special);                                                                                       \
    void group##_finish(                                                                                          \
        const void *const *lefts, const void *const *rights, void *const *sums, size_t count, void *workspace,    \
        const uint64_t inverse[4], const void *const *next_lefts, const void *const *next_rights, size_t next);

/// For `count` pairs of BN254's G1: points are x, y.
VC_PAIRS(vc_ifma_g1)
VC_PAIRS(vc_scalar_g1)
VC_PAIRS(vc_gmp_g1)

/// For `count` pairs of BN254's G2: points are x, y, each c0, c1. The product is one of norms, thus in Fq as well.
VC_PAIRS(vc_ifma_g2)
VC_PAIRS(vc_scalar_g2)
VC_PAIRS(vc_gmp_g2)

// MARK: - Points of unknown origin
//
// The index of the first of `count` points, divisible by 8, that is not canonical (a coordinate is not below the modulus) or
// neither on its curve nor all zero, the identity; `count` where there is none.

size_t vc_ifma_g1_off_curve(const void *points, size_t count);
size_t vc_ifma_g2_off_curve(const void *points, size_t count);

// MARK: - Layers of a transform
//
// Decimation in frequency over BN254's scalars: a layer of half h takes (a, b) at i and i + h to (a + b, (a − b)·ω₂ₕⁱ), for i
// below h, in each run of 2h elements. `twiddles` holds, for each power of two h, ω₂ₕ⁰ … ω₂ₕʰ⁻¹ from h on.

/// One layer of a run of 2·half elements, for `count` values of i from `offset` on, both divisible by 8.
void vc_ifma_fr_layer(uint64_t *run, size_t half, size_t offset, size_t count, const uint64_t *twiddles);

/// The layers of half 2·quarter and quarter of a run of 4·quarter elements, for `count` values of i below `quarter` from
/// `offset` on, both divisible by 8.
void vc_ifma_fr_two_layers(uint64_t *run, size_t quarter, size_t offset, size_t count, const uint64_t *twiddles);

/// The layers of half 4, 2 and 1 of `count` elements, divisible by 64.
void vc_ifma_fr_last_layers(uint64_t *values, size_t count, const uint64_t *twiddles);

/// (a, b) ← (a + b, (a − b)·ω) along two runs and one of twiddles: part of a layer.
void vc_scalar_fr_butterflies(uint64_t *low, uint64_t *high, const uint64_t *twiddles, size_t count);
void vc_gmp_fr_butterflies(uint64_t *low, uint64_t *high, const uint64_t *twiddles, size_t count);

// Decimation in time, in the opposite order: a layer of half h takes (a, b) at i and i + h to (a + ω·b, a − ω·b), where ω is
// `twiddles`' element h + i, for i below h, in each run of 2h elements. Offsets and counts are divisible by 8.

/// One layer of a run of 2·half elements, for `count` values of i from `offset` on.
void vc_ifma_fr_join(uint64_t *run, size_t half, size_t offset, size_t count, const uint64_t *twiddles);

/// The layers of half quarter and 2·quarter of a run of 4·quarter elements, for `count` values of i below `quarter` from `offset` on.
void vc_ifma_fr_two_joins(uint64_t *run, size_t quarter, size_t offset, size_t count, const uint64_t *twiddles);

/// The layers of half 1, 2 and 4 of `count` elements, divisible by 64.
void vc_ifma_fr_first_joins(uint64_t *values, size_t count, const uint64_t *twiddles);

/// (a, b) ← (a + ω·b, a − ω·b) along two runs and one of twiddles: part of a layer.
void vc_scalar_fr_joins(uint64_t *low, uint64_t *high, const uint64_t *twiddles, size_t count);
void vc_gmp_fr_joins(uint64_t *low, uint64_t *high, const uint64_t *twiddles, size_t count);

// MARK: - Products

/// products[i] = a[i]·b[i]. `count` is divisible by 8; `products` may be `a` or `b`.
void vc_ifma_fr_products(const uint64_t *a, const uint64_t *b, size_t count, uint64_t *products);

/// results[i], as an integer and not in Montgomery form, is of_product·2⁻⁸·a[i]·b[i] + of_c·2⁻⁴·c[i], where the two factors are
/// integers as well. `count` is divisible by 8; `results` may be one of the rows.
void vc_ifma_fr_combine(
    const uint64_t *a, const uint64_t *b, const uint64_t *c, size_t count, const uint64_t of_product[4],
    const uint64_t of_c[4], uint64_t *results);

/// Multiplies value i by 2⁻⁴·factors[i] for i below 8, and each eight after by factors that are 2⁻⁴·step times the ones before.
/// `count` is divisible by 8.
void vc_ifma_fr_scale(uint64_t *values, size_t count, const uint64_t factors[32], const uint64_t step[4]);

// MARK: - Sums of multiples
//
// Eight sums of `terms` multiples each of points of BN254's G1. `points` has the eight points of the first term, then those of the
// second; (0, 0) is the identity. `digits` has, from the most significant window of 4 bits on, for each term a digit from −8 to 8
// for each of the eight. The sums are homogeneous: X, Y, Z. `workspace` is 64-byte aligned and as large as the function says.

size_t vc_ifma_g1_multiples_workspace(size_t terms);
void vc_ifma_g1_sums_of_multiples(
    const uint64_t *points, const int8_t *digits, size_t terms, size_t windows, void *workspace, uint64_t sums[96]);

// MARK: - Pairings
//
// Elements of Fq12 are as Swift keeps them, six of Fq2.

/// The Miller functions of four pairs, up to factors in Fq2: `points` has four points of G1, none the identity; `multiples` four of
/// G2, then their images and minus their second images under ψ. `digits` are those of 6x + 2 after the first, most significant
/// first, and `three_b` is three times the twist's b.
void vc_ifma_miller_loops(
    const uint64_t points[32], const uint64_t multiples[192], const int8_t *digits, size_t count, const uint64_t three_b[8],
    uint64_t values[192]);

/// A power of an element of the cyclotomic subgroup, by the signed digits of the exponent, most significant first: zero or odd and
/// at most 7 in size.
void vc_ifma_cyclotomic_power(const uint64_t base[48], const int8_t *digits, size_t count, uint64_t result[48]);
