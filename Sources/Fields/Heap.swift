internal import CKernels

/// What the C library keeps of memory that was given back to it.
package enum Heap {
    /// From now on large blocks come from the system and go back to it at once, and threads share two arenas: what a process has
    /// is what it uses, to within a few megabytes. By default the C library keeps what was given back, in an arena a thread, which
    /// is faster. For the whole process, for good.
    package static func keepSmall() { vc_heap_keep_small() }

    /// Gives what lies free back to the system.
    package static func trim() { vc_heap_trim() }
}
