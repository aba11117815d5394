// GMP for Swift. GMP renames its functions with macros, which Swift does not import;
// `__gmpz_*` and `__gmpn_*` are the linker's names and are visible as they are.
// What exists only as a macro or an inline function is restated here.
#pragma once
#include <gmp.h>

static inline int vc_mpz_sign(const __mpz_struct *x) { return x->_mp_size < 0 ? -1 : x->_mp_size > 0; }
