internal import CKernels
internal import Glibc
internal import Synchronization

/// What bulk arithmetic runs on, from the slowest to the fastest. All kernels give the same bytes.
public enum Kernel: String, CaseIterable, Sendable {
    /// GMP's mpn layer, everywhere: the reference.
    case gmp
    /// Swift, everywhere.
    case portable
    /// Two carry chains, on x86-64 processors with BMI2 and ADX.
    case scalar
    /// Eight elements at a time, on x86-64 processors with AVX-512 IFMA.
    case ifma

    /// Why a name is not the one of a kernel to use.
    package enum SelectionError: Error, Equatable, CustomStringConvertible {
        case unknown(String)
        case unavailable(Kernel)

        package var description: String {
            let names = Kernel.available.map(\.rawValue).joined(separator: " or ")
            return switch self {
            case .unknown(let name): "VC_KERNELS is '\(name)', which is no kernel; here it can be \(names)"
            case .unavailable(let kernel):
                "VC_KERNELS is '\(kernel.rawValue)', which this processor does not have; here it can be \(names)"
            }
        }
    }

    /// Whether this processor can run it.
    public var isAvailable: Bool {
        switch self {
        case .gmp, .portable: true
        case .scalar: vc_scalar_available()
        case .ifma: vc_ifma_available()
        }
    }

    /// Those that this processor can run.
    public static var available: [Kernel] { allCases.filter(\.isAvailable) }

    /// The fastest that this processor has, or the one with this name, where one is given.
    package init(named name: String?) throws(SelectionError) {
        guard let name else {
            self = Self.available.last!
            return
        }
        guard let kernel = Kernel(rawValue: name) else { throw .unknown(name) }
        guard kernel.isAvailable else { throw .unavailable(kernel) }
        self = kernel
    }

    /// The one that `VC_KERNELS` names, the fastest where it is not set.
    private static let selected = Result { () throws(SelectionError) in
        try Kernel(named: getenv("VC_KERNELS").map { String(cString: $0) })
    }

    /// Programs call this first, so that a wrong name in `VC_KERNELS` is a sentence and not a trap.
    package static func checkSelection() throws(SelectionError) { _ = try selected.get() }

    /// The kernel in use: chosen at first use, by `VC_KERNELS` where that is set. Ends the process where it names none.
    public static var current: Kernel { chosen.withLock { $0 } }

    private static let chosen = Mutex(
        {
            switch selected {
            case .success(let kernel): kernel.announced()
            case .failure(let error): fatalError(error.description)
            }
        }())

    /// Itself, once the C code knows that its vector functions may be called.
    private func announced() -> Kernel {
        if self == .ifma { vc_use_ifma() }
        return self
    }

    /// Runs `body` on this kernel, for tests and measurements, one such body at a time. Whatever else the process computes
    /// meanwhile may run on it too, which changes no result.
    package func run<Result>(_ body: () throws -> Result) rethrows -> Result {
        precondition(isAvailable)
        pthread_mutex_lock(Self.turn)
        let usual = Self.current
        Self.chosen.withLock { $0 = announced() }
        defer {
            Self.chosen.withLock { $0 = usual }
            pthread_mutex_unlock(Self.turn)
        }
        return try body()
    }

    nonisolated(unsafe) private static let turn = {
        let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        return mutex
    }()
}
