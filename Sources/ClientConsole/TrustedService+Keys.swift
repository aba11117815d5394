package import Client
internal import Console
internal import Formats
package import Groth16
package import VerifiedCompute

extension TrustedService {
    /// The verifying key with this digest: from the folder of keys, or else from the service, which cannot give another one.
    package func verifyingKey(_ digest: Digest, in store: KeyStore) async throws -> VerifyingKey {
        do throws(KeyStoreError) {
            return try store.verifyingKey(digest)
        } catch .noVerifyingKey {
            let bytes = try await client.verifyingKey(digest)
            guard let key = try? SnarkjsJSON.verifyingKey(bytes), key.digest == digest else {
                throw ClientError.dishonest(client.address, "it shows another verifying key than it was asked for")
            }
            return key
        }
    }
}
