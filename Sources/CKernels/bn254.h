// The fields of BN254. Swift has the primes in `PrimeFields.swift`; everything else here follows from them.
#pragma once
#include "lanes.h"

/// The field of coordinates.
static const modulus fq = {
    .p = {0x08c16d87cfd47, 0x916871ca8d3c2, 0x181585d97816a, 0xa029b85045b68, 0x030644e72e131},
    .friendly = {0xc93a3dee22c55, 0xe15f4ea250777, 0x37f0b49e7cd63, 0x2079e650a0895, 0x006234192d7a1},
    .quotient = 0x20782e4866389,
    .reciprocal = 0xa948e8c4c4740,
    .multiples = {
        {0x0000000000000, 0x08c16d87cfd47, 0x1182db0f9fa8e, 0x1a4448976f7d5,
         0x2305b61f3f51c, 0x2bc723a70f263, 0x3488912edefaa, 0x3d49feb6aecf1},
        {0x0000000000000, 0x916871ca8d3c2, 0x22d0e3951a784, 0xb439555fa7b46,
         0x45a1c72a34f08, 0xd70a38f4c22ca, 0x6872aabf4f68c, 0xf9db1c89dca4e},
        {0x0000000000000, 0x181585d97816a, 0x302b0bb2f02d5, 0x4840918c6843f,
         0x60561765e05aa, 0x786b9d3f58714, 0x90812318d087f, 0xa896a8f2489e9},
        {0x0000000000000, 0xa029b85045b68, 0x405370a08b6d0, 0xe07d28f0d1238,
         0x80a6e14116da0, 0x20d099915c908, 0xc0fa51e1a2470, 0x61240a31e7fd8},
        {0x0000000000000, 0x030644e72e131, 0x060c89ce5c263, 0x0912ceb58a394,
         0x0c19139cb84c6, 0x0f1f5883e65f8, 0x12259d6b14729, 0x152be2524285b},
    },
};

/// 2²⁶⁶ in that field.
static const uint64_t fq_two_to_266[5] = {
    0xbb09513349ca1, 0x24f028f972b34, 0x6092b951e8801, 0xed32e56cdd25a, 0x005800320dce9};
