import HTTPSignatures
import HTTPTypes
import Sealing
import Synchronization
import TestSupport
import Testing

@Suite struct Replays {
    private func outcome(_ verifier: RequestVerifier, _ request: HTTPRequest, at now: Int64 = now) -> String? {
        do throws(SignatureError) {
            _ = try verifier.head(of: request, at: now)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func aRequestIsTakenOnce() throws {
        let verifier = verifier()
        let request = try signedPost()
        #expect(outcome(verifier, request) == nil)
        for later in [0, 1, 59, 60] as [Int64] { #expect(outcome(verifier, request, at: now + later) == "replayed") }
        #expect(outcome(verifier, request, at: now + 61) == "too-old")
    }

    @Test func oneNonceServesTwoSigners() throws {
        let verifier = verifier()
        var other = post()
        try other.sign(with: key(2), content: body, at: now, nonce: "same")
        #expect(outcome(verifier, try signedPost(nonce: "same")) == nil)
        #expect(outcome(verifier, other) == nil)
    }

    @Test func aRequestWhoseSignatureFailsUsesUpNoNonce() throws {
        let verifier = verifier()
        let request = try signedPost(nonce: "same")
        var forged = request
        forged.path = "/v1/other"
        #expect(outcome(verifier, forged) == "signature-invalid")
        #expect(outcome(verifier, request) == nil)
    }

    @Test func aClockSetBackBringsNothingBack() throws {
        let verifier = verifier()
        let old = try signedPost()
        #expect(outcome(verifier, old) == nil)
        #expect(outcome(verifier, try signedPost(at: now + 100), at: now + 100) == nil)  // forgets the first
        for back in [0, 30, 60] as [Int64] { #expect(outcome(verifier, old, at: now + back) == "too-old") }
        // What was never seen but lies before the horizon is refused too: it might have been.
        #expect(outcome(verifier, try signedPost(at: now + 39), at: now + 39) == "too-old")
        #expect(outcome(verifier, try signedPost(at: now + 40), at: now + 40) == nil)
    }

    @Test func nothingFromBeforeARestartIsTakenAgain() throws {
        let request = try signedPost(at: now + 10)  // as far ahead as is allowed
        #expect(outcome(verifier(), request) == nil)
        let restarted = verifier(horizon: now + 10 + 1)
        for later in 0...70 as ClosedRange<Int64> { #expect(outcome(restarted, request, at: now + later) != nil) }
        #expect(outcome(restarted, try signedPost(at: now + 11), at: now + 11) == nil)
    }

    @Test func aFullStoreTakesNothingUntilTimePasses() throws {
        let verifier = verifier(capacity: 3)
        for _ in 0..<3 { #expect(outcome(verifier, try signedPost()) == nil) }
        #expect(outcome(verifier, try signedPost(at: now + 1), at: now + 1) == "too-many-nonces")
        for second in [61, 62, 63] as [Int64] {
            #expect(outcome(verifier, try signedPost(at: now + second), at: now + second) == nil)
        }
        #expect(outcome(verifier, try signedPost(at: now + 64), at: now + 64) == "too-many-nonces")
    }

    @Test func ofManyCopiesAtOnceOneIsTaken() async throws {
        let verifier = verifier()
        let request = try signedPost()
        let taken = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 { group.addTask { outcome(verifier, request) == nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(taken == 1)
    }

    @Test func whatIsTakenAtTheEdgesOfTheWindow() throws {
        #expect(refusal(of: try signedPost(at: now + 10)) == nil)
        #expect(refusal(of: try signedPost(at: now + 11)) == "created-in-future")
        #expect(refusal(of: try signedPost(at: now - 60)) == nil)
        #expect(refusal(of: try signedPost(at: now - 61)) == "too-old")
        var short = post()
        try short.sign(with: key(), content: body, at: now, lifetime: 5)
        #expect(refusal(of: short, at: now + 5) == nil)
        #expect(refusal(of: short, at: now + 6) == "expired")
    }
}
