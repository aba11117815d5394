// Four 32-bit words in one 128-bit register, which SSE2 and Neon both have.
// Swift's SIMD types shift and combine bits one lane at a time; the compiler's own vectors do it in one instruction.
#pragma once
#include <stdint.h>

typedef uint32_t vc_lanes __attribute__((ext_vector_type(4)));

static inline vc_lanes vc_lanes_and(vc_lanes a, vc_lanes b) { return a & b; }
static inline vc_lanes vc_lanes_or(vc_lanes a, vc_lanes b) { return a | b; }
static inline vc_lanes vc_lanes_xor(vc_lanes a, vc_lanes b) { return a ^ b; }
static inline vc_lanes vc_lanes_not(vc_lanes a) { return ~a; }
static inline vc_lanes vc_lanes_left(vc_lanes a, uint32_t count) { return a << count; }
static inline vc_lanes vc_lanes_right(vc_lanes a, uint32_t count) { return a >> count; }
