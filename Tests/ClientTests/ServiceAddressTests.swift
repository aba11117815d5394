import Client
import Testing

@Suite struct ServiceAddressTests {
    @Test(arguments: [
        ("https://Example.org", "https://example.org"), ("https://example.org/", "https://example.org"),
        ("https://example.org:443", "https://example.org"), ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:80", "http://[::1]"), ("HTTPS://example.org:8443/", "https://example.org:8443"),
    ])
    func anAddressHasOneSpelling(text: String, spelling: String) throws {
        let address = try #require(ServiceAddress(text))
        #expect(address.description == spelling)
        #expect(ServiceAddress(spelling) == address)
    }

    @Test(arguments: [
        "", "example.org", "ftp://example.org", "https://", "https://user@example.org", "https://user:pw@example.org",
        "https://example.org/v1", "https://example.org/?a", "https://example.org#a", "https://example.org:0",
        "https://example.org:65536", "https://..", "https://a/../b", "https://exa mple.org", "https://a\u{202e}b.org",
        "https://a_b.org", "https://" + String(repeating: "a", count: 300),
    ])
    func whatIsNoAddressIsRefused(text: String) {
        #expect(ServiceAddress(text) == nil)
    }

    @Test func onlyThisMachineIsLoopback() throws {
        #expect(try #require(ServiceAddress("http://127.0.0.1:8080")).isLoopback)
        #expect(try #require(ServiceAddress("http://127.0.0.1.example.org")).isLoopback == false)
    }
}
