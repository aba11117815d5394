import Foundation
import TestSupport

/// What these tests read of `Vectors/addresses/vanity.json`.
struct VanityVectors: Decodable {
    struct SplitKey: Decodable {
        let id: String
        let point: String
        let offset: String
        let valid: Bool
        let sum: String?
        let wif: String?
        let addresses: [String: String]?
        let publicKey: String?
        let hash160: String?

        enum CodingKeys: String, CodingKey {
            case id, valid, addresses
            case point = "Q"
            case offset = "k"
            case sum = "combined_secret"
            case wif = "wif_compressed"
            case publicKey = "pubkey_compressed"
            case hash160 = "hash160_compressed"
        }
    }
    struct Range: Decodable {
        let lo: String?
        let hi: String?
        let checksumDependent: [String]

        enum CodingKeys: String, CodingKey {
            case lo, hi
            case checksumDependent = "checksum_dependent"
        }
    }
    struct Prefix: Decodable {
        let version: Int
        let prefix: String
        let feasible: Bool
        let ranges: [Range]
        let sureCount: String
        let probability: Double

        enum CodingKeys: String, CodingKey {
            case version, prefix, feasible, ranges, probability
            case sureCount = "sure_count"
        }
    }
    struct Negative: Decodable {
        let kind: String
        let address: String
    }

    let cases: [SplitKey]
    let negatives: [Negative]
    let prefixes: [Prefix]

    enum CodingKeys: String, CodingKey {
        case cases
        case negatives = "address_negatives"
        case prefixes = "base58_prefix_ranges"
    }

    static func load() throws -> VanityVectors {
        try JSONDecoder().decode(VanityVectors.self, from: VectorFiles.own("addresses/vanity.json"))
    }
}
