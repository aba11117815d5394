import Foundation
import TestSupport

/// The entries of a file of "Key = value" lines, in order: each entry ends at the line with `last`.
func knownAnswers(_ path: String, section: String? = nil, last: String) -> [[String: String]]? {
    guard let data = VectorFiles.shared(path) else { return nil }
    var entries: [[String: String]] = []
    var entry: [String: String] = [:]
    var inside = section == nil
    for line in String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline) {
        if line.hasPrefix("[") { inside = section.map { line == "[\($0)]" } ?? true }
        guard inside, !line.hasPrefix("#"), let equals = line.firstIndex(of: "=") else { continue }
        let key = line[..<equals].trimmingCharacters(in: .whitespaces)
        entry[key] = line[line.index(after: equals)...].trimmingCharacters(in: .whitespaces)
        if key == last {
            entries.append(entry)
            entry = [:]
        }
    }
    return entries
}

func bytes(hex: some StringProtocol) -> [UInt8] {
    precondition(hex.count.isMultiple(of: 2))
    let digits = Array(hex)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...$0 + 1]), radix: 16)! }
}

func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
