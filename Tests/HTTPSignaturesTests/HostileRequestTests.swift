import HTTPSignatures
import HTTPTypes
import Sealing
import TestSupport
import Testing

/// What nobody who follows the profile sends.
@Suite struct HostileRequests {
    /// The code with which a request is refused whose `Signature-Input` was changed.
    private func refusal(ofInput change: (String) -> String) throws -> String? {
        var request = try signedPost(nonce: "n0nce")
        request.headerFields[.signatureInput] = change(request.headerFields[.signatureInput]!)
        return HTTPSignaturesTests.refusal(of: request)
    }

    /// The code with which a request is refused in whose `Signature-Input` `old` is `new`.
    private func replacing(_ old: String, _ new: String) throws -> String? {
        try refusal {
            #expect($0.contains(old))
            return $0.replacing(old, with: new)
        }
    }

    @Test func aFieldThatIsNoCanonicalDictionaryIsRefused() throws {
        let texts: [(String) -> String] = [
            { _ in "" }, { _ in "sig1" }, { _ in "sig1=" }, { _ in "sig1=(" }, { _ in "," }, { $0 + "," },
            { $0 + " x" },
            { "Sig1" + $0.dropFirst(4) }, { $0.replacing("\" \"", with: "\"  \"") },
            { $0.replacing(";created", with: "; created") }, { $0.replacing("created=1", with: "created=01") },
            { "\($0),a=1" }, { "\($0),  a=1" }, { "a=1 , \($0)" }, { $0.replacing("created=1", with: "created=+1") },
            { "\($0), a=\"\u{e9}\"" }, { "\($0), a=:AA:x" }, { "\($0), a=?2" },
        ]
        for (index, text) in texts.enumerated() {
            let found = try refusal(ofInput: text)
            // A label alone is a dictionary, but one without our tag.
            let expected = index == 1 ? "unsigned" : "field-malformed"
            #expect(found == expected, "text \(index)")
        }
    }

    @Test func aLabelOrAParameterThatIsThereTwiceIsRefused() throws {
        #expect(try refusal { "\($0), \($0)" } == "field-malformed")
        #expect(try replacing(";created=", ";created=5;created=") == "field-malformed")
        var request = try signedPost()
        request.headerFields.append(
            HTTPField(name: .signatureInput, value: request.headerFields[.signatureInput]!))
        #expect(HTTPSignaturesTests.refusal(of: request) == "field-malformed")
    }

    @Test func aSecondSignatureWithTheTagIsRefusedAndAnotherTagIsPassedOver() throws {
        #expect(try refusal { "\($0), \($0.replacing("sig1=", with: "sig2="))" } == "ambiguous")
        var request = try signedPost()
        request.headerFields.append(HTTPField(name: .signatureInput, value: #"proxy=("@method");tag="proxy""#))
        request.headerFields.append(HTTPField(name: .signature, value: "proxy=:AAAA:"))
        #expect(HTTPSignaturesTests.refusal(of: request) == nil)
    }

    @Test func componentsThatAreNoneAreRefused() throws {
        let query = #""@query""#
        for other in [
            #""@scheme""#, #""@signature-params""#, #""@""#, #""""#, #""Date""#, #"":path""#, #""a b""#, #""a\"b""#,
            "date", "1",
            #""@query";req"#, #""date";sf"#, #""signature";key="sig1""#, "\"\(String(repeating: "a", count: 65))\"",
        ] {
            #expect(try replacing(query, "\(query) \(other)") == "component-unsupported", "\(other)")
        }
        #expect(try replacing(query, "\(query) \(query)") == "component-repeated")
        #expect(try replacing(query, #""x-absent""#) == "not-covered")
        #expect(try replacing(query, #"\#(query) "x-absent""#) == "component-absent")
        #expect(try replacing(#""@query" "#, "") == "not-covered")
    }

    @Test func parametersThatAreNoneAreRefused() throws {
        #expect(try replacing(";alg=", ";x;alg=") == "parameter-unknown")
        for alg in ["\"hmac-sha256\"", "\"ED25519\"", "ed25519", "\"\"", "1"] {
            #expect(try replacing("\"ed25519\"", alg) == "parameter-invalid", "\(alg)")
        }
        for created in ["-1", "1800000000.0", "\"1800000000\"", "999999999999999", "@1800000000", "?0"] {
            #expect(try replacing("created=1800000000", "created=\(created)") == "parameter-invalid", "\(created)")
        }
        #expect(try replacing("created=1800000000;", "") == "parameter-missing")
        #expect(try replacing("nonce=\"n0nce\";", "") == "parameter-missing")
        #expect(try replacing("n0nce", "") == "parameter-invalid")
        #expect(try replacing("n0nce", String(repeating: "n", count: 129)) == "parameter-invalid")
        #expect(try replacing("expires=1800000060", "expires=1799999999") == "parameter-invalid")
        #expect(try replacing(";tag=\"verified-compute\"", "") == "unsigned")
        #expect(try replacing(";tag=\"verified-compute\"", ";tag=verified-compute") == "unsigned")
    }

    @Test func aKeyThatIsNoneIsRefused() throws {
        let hex = key().verificationKey.bytes.hex
        let lowOrder = "01" + String(repeating: "00", count: 31)
        for keyid in [
            "", "0", hex.uppercased(), String(hex.dropLast(2)), hex + "00", lowOrder, String(repeating: "f", count: 64),
        ] {
            #expect(try replacing(hex, keyid) == "parameter-invalid", "\(keyid)")
        }
        #expect(try replacing(hex, key(2).verificationKey.bytes.hex) == "signature-invalid")
    }

    @Test func aSignatureThatIsNoneIsRefused() throws {
        let request = try signedPost()
        let value = request.headerFields[.signature]!
        let base64 = String(value.dropFirst(6).dropLast())
        let order: [UInt8] = [UInt8](hex: "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
        var bytes = Base64.standard.bytes(of: base64)!
        var carry = 0
        for index in 0..<32 {
            let sum = Int(bytes[32 + index]) + Int(order[index]) + carry
            bytes[32 + index] = UInt8(truncatingIfNeeded: sum)
            carry = sum >> 8
        }
        let cases: [(String, String?)] = [
            ("signature-malformed", "sig1=\"\(base64)\""), ("signature-malformed", "sig1=::"),
            ("signature-malformed", "sig1=:AAAA:"), ("signature-malformed", "sig1=1"),
            ("signature-malformed", "sig1=()"),
            ("signature-malformed", "sig2=:\(base64):"), ("signature-malformed", "sig1=:\(base64):;x"),
            ("signature-malformed", "sig1=:\(base64.dropLast(2)):"),  // without padding
            ("signature-malformed", "sig1=:\(Base64.standard.text(of: Array(bytes.prefix(63)))):"),
            ("signature-malformed", "sig1=:\(Base64.standard.text(of: bytes + [0])):"),
            ("field-malformed", "sig1=:\(base64):, sig1=:\(base64):"), ("field-malformed", "sig1=:!!!!:"),
            ("signature-malformed", nil),
            // S + L: what a verifier that does not reduce would take.
            ("signature-invalid", "sig1=:\(Base64.standard.text(of: bytes)):"),
        ]
        for (index, (reason, text)) in cases.enumerated() {
            var altered = request
            altered.headerFields[.signature] = text
            #expect(HTTPSignaturesTests.refusal(of: altered) == reason, "case \(index)")
        }
    }

    @Test func aDigestThatIsNoneIsRefused() throws {
        let value = ContentDigest(of: body).fieldValue
        let cases = [
            ("digest-missing", "sha-512=:AAAA:"), ("digest-missing", "md5=:AAAA:"), ("field-malformed", ""),
            ("field-malformed", "sha-256=:AAAA:"),
            ("field-malformed", "sha-256=abc"), ("field-malformed", "\(value), \(value)"),
            ("field-malformed", value.replacing("=:", with: ":")), ("field-malformed", "SHA-256" + value.dropFirst(7)),
        ]
        for (index, (reason, text)) in cases.enumerated() {
            var request = try signedPost()
            request.headerFields[.contentDigest] = text
            #expect(HTTPSignaturesTests.refusal(of: request) == reason, "case \(index)")
        }
    }

    @Test func hugeFieldsAreRefusedBeforeTheyAreRead() throws {
        for text in [
            String(repeating: "a", count: 2_000_000), "sig1=(" + String(repeating: "\"a\" ", count: 600) + ")",
            (0..<66).map { "a\($0)" }.joined(separator: ", "), "sig1=()" + String(repeating: ";a", count: 65),
        ] {
            #expect(try refusal { _ in text } == "field-too-large")
            #expect(try refusal { "\($0), \(text)" } == "field-too-large")
        }
    }

    @Test func aLineFeedCannotPassForAnotherLine() throws {
        var request = post(path: "/v1\n\"@query\": ?x")
        request.headerFields[.contentType] = "text/plain\r\n\"@query\": ?x"
        let components: [Component] = [.path, .field(.contentType)]
        let base = try SignatureParameters(components: components).signatureBase(of: request)
        #expect(base.utf8.count { $0 == 0x0a } == components.count && !base.contains("\r"))
    }

    @Test func charactersBeyondASCIIPassForNoneOfIt() throws {
        var request = post(path: "/v1?\u{301}x")
        #expect(throws: SignatureError.componentNotPlain(.query)) { try Component.query.value(in: request) }
        #expect(try Component.path.value(in: request) == "/v1")
        request.authority = "\u{212a}.org"  // the sign for kelvin, whose lower case is the letter k
        #expect(throws: SignatureError.componentNotPlain(.authority)) { try Component.authority.value(in: request) }
        request.authority = "K.ORG:443"
        #expect(try Component.authority.value(in: request) == "k.org")
    }

    @Test func noAlteredByteIsTakenAndNoneStopsTheVerifier() throws {
        var generator = SeededGenerator()
        let original = try signedPost()
        let names: [HTTPField.Name] = [.signatureInput, .signature, .contentDigest, .contentType, .idempotencyKey]
        for _ in 0..<4000 {
            let name = names.randomElement(using: &generator)!
            let value = original.headerFields[name]!
            var bytes = Array(value.utf8)
            for _ in 0...Int.random(in: 0...2, using: &generator) {
                guard !bytes.isEmpty else { break }
                let at = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[at] = UInt8.random(in: .min ... .max, using: &generator)
                case 1: bytes.remove(at: at)
                case 2: bytes.insert(bytes.randomElement(using: &generator)!, at: at)
                default: bytes = Array(bytes.prefix(at)) + [0x20]
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            var altered = original
            altered.headerFields[name] = text
            guard altered.headerFields[name] != value else { continue }
            #expect(HTTPSignaturesTests.refusal(of: altered) != nil, "\(name): \(text)")
        }
    }

    @Test func noGarbageStopsTheVerifier() throws {
        var generator = SeededGenerator()
        let pieces = [
            "sig1", "=", "(", ")", "\"@path\"", "\"date\"", ";", "created", "tag=\"verified-compute\"", ":", "AA==",
            ", ", "?1", "@5", "%\"a\"", "1.5", "*", " ", "\\", "-",
        ]
        for _ in 0..<20_000 {
            let text = (0...Int.random(in: 0...12, using: &generator)).map { _ in
                pieces.randomElement(using: &generator)!
            }
            var request = post()
            request.headerFields[.signatureInput] = text.joined()
            request.headerFields[.signature] = text.reversed().joined()
            #expect(HTTPSignaturesTests.refusal(of: request) != nil)
        }
    }
}
