/// Why a proving key did not come.
package enum DownloadError: Error, Hashable, Sendable {
    /// In bytes.
    case tooLarge(UInt64, limit: UInt64)
    /// The keys that are in use leave no room for so many bytes more.
    case noRoom(UInt64, limit: UInt64)
    /// The rest is asked for next time.
    case brokenOff(UInt64, of: UInt64)
    /// Fewer bytes a second than this came for so many seconds.
    case tooSlow(bytesPerSecond: Double, seconds: Double)
    /// It was not whole after so many seconds. The rest is asked for next time.
    case tooLong(seconds: Double)
    /// What came is not the file with the digest that the service says.
    case otherFile
    /// Proofs under this very file did not hold, as often as it was downloaded.
    case rejected
    /// Nobody waits for it any more.
    case unwanted

    package var sentence: String {
        switch self {
        case .tooLarge(let count, let limit):
            "the proving key has \(count) bytes or more, and downloaded keys may take \(limit)"
        case .noRoom(let count, let limit):
            "the proving key takes \(count) bytes, which the keys in use leave no room for within \(limit)"
        case .brokenOff(let count, let total): "\(count) of \(total) bytes of the proving key are here"
        case .tooSlow(let rate, let seconds):
            "the proving key came with fewer than \(Int(rate)) bytes a second for \(Int(seconds)) s"
        case .tooLong(let seconds): "the proving key had not come within \(Int(seconds)) s; what has come is kept"
        case .otherFile: "what the service sends is not the proving key that it names"
        case .rejected: "proofs under the proving key that the service offers do not hold"
        case .unwanted: "nobody waits for the proving key any more"
        }
    }
}
