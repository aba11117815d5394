import Foundation
import HTTPSignatures
import HTTPTypes
import Sealing
import TestSupport
import Testing

private struct RFCExample: Decodable {
    let seed: String
    let key: String
    let method: String
    let scheme: String
    let authority: String
    let path: String
    let headers: [String: String]
    let components: [String]
    let created: Int64
    let keyid: String
    let base: [String]
    let signature: String
}

@Suite struct SignatureVectors {
    @Test func theExampleOfTheRFCHasItsBaseAndItsSignature() throws {
        let example = try JSONDecoder().decode(
            RFCExample.self, from: VectorFiles.own("http-signatures/rfc9421.json"))
        var fields = HTTPFields()
        for (name, value) in example.headers { fields[HTTPField.Name(name)!] = value }
        let request = HTTPRequest(
            method: .post, scheme: example.scheme, authority: example.authority, path: example.path,
            headerFields: fields)
        let parameters = try SignatureParameters(
            components: example.components.map { Component(identifier: $0)! }, created: example.created,
            keyid: example.keyid)
        let base = try parameters.signatureBase(of: request)
        #expect(base == example.base.joined(separator: "\n"))
        let key = SigningKey(seed: Secret(copying: [UInt8](hex: example.seed)))
        #expect(key.verificationKey.bytes.hex == example.key)
        let signature = Array(Data(base64Encoded: example.signature)!)
        #expect(key.signature(ofBareText: base) == signature)
        #expect(key.verificationKey.isValid(signature, ofBareText: base))
    }

    /// RFC 9530, appendix B.1.
    @Test func theDigestOfTheRFCsExampleIsItsDigest() {
        let digest = ContentDigest(of: Array("{\"hello\": \"world\"}\n".utf8))
        #expect(digest.fieldValue == "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:")
    }

    @Test func whatAnotherImplementationSignsIsTaken() throws {
        let file = try SignedVector.load()
        let verifier = RequestVerifier(policy: SignaturePolicy(authorities: file.authorities), horizon: 0)
        for vector in file.valid {
            let content = [UInt8](hex: vector.content)
            do throws(SignatureError) {
                let signed = try verifier.head(of: vector.request, at: file.now).request(content: content)
                #expect(signed.signer.bytes.hex == vector.key)
                #expect(signed.content == content)
            } catch {
                Issue.record("\(vector.name): \(error.code)")
            }
        }
        #expect(file.valid.count >= 16)
    }

    @Test func whatIsWrongIsRefusedForItsReason() throws {
        let file = try SignedVector.load()
        for vector in file.invalid {
            let found = refusal(of: vector.request, content: [UInt8](hex: vector.content), at: file.now)
            #expect(found == vector.reason, "\(vector.name)")
        }
        #expect(file.invalid.count >= 26)
    }

    @Test func theExampleOfThePageIsTheFirstVector() throws {
        let vector = try SignedVector.load().valid[0]
        let page = try String(
            contentsOf: VectorFiles.root.appendingPathComponent("Docs/signed-requests.md"), encoding: .utf8)
        for (name, value) in vector.headers { #expect(page.contains("\n\(name): \(value)\n")) }
        #expect(page.contains("\n\n\(String(decoding: [UInt8](hex: vector.content), as: UTF8.self))\n"))
        #expect(vector.headers.count == 5)
    }
}
