internal import Glibc

extension History {
    /// Gives the file at `path`, with those that SQLite has beside it, a name with the date. Throws `failure` where nothing is
    /// wrong with the file, and where it cannot be renamed.
    static func putAside(_ path: String, after failure: HistoryError) throws(HistoryError) -> String {
        guard failure.isDamage else { throw failure }
        let aside = freeName("\(path).damaged-\(date())")
        guard rename(path, aside) == 0 else {
            throw .storage(code: 14, message: "\(path) could not be put aside: \(String(cString: strerror(errno)))")
        }
        for part in ["-wal", "-shm"] { rename(path + part, aside + part) }
        return aside
    }

    private static func freeName(_ name: String) -> String {
        var (candidate, number) = (name, 1)
        while access(candidate, F_OK) == 0 {
            number += 1
            candidate = "\(name)-\(number)"
        }
        return candidate
    }

    /// Such as `20270115T080000Z`.
    private static func date() -> String {
        var (second, parts) = (time(nil), tm())
        gmtime_r(&second, &parts)
        var text = [CChar](repeating: 0, count: 32)
        let count = strftime(&text, text.count, "%Y%m%dT%H%M%SZ", &parts)
        return String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
