import CSodium

/// libsodium as a whole.
public enum Sodium {
    /// libsodium cannot be used on this machine.
    public struct Unavailable: Error, Equatable {}

    /// Starts libsodium: chooses implementations for this processor and opens the system's random generator.
    ///
    /// Programs call it first, to fail with a sentence. It may be called any number of times, from any thread.
    public static func start() throws(Unavailable) {
        guard status >= 0 else { throw Unavailable() }
    }

    private static let status = sodium_init()

    /// Traps where `start` would throw: for everything that cannot work without libsodium.
    static func require() { precondition(status >= 0, "libsodium could not start") }

    /// `count` bytes from the system's random generator, for values that are public.
    public static func randomBytes(_ count: Int) -> [UInt8] {
        require()
        var bytes = [UInt8](repeating: 0, count: count)
        randombytes_buf(&bytes, count)
        return bytes
    }
}
