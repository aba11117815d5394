// The kernel for x86-64 processors with BMI2 and ADX: products by two carry chains at once.
#if defined(__x86_64__)
#include "words.h"

// Round i adds a·bᵢ: the low halves of the products along the overflow flag's chain, the high ones along the carry flag's.
#define FIRST_ROUND                                                                                               \
    "xorl %%eax, %%eax\n movq 0(%[b]), %%rdx\n"                                                                   \
    "mulxq 0(%[a]), %[t0], %[t1]\n"                                                                               \
    "mulxq 8(%[a]), %%rax, %[t2]\n adoxq %%rax, %[t1]\n"                                                          \
    "mulxq 16(%[a]), %%rax, %[t3]\n adoxq %%rax, %[t2]\n"                                                         \
    "mulxq 24(%[a]), %%rax, %[t4]\n adoxq %%rax, %[t3]\n"                                                         \
    "movl $0, %%eax\n adoxq %%rax, %[t4]\n"
#define ROUND(offset)                                                                                             \
    "xorl %%eax, %%eax\n movq " #offset "(%[b]), %%rdx\n"                                                         \
    "mulxq 0(%[a]), %%rax, %[t4]\n adoxq %%rax, %[t0]\n adcxq %[t4], %[t1]\n"                                     \
    "mulxq 8(%[a]), %%rax, %[t4]\n adoxq %%rax, %[t1]\n adcxq %[t4], %[t2]\n"                                     \
    "mulxq 16(%[a]), %%rax, %[t4]\n adoxq %%rax, %[t2]\n adcxq %[t4], %[t3]\n"                                    \
    "mulxq 24(%[a]), %%rax, %[t4]\n adoxq %%rax, %[t3]\n"                                                         \
    "movl $0, %%eax\n adcxq %%rax, %[t4]\n adoxq %%rax, %[t4]\n"
// t ← (t + k·p) / 2⁶⁴ with the k that makes it whole.
#define REDUCTION                                                                                                 \
    "movq 32(%[m]), %%rdx\n imulq %[t0], %%rdx\n xorl %%eax, %%eax\n"                                             \
    "mulxq 0(%[m]), %%rax, %[h]\n adcxq %[t0], %%rax\n movq %[h], %[t0]\n"                                        \
    "adcxq %[t1], %[t0]\n mulxq 8(%[m]), %%rax, %[t1]\n adoxq %%rax, %[t0]\n"                                     \
    "adcxq %[t2], %[t1]\n mulxq 16(%[m]), %%rax, %[t2]\n adoxq %%rax, %[t1]\n"                                    \
    "adcxq %[t3], %[t2]\n mulxq 24(%[m]), %%rax, %[t3]\n adoxq %%rax, %[t2]\n"                                    \
    "movl $0, %%eax\n adcxq %%rax, %[t3]\n adoxq %[t4], %[t3]\n"

/// a·b·2⁻²⁵⁶: 36 word products, about 40 cycles. p is below 2²⁵⁴, so that no sum needs a sixth word.
///
/// Source: the two chains are Intel's, Ozturk, Guilford, Gopal, Feghali, "New Instructions Supporting Large Integer Arithmetic";
/// the rounds without a carry word are gnark-crypto's.
WORDS_INLINE words product(words a, words b, const words_modulus *m) {
    uint64_t t0, t1, t2, t3, t4, h;
    __asm__(FIRST_ROUND REDUCTION ROUND(8) REDUCTION ROUND(16) REDUCTION ROUND(24) REDUCTION
            : [t0] "=&r"(t0), [t1] "=&r"(t1), [t2] "=&r"(t2), [t3] "=&r"(t3), [t4] "=&r"(t4), [h] "=&r"(h)
            : [a] "r"(&a), [b] "r"(&b), [m] "r"(m), "m"(a), "m"(b), "m"(*m)
            : "rax", "rdx", "cc");
    return (words){{t0, t1, t2, t3}};
}

#define NAME(function) vc_scalar_##function
#include "words_kernel.h"
#endif
