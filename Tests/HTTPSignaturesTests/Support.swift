import Foundation
import HTTPSignatures
import HTTPTypes
import Sealing
import TestSupport

/// The verifier's clock in these tests.
let now: Int64 = 1_800_000_000

func verifier(capacity: Int = 1000, horizon: Int64 = 0) -> RequestVerifier {
    RequestVerifier(
        policy: SignaturePolicy(authorities: ["example.org", "127.0.0.1:8080"]), capacity: capacity, horizon: horizon)
}

func key(_ number: UInt8 = 1) -> SigningKey {
    SigningKey(seed: Secret(copying: [UInt8](repeating: number, count: 32)))
}

let body = Array(#"{"reward":5}"#.utf8)

func post(path: String = "/v1/tasks?draft=1") -> HTTPRequest {
    HTTPRequest(
        method: .post, scheme: "https", authority: "example.org", path: path,
        headerFields: [.contentType: "application/json", .idempotencyKey: "\"8e03978e\""])
}

func signedPost(at created: Int64 = now, nonce: String? = nil) throws -> HTTPRequest {
    var request = post()
    try request.sign(with: key(), content: body, at: created, nonce: nonce)
    return request
}

/// The code of the error with which a fresh verifier refuses `request`; nil where it takes it.
func refusal(of request: HTTPRequest, content: [UInt8] = body, at now: Int64 = now) -> String? {
    do throws(SignatureError) {
        _ = try verifier().head(of: request, at: now).request(content: content)
        return nil
    } catch {
        return error.code
    }
}

/// A request of `Vectors/http-signatures/`.
struct SignedVector: Decodable {
    let name: String
    let seed: String
    let key: String
    let method: String
    let scheme: String
    let authority: String
    let path: String
    let content: String
    let headers: [String: String]
    let reason: String?

    struct File: Decodable {
        let now: Int64
        let authorities: Set<String>
        let valid: [SignedVector]
        let invalid: [SignedVector]
    }

    static func load() throws -> File {
        try JSONDecoder().decode(File.self, from: VectorFiles.own("http-signatures/signed.json"))
    }

    var request: HTTPRequest {
        var fields = HTTPFields()
        for (name, value) in headers { fields[HTTPField.Name(name)!] = value }
        return HTTPRequest(
            method: HTTPRequest.Method(method)!, scheme: scheme, authority: authority, path: path, headerFields: fields)
    }
}
