internal import Groth16

extension FileSummary {
    /// Nil where the JSON is none of the three files.
    static func json(_ bytes: UnsafeRawBufferPointer) throws(SnarkjsJSONError) -> FileSummary? {
        // What does not begin like JSON is no damaged file of ours.
        guard let first = bytes.first(where: { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }) else { return nil }
        switch first {
        case UInt8(ascii: "["):
            let inputs = try SnarkjsJSON.publicInputs(bytes)
            return FileSummary(.publicInputs, bytes, facts: [Fact("publicInputs", inputs.count)])
        case UInt8(ascii: "{"):
            let root = try JSONObject(bytes)
            if root["pi_a"] != nil {
                _ = try SnarkjsJSON.proof(bytes)
                return FileSummary(.proof, bytes, facts: [Fact("provingSystem", "Groth16")])
            }
            guard root["vk_alpha_1"] != nil else { return nil }
            let key = try SnarkjsJSON.verifyingKey(bytes)
            return FileSummary(
                .verifyingKey, bytes,
                facts: [Fact("provingSystem", "Groth16"), Fact("publicInputs", key.publicInputCount)], key: key)
        default: return nil
        }
    }

    private init(_ kind: Kind, _ bytes: UnsafeRawBufferPointer, facts: [Fact], key: VerifyingKey? = nil) {
        self.init(
            kind: kind, byteCount: bytes.count, facts: [Fact("field", "BN254")] + facts,
            verifyingKey: key)
    }
}
