/// Which signed requests a service takes.
public struct SignaturePolicy: Hashable, Sendable {
    public let profile: SignatureProfile
    /// The hosts that the service answers for, as `@authority` spells them: `example.org`, `127.0.0.1:8080`. Without
    /// them a request to one service could be passed on to another.
    public let authorities: Set<String>
    /// How far a client's clock may be ahead, in seconds.
    public let clockSkew: Int64
    /// How long after its creation a request is taken, in seconds.
    public let maximumAge: Int64

    /// `clockSkew` is 0 to 3,600, `maximumAge` 1 to 3,600.
    public init(
        authorities: Set<String>, clockSkew: Int64 = 10, maximumAge: Int64 = 60,
        profile: SignatureProfile = .verifierService
    ) {
        precondition((0...3600).contains(clockSkew) && (1...3600).contains(maximumAge))
        self.profile = profile
        self.authorities = authorities
        self.clockSkew = clockSkew
        self.maximumAge = maximumAge
    }
}
