#include "CKernels.h"
#include <stdatomic.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

bool vc_ifma_available(void) {
#if defined(__x86_64__)
    // The compiler's runtime asks the processor, and the system whether it saves the wide registers.
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512ifma") && __builtin_cpu_supports("avx512vbmi2");
#else
    return false;
#endif
}

bool vc_scalar_available(void) {
#if defined(__x86_64__)
    // ADX is bit 19 of EBX in leaf 7 of CPUID; the compiler's runtime does not know its name everywhere.
    unsigned int a, b, c, d;
    return __builtin_cpu_supports("bmi2") && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 19 & 1);
#else
    return false;
#endif
}

static atomic_bool ifma_is_used;

void vc_use_ifma(void) { atomic_store_explicit(&ifma_is_used, true, memory_order_relaxed); }
bool vc_ifma_is_used(void) { return atomic_load_explicit(&ifma_is_used, memory_order_relaxed); }

#if !defined(__x86_64__)
// Nothing calls these where the kernels are not available; the linker wants them all the same.
#define ABSENT(group)                                                                                             \
    size_t group##_workspace(size_t count) { __builtin_trap(); }                                                  \
    size_t group##_begin(                                                                                         \
        const void **lefts, const void **rights, size_t count, void *workspace, uint64_t product[4],              \
        uint32_t *special) {                                                                                      \
        __builtin_trap();                                                                                         \
    }                                                                                                             \
    void group##_finish(                                                                                          \
        const void *const *lefts, const void *const *rights, void *const *sums, size_t count, void *workspace,    \
        const uint64_t inverse[4], const void *const *next_lefts, const void *const *next_rights, size_t next) {  \
        __builtin_trap();                                                                                         \
    }
ABSENT(vc_ifma_g1)
ABSENT(vc_ifma_g2)
ABSENT(vc_scalar_g1)
ABSENT(vc_scalar_g2)
void vc_scalar_fr_butterflies(uint64_t *low, uint64_t *high, const uint64_t *twiddles, size_t count) {
    __builtin_trap();
}
void vc_ifma_fr_layer(uint64_t *run, size_t half, size_t offset, size_t count, const uint64_t *twiddles) {
    __builtin_trap();
}
void vc_ifma_fr_two_layers(uint64_t *run, size_t quarter, size_t offset, size_t count, const uint64_t *twiddles) {
    __builtin_trap();
}
void vc_ifma_fr_last_layers(uint64_t *values, size_t count, const uint64_t *twiddles) { __builtin_trap(); }
void vc_ifma_fr_scale(uint64_t *values, size_t count, const uint64_t factors[32], const uint64_t step[4]) {
    __builtin_trap();
}
size_t vc_ifma_g1_off_curve(const void *points, size_t count) { __builtin_trap(); }
size_t vc_ifma_g2_off_curve(const void *points, size_t count) { __builtin_trap(); }
size_t vc_ifma_g1_multiples_workspace(size_t terms) { __builtin_trap(); }
void vc_ifma_g1_sums_of_multiples(
    const uint64_t *points, const int8_t *digits, size_t terms, size_t windows, void *workspace, uint64_t sums[96]) {
    __builtin_trap();
}
void vc_ifma_miller_loops(
    const uint64_t points[32], const uint64_t multiples[192], const int8_t *digits, size_t count, const uint64_t three_b[8],
    uint64_t values[192]) {
    __builtin_trap();
}
void vc_ifma_cyclotomic_power(const uint64_t base[48], const int8_t *digits, size_t count, uint64_t result[48]) {
    __builtin_trap();
}
#endif
