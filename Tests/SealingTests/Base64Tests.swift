import Foundation
import Sealing
import TestSupport
import Testing

@Suite struct Base64Texts {
    /// RFC 4648, section 10, and the two alphabets.
    @Test func theExamplesOfTheRFCHaveTheirTexts() {
        let examples = [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ]
        for (text, base64) in examples {
            #expect(Base64.standard.text(of: Array(text.utf8)) == base64)
            #expect(Base64.standard.bytes(of: base64) == Array(text.utf8))
            let bare = base64.replacing("=", with: "")
            #expect(Base64.url.text(of: Array(text.utf8)) == bare)
            #expect(Base64.url.bytes(of: bare) == Array(text.utf8))
        }
        #expect(Base64.standard.text(of: [0xfb, 0xff]) == "+/8=" && Base64.url.text(of: [0xfb, 0xff]) == "-_8")
    }

    @Test func whatIsReadIsExactlyWhatWouldBeWritten() {
        var generator = SeededGenerator()
        let characters = Array("AQgw+/-_=\n 9z".utf8)
        for _ in 0..<20_000 {
            let text = String(
                decoding: (0..<Int.random(in: 0...9, using: &generator)).map { _ in
                    characters.randomElement(using: &generator)!
                }, as: UTF8.self)
            for form in [Base64.standard, .url] {
                if let bytes = form.bytes(of: text) { #expect(form.text(of: bytes) == text) }
            }
        }
    }

    @Test func itAgreesWithFoundation() {
        var generator = SeededGenerator()
        for count in 0..<200 {
            let bytes = generator.bytes(count)
            #expect(Base64.standard.text(of: bytes) == Data(bytes).base64EncodedString())
            #expect(Base64.standard.bytes(of: Data(bytes).base64EncodedString()) == bytes)
        }
    }

    @Test func bitsPaddingAndOtherCharactersThatDoNotBelongAreRefused() {
        for text in ["Zh==", "Zg=", "Zg", "Zg===", "Zm9=", "Zm9v ", "Zm9v\n", "Z", "=", "Zm9v====", "-_8=", "Zg==Zg=="]
        {
            #expect(Base64.standard.bytes(of: text) == nil, "\(text)")
        }
        for text in ["Zh", "Zg==", "Zm9v=", "+/8", "Z", "Zg\u{0}"] {
            #expect(Base64.url.bytes(of: text) == nil, "\(text)")
        }
    }
}
