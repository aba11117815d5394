import Fields
import Sealing
import TestSupport
import Testing

private let abc = Array("abc".utf8)

@Suite struct HashTests {
    /// RFC 7693, appendix A; FIPS 180-4's examples.
    @Test func theHashesOfABCAreTheStandards() {
        #expect(
            BLAKE2b.hash(abc, length: 64).hex
                == "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923"
        )
        #expect(
            SHA512.hash(abc).hex
                == "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        )
        #expect(SHA256.hash(abc).hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func piecesHashAsTheWhole() {
        var generator = SeededGenerator()
        let bytes = generator.bytes(1000)
        for cut in [0, 1, 64, 127, 128, 129, 999, 1000] {
            var blake = BLAKE2b(length: 24)
            var sha = SHA512()
            for piece in [Array(bytes[..<cut]), Array(bytes[cut...])] {
                blake.update(piece)
                sha.update(piece)
            }
            let (short, long) = (blake.finish(), sha.finish())
            #expect(short == BLAKE2b.hash(bytes, length: 24) && long == SHA512.hash(bytes))
        }
    }

    /// The official keyed vector for an empty input: key 00 01 … 3f.
    @Test func theKeyedHashIsTheStandards() {
        let hash = BLAKE2b(length: 64, key: Secret(copying: Array(0..<64))).finish()
        #expect(
            hash.hex
                == "10ebb67700b1868efb4417987acf4690ae9d972fb7a590c2f02871799aaa4786b5e996e8f0f4eb981fc214b005f42d2ff4233499391653df7aefcbc13fc51568"
        )
    }

    @Test func aTranscriptIsItsDefinition() {
        var transcript = Transcript.digest("tag")
        transcript.append([9, 8])
        transcript.append(0x0102)
        let bytes: [UInt8] =
            [3, 0, 0, 0, 0, 0, 0, 0] + Array("tag".utf8) + [2, 0, 0, 0, 0, 0, 0, 0, 9, 8]
            + [8, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 0]
        let digest = transcript.finish()
        #expect(digest == BLAKE2b.hash(bytes))
    }

    @Test func fieldsThatShareTheirBytesDiffer() {
        func digest(_ fields: [[UInt8]]) -> [UInt8] {
            var transcript = Transcript.digest("tag")
            for field in fields { transcript.append(field) }
            return transcript.finish()
        }
        let digests = [[[1, 2]], [[1], [2]], [[1, 2], []], [[], [1, 2]], [[1, 2, 0]]].map(digest)
        #expect(Set(digests).count == digests.count)
        #expect(Transcript.digest("tag").finish() != Transcript.digest("tah").finish())
    }

    @Test func anElementHasThirtyOneBytesAndADigestThirtyTwo() {
        #expect(Transcript.element("tag").finish().count == 31)
        #expect(Transcript.digest("tag").finish().count == 32)
    }
}
