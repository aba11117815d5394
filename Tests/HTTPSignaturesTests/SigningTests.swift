import HTTPSignatures
import HTTPTypes
import Sealing
import TestSupport
import Testing

@Suite struct RequestSigning {
    @Test func whatIsSignedIsTaken() throws {
        let request = try signedPost()
        let head = try verifier().head(of: request, at: now)
        #expect(head.signer == key().verificationKey && head.created == now)
        try head.require(signer: key().verificationKey.bytes)
        #expect(try head.request(content: body).content == body)
    }

    @Test func everythingIsCoveredInOrderAndTheParametersAreAllThere() throws {
        let request = try signedPost(nonce: "n0nce")
        let keyid = key().verificationKey.bytes.hex
        #expect(
            request.headerFields[.signatureInput]
                == #"sig1=("@method" "@authority" "@path" "@query" "content-digest" "content-type" "idempotency-key")"#
                + #";created=1800000000;expires=1800000060;nonce="n0nce";keyid="\#(keyid)";alg="ed25519""#
                + #";tag="verified-compute""#)
    }

    @Test func aRequestWithoutContentHasNoDigest() throws {
        var request = HTTPRequest(method: .get, scheme: "https", authority: "example.org", path: "/v1/tasks")
        request.headerFields[.contentDigest] = "sha-256=:stale:"
        try request.sign(with: key(), at: now)
        #expect(!request.headerFields.contains(.contentDigest))
        #expect(refusal(of: request, content: []) == nil)
        #expect(refusal(of: request, content: body) == "digest-missing")
    }

    @Test func signingAgainReplacesTheSignatureAndDrawsAnotherNonce() throws {
        var request = try signedPost()
        let first = request.headerFields[.signatureInput]
        try request.sign(with: key(2), content: body, at: now)
        #expect(request.headerFields[.signatureInput] != first)
        #expect(try verifier().head(of: request, at: now).signer == key(2).verificationKey)
    }

    @Test func everyPartOfASignedRequestIsBound() throws {
        let original = try signedPost()
        let changes: [(String, (inout HTTPRequest) -> Void)] = [
            ("signature-invalid", { $0.method = .put }),
            ("signature-invalid", { $0.path = "/v1/task?draft=1" }),
            ("signature-invalid", { $0.path = "/v1/tasks?draft=2" }),
            ("signature-invalid", { $0.path = "/v1/tasks" }),
            ("signature-invalid", { $0.authority = "127.0.0.1:8080" }),
            ("other-authority", { $0.authority = "example.net" }),
            ("signature-invalid", { $0.headerFields[.contentType] = "text/plain" }),
            ("signature-invalid", { $0.headerFields[.idempotencyKey] = "\"8e03978f\"" }),
            ("signature-invalid", { $0.headerFields[.contentDigest] = ContentDigest(of: [1]).fieldValue }),
            ("component-absent", { $0.headerFields[.contentType] = nil }),
            ("component-on-several-lines", { $0.headerFields.append(HTTPField(name: .idempotencyKey, value: "x")) }),
            ("component-on-several-lines", { $0.headerFields.append(HTTPField(name: .contentType, value: "a/b")) }),
        ]
        for (index, (reason, change)) in changes.enumerated() {
            var request = original
            change(&request)
            #expect(refusal(of: request) == reason, "change \(index)")
        }
        #expect(refusal(of: original) == nil)
        #expect(refusal(of: original, content: body + [0]) == "digest-mismatch")
        #expect(refusal(of: original, content: []) == "digest-mismatch")
    }

    @Test func anotherSignerThanTheClaimedOneIsRefused() throws {
        let head = try verifier().head(of: try signedPost(), at: now)
        #expect(throws: SignatureError.otherSigner) { try head.require(signer: key(2).verificationKey.bytes) }
        #expect(throws: SignatureError.otherSigner) { try head.require(signer: []) }
    }

    @Test func whatCannotBeCoveredIsNotSigned() {
        func error(_ change: (inout HTTPRequest) -> Void) -> SignatureError? {
            var request = post()
            change(&request)
            do throws(SignatureError) {
                try request.sign(with: key(), content: body, at: now)
                return nil
            } catch {
                return error
            }
        }
        #expect(error { $0.authority = nil } == .componentAbsent(.authority))
        #expect(error { $0.path = nil } == .componentAbsent(.path))
        #expect(error { $0.path = "*" } == .componentAbsent(.path))
        #expect(error { $0.path = "/é" } == .componentNotPlain(.path))
        #expect(
            error { $0.headerFields.append(HTTPField(name: .contentType, value: "a/b")) }
                == .componentOnSeveralLines(.field(.contentType)))
        #expect(error { $0.headerFields[.idempotencyKey] = "é" } == .componentNotPlain(.field(.idempotencyKey)))
    }

    @Test func aSignatureWithADomainIsNoneOfABareText() {
        let key = key()
        let signature = key.signature(of: Array("text".utf8), domain: "domain")
        #expect(!key.verificationKey.isValid(signature, ofBareText: "text"))
        #expect(
            !key.verificationKey.isValid(signature, ofBareText: "\u{6}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}domaintext"))
        #expect(!key.verificationKey.isValid(key.signature(ofBareText: "text"), of: Array("text".utf8), domain: ""))
    }

    @Test func everyErrorIsOneSentence() {
        let errors: [SignatureError] = [
            .unsigned, .fieldTooLarge(.signature), .fieldMalformed(.signature), .componentUnsupported(index: 0),
            .parameterInvalid(.created), .parameterMissing(.nonce), .notCovered(.query), .otherSigner,
        ]
        for error in errors { #expect(error.sentence.hasSuffix(".") && !error.sentence.dropLast().contains(". ")) }
    }
}
