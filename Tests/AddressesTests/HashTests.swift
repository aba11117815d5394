import Addresses
import TestSupport
import Testing

@Suite struct HashTests {
    @Test func sha256AgreesWithNIST() {
        for file in ["SHA256ShortMsg.rsp", "SHA256LongMsg.rsp"] {
            guard let answers = knownAnswers("public/kat-hashes/\(file)", last: "MD") else { continue }
            #expect(answers.count >= 64)
            for answer in answers {
                let message = bytes(hex: answer["Msg"]!).prefix(Int(answer["Len"]!)! / 8)
                #expect(hex(SHA256.hash(message)) == answer["MD"])
            }
        }
    }

    /// The Monte Carlo test of NIST's SHAVS, section 6.4: the last three digests are hashed on, a thousand times.
    @Test func sha256AgreesWithNISTsChain() {
        guard let seeds = knownAnswers("public/kat-hashes/SHA256Monte.rsp", last: "Seed"),
            let answers = knownAnswers("public/kat-hashes/SHA256Monte.rsp", last: "MD")
        else { return }
        var seed = bytes(hex: seeds[0]["Seed"]!)
        #expect(answers.count == 100)
        for answer in answers.prefix(5) {
            var last = [seed, seed, seed]
            for _ in 0..<1000 { last = [last[1], last[2], SHA256.hash(last[0] + last[1] + last[2])] }
            seed = last[2]
            #expect(hex(seed) == answer["MD"])
        }
    }

    @Test(arguments: [("sha2_32.vec", "SHA-256"), ("ripemd160.vec", "RIPEMD-160")])
    func bothAgreeWithBotan(file: String, section: String) {
        guard let answers = knownAnswers("public/botan-vec/\(file)", section: section, last: "Out") else { return }
        #expect(answers.count > 30)
        for answer in answers {
            let message = bytes(hex: answer["In"]!)
            let digest = section == "SHA-256" ? SHA256.hash(message) : RIPEMD160.hash(message)
            #expect(hex(digest).uppercased() == answer["Out"]?.uppercased())
        }
    }

    @Test func ripemd160AgreesWithItsAuthors() {
        let million = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        #expect(hex(RIPEMD160.hash(million)) == "52783243c1697bdbe16d37f97f68f08325dc1528")
        guard let answers = knownAnswers("public/kat-hashes/ripevectors.txt", last: "MD") else { return }
        #expect(answers.count == 8)
        for answer in answers {
            let message = bytes(hex: answer["Msg"]!).prefix(Int(answer["Len"]!)! / 8)
            #expect(hex(RIPEMD160.hash(message)) == answer["MD"])
        }
    }
}
