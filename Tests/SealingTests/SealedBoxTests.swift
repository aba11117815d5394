import CSodium
import Curves
import Fields
import Foundation
import Sealing
import TestSupport
import Testing

/// The clamped X25519 scalar congruent to s or −s modulo ℓ: a multiple of 8 from 2²⁵⁴ up to 2²⁵⁵.
private func clampedScalar(_ s: Scalar25519) -> [UInt8] {
    let top = BigInteger(1) << 254
    for t in [s, -s] {
        let n = BigInteger((t * Scalar25519(8).inverse()!).canonical) * 8
        if n >= top && n < top * 2 { return n.uint256!.littleEndianBytes }
    }
    fatalError("no clamped scalar: once in 2^126")
}

private func scalar(ofDigits digits: [UInt8]) -> Scalar25519 {
    var (sum, power) = (Scalar25519.zero, Scalar25519.one)
    for digit in digits {
        sum = digit == 1 ? sum + power : sum - power
        power = power.doubled()
    }
    return sum
}

@Suite struct SealedBoxTests {
    @Test func everyValueIsTheKnownAnswer() throws {
        let known = try KnownAnswers.load()
        let box = knownBox(known)
        #expect(Array(box.bytes[..<32]) == known.bytes("epk"))
        #expect(box.ephemeralKey == known.bytes("epk_edwards"))
        #expect(box.commitment == known.bytes("C_edwards"))
        #expect(box.sharedSecret.exposed == known.bytes("shared_u"))
        #expect(box.boxKey.exposed == known.bytes("k1"))
        #expect(box.nonce == known.bytes("nonce"))
        #expect(Array(box.bytes[32..<48]) == known.bytes("mac") && Array(box.bytes[48...]) == known.bytes("ct"))
        #expect(box.bytes == known.bytes("box"))
        #expect(scalar(ofDigits: box.digits.exposed).decimal == known.text("s_mod_ell"))
    }

    /// −s gives the same u and the other sign, so all digits are complemented back.
    @Test func theComplementOfTheDigitsGivesTheSameBox() throws {
        let known = try KnownAnswers.load()
        let complement = Secret(copying: known.text("s_bits").utf8.map { $0 == UInt8(ascii: "0") ? 1 : 0 })
        let box = SealedBox(knownMessage(known), to: RecipientKey(known.bytes("pk"))!, digits: complement)!
        #expect(box.bytes == known.bytes("box") && box.commitment == known.bytes("C_edwards"))
        #expect(box.digits.exposed.map { $0 == 1 ? "1" : "0" }.joined() == known.text("s_bits"))
    }

    @Test func stockLibsodiumOpensOurBoxesOfEveryLength() {
        var generator = SeededGenerator()
        let identity = Identity.generate()
        for count in [0, 1, 15, 16, 31, 32, 33, 63, 64, 65, 96, 500, 4096] {
            let message = generator.bytes(count)
            let box = SealedBox.seal(Secret(copying: message), to: identity.recipientKey)
            #expect(box.bytes.count == SealedBox.overhead + count)
            #expect(identity.openingKey.open(box.bytes)?.exposed == message)
            #expect(box.ephemeralKey[31] >> 7 == 0)
        }
    }

    @Test func aBoxIsWhatLibsodiumMakesForTheClampedScalar() {
        let message: [UInt8] = Array(0..<32)
        let recipient = Identity.generate().recipientKey
        for _ in 0..<8 {
            let box = SealedBox.seal(Secret(copying: message), to: recipient)
            let clamped = clampedScalar(scalar(ofDigits: box.digits.exposed))
            var epk = [UInt8](repeating: 0, count: 32)
            #expect(crypto_scalarmult_base(&epk, clamped) == 0)
            var sealed = [UInt8](repeating: 0, count: 48)
            #expect(crypto_box_easy(&sealed, message, 32, box.nonce, recipient.bytes, clamped) == 0)
            #expect(box.bytes == epk + sealed)
        }
    }

    @Test func theCommitmentHidesTheSharedPointBehindH() throws {
        let known = try KnownAnswers.load()
        let box = knownBox(known)
        let s = scalar(ofDigits: box.digits.exposed)
        let c = try #require(Edwards25519Point(encoding: box.commitment))
        let shared = c - s * Edwards25519Point.nothingUpMySleeve
        #expect(shared.montgomery.u.littleEndianBytes == box.sharedSecret.exposed)
    }

    @Test func everyBoxHasItsOwnScalar() {
        let recipient = Identity.generate().recipientKey
        let a = SealedBox.seal(Secret(count: 32), to: recipient)
        let b = SealedBox.seal(Secret(count: 32), to: recipient)
        #expect(a.digits.exposed != b.digits.exposed && a.bytes != b.bytes)
    }

    @Test func aBoxThatWasChangedDoesNotOpen() throws {
        let identity = Identity.generate()
        let box = SealedBox.seal(Secret(count: 32), to: identity.recipientKey).bytes
        for i in box.indices { #expect(identity.openingKey.open(flipped(box, at: i))?.count == nil) }
        for count in box.indices { #expect(identity.openingKey.open(Array(box[..<count]))?.count == nil) }
        #expect(Identity.generate().openingKey.open(box)?.count == nil)
    }

    @Test func aSharedUThatTheCircuitRefusesIsSeen() {
        let top = BigInteger(1) << 255
        for (u, near) in [(top - 20, true), (top - 32, true), (top - 33, false), (top >> 1, false), (9, false)] {
            #expect(isNearTheModulus(Secret(copying: u.uint256!.littleEndianBytes)) == near)
        }
        let edge = (top - 20).uint256!.littleEndianBytes
        for i in 1..<32 { #expect(isNearTheModulus(Secret(copying: flipped(edge, at: i))) == false) }
    }

    /// Another implementation of the box's format: PyNaCl, where python3 has it.
    @Test func pyNaClOpensOurBox() throws {
        let message: [UInt8] = Array(100..<132)
        let secretKey: [UInt8] = Array(1...32)
        let key = OpeningKey(secretKey: Secret(copying: secretKey))
        let box = SealedBox.seal(Secret(copying: message), to: key.recipientKey)
        let program = """
            import sys
            try:
                from nacl.public import PrivateKey, SealedBox
            except ImportError:
                sys.exit(77)
            key, box = (bytes.fromhex(x) for x in sys.argv[1:])
            print(SealedBox(PrivateKey(key)).decrypt(box).hex())
            """
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program, secretKey.hex, box.bytes.hex]
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus != 77 && process.terminationStatus != 127 else {
            print("skipped: python3 has no PyNaCl here")
            return
        }
        #expect(process.terminationStatus == 0)
        #expect(text == message.hex + "\n")
    }
}
