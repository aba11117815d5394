internal import Formats
internal import Foundation
internal import Groth16
internal import Ledger
public import VerifiedCompute

/// The verifying keys in a market's folder, each prepared once, and the proving keys that belong to them.
public struct AcceptedKeys: Sendable {
    /// A proving key that workers may download.
    struct ProvingKey: Sendable {
        let path: String
        let byteCount: Int
        /// BLAKE2b-256 of the file.
        let digest: Digest
    }

    struct Key: Sendable {
        let verifier: Verifier
        /// In snarkjs' format.
        let json: [UInt8]
        /// The kind of task that the key decides, where its proving key is there to tell.
        let kind: CircuitKind?
        let provingKey: ProvingKey?
        /// Whether a new task may name it. One that may no longer be named still decides the tasks that do.
        let isAccepted: Bool
    }

    let keys: [Digest: Key]
    /// Keys in the folder under which anyone can forge.
    private let unsafe: [Digest]
    /// Keys that the policy pins and that are not in the folder.
    private let absent: Set<Digest>

    /// Those that new tasks may name.
    var accepted: [(digest: Digest, key: Key)] {
        keys.filter(\.value.isAccepted).map { ($0.key, $0.value) }.sorted { $0.digest.hex < $1.digest.hex }
    }

    /// Reads the folder.
    public init(_ store: KeyStore, policy: ServicePolicy) throws(MarketFolderError) {
        let pinned = policy.verifyingKeys.union(KeyStore.pinnedDigests)
        let proving = try Self.provingKeys(store)
        var (keys, unsafe): ([Digest: Key], [Digest]) = ([:], [])
        for digest in Self.digests(in: store.folder) {
            let key: VerifyingKey
            do throws(KeyStoreError) { key = try store.verifyingKey(digest) } catch { throw .key(error) }
            guard let verifier = try? Verifier(key) else {
                unsafe.append(digest)
                continue
            }
            keys[digest] = Key(
                verifier: verifier, json: Array(SnarkjsJSON.text(key).utf8), kind: proving[digest]?.kind,
                provingKey: proving[digest]?.key, isAccepted: policy.isDevelopment || pinned.contains(digest))
        }
        self.keys = keys
        self.unsafe = unsafe
        absent = policy.verifyingKeys.filter { keys[$0] == nil && !unsafe.contains($0) }
    }

    /// Throws `MarketFolderError.unusableKeys` with all that is wrong: a key under which anyone can forge, and a key that is
    /// not there although the policy pins it, or tasks that have not ended name it, for which nobody could be paid.
    func check(for books: Books) async throws {
        let missing = try await missing(for: books).union(absent)
        guard unsafe.isEmpty, missing.isEmpty else {
            throw MarketFolderError.unusableKeys(
                unsafe: unsafe.sorted { $0.hex < $1.hex }, missing: missing.sorted { $0.hex < $1.hex })
        }
    }

    private func missing(for books: Books) async throws -> Set<Digest> {
        var (missing, number): (Set<Digest>, UInt64?) = ([], nil)
        while true {
            let page = try await books.undecidedTasks(after: number, limit: 500)
            for document in page.map(\.document) {
                // A document that cannot be read is of a damaged task, of which the sweeper tells.
                guard let task = try? PostedTask(canonicalBytes: document) else { continue }
                let digest = task.terms.verifyingKeyDigest
                if keys[digest] == nil, !unsafe.contains(digest) { missing.insert(digest) }
            }
            guard let last = page.last else { return missing }
            number = last.number
        }
    }

    private static func digests(in folder: String) -> [Digest] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".vk.json") }
            .compactMap { Hexadecimal.bytes(of: String($0.dropLast(8))).flatMap { Digest($0) } }
    }

    /// The proving keys, by the digests of their verifying keys. Each is checked whole, once.
    private static func provingKeys(
        _ store: KeyStore
    ) throws(MarketFolderError) -> [Digest: (kind: CircuitKind, key: ProvingKey)] {
        var found: [Digest: (kind: CircuitKind, key: ProvingKey)] = [:]
        for kind in CircuitKind.allCases where store.hasProvingKey(kind) {
            do throws(KeyStoreError) {
                let file = try store.provingKey(kind)
                let checksum = FileManager.default.contents(atPath: file.path + ".b2sum") ?? Data()
                let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
                guard let size = attributes?[.size] as? Int,
                    let digest = Hexadecimal.bytes(of: String(decoding: checksum.prefix(64), as: UTF8.self))
                        .flatMap({ Digest($0) })
                else { throw .altered(path: file.path) }
                found[file.digest] = (kind, ProvingKey(path: file.path, byteCount: size, digest: digest))
            } catch {
                throw .key(error)
            }
        }
        return found
    }
}
