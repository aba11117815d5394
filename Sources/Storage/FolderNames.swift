internal import Glibc

package enum FolderNames {
    /// The names of all that is in a folder, itself and the one above left out; none where it cannot be read.
    package static func all(in folder: String) -> [String] { (try? read(folder)) ?? [] }

    /// The same, where a folder that cannot be read must not pass for an empty one.
    package static func read(_ folder: String) throws(FileError) -> [String] {
        guard let directory = opendir(folder) else { throw .system(step: "read", path: folder, code: errno) }
        defer { closedir(directory) }
        var names: [String] = []
        while true {
            errno = 0
            guard let item = readdir(directory) else { break }
            let name = withUnsafeBytes(of: item.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw .system(step: "read", path: folder, code: errno) }
        return names
    }
}
