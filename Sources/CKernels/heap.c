#include "CKernels.h"

#ifdef __GLIBC__
#include <malloc.h>

void vc_heap_keep_small(void) {
    mallopt(M_MMAP_THRESHOLD, 1 << 17);
    mallopt(M_TRIM_THRESHOLD, 1 << 17);
    mallopt(M_ARENA_MAX, 2);
}

void vc_heap_trim(void) { malloc_trim(0); }
#else
void vc_heap_keep_small(void) {}
void vc_heap_trim(void) {}
#endif
