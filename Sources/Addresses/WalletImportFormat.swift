import Glibc

/// A private key as wallets import it: base58check of 0x80, the key, and 0x01 for "the public key is compressed" (mainnet).
public enum WalletImportFormat {
    /// 52 characters, "K…" or "L…".
    public static let count = 52

    /// Writes the 52 ASCII characters of a key. What it copied is wiped.
    ///
    /// `privateKey`: 32 bytes, most significant first; that it is a scalar from 1 to n − 1 is the caller's to know.
    /// Its digits index a table of 58 bytes, so the memory it reads depends on the key: for the owner's own machine.
    public static func write(privateKey: UnsafeRawBufferPointer, into text: UnsafeMutableRawBufferPointer) {
        precondition(privateKey.count == 32 && text.count == count)
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 38) { number in
            number.initialize(repeating: 0)
            number[0] = 0x80
            for i in 0..<32 { number[i + 1] = privateKey[i] }
            number[33] = 1
            for (i, byte) in Base58.checksum(number.prefix(34)).enumerated() { number[34 + i] = byte }
            // The version byte keeps the number between 58⁵¹ and 58⁵²: always 52 digits, by schoolbook division.
            for position in stride(from: count - 1, through: 0, by: -1) {
                var remainder: UInt32 = 0
                for i in number.indices {
                    let value = remainder << 8 | UInt32(number[i])
                    number[i] = UInt8(truncatingIfNeeded: value / 58)
                    remainder = value % 58
                }
                text[position] = Base58.alphabet[Int(remainder)]
            }
            explicit_bzero(number.baseAddress!, 38)
        }
    }
}
