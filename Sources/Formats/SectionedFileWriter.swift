package import Storage

/// Writes one of iden3's binary files, section by section, as `SectionedFile` reads them. The file appears whole or not at
/// all: it grows under a temporary name beside its place, and `commit` puts it there.
package struct SectionedFileWriter: ~Copyable {
    private var file: AtomicFile
    private var missingSections: Int
    private var missingBytes = 0

    /// - Parameter magic: four ASCII characters.
    package init(path: String, magic: StaticString, version: Int, sectionCount: Int) throws(FileError) {
        var file = try AtomicFile(path: path, mode: 0o644)
        try file.write(Array("\(magic)".utf8) + word32(version) + word32(sectionCount))
        self.file = file
        missingSections = sectionCount
    }

    /// Begins a section of `length` bytes, which `write` then gives it.
    package mutating func begin(_ number: UInt32, length: Int) throws(FileError) {
        precondition(missingBytes == 0 && missingSections > 0, "sections come one by one, as many as were announced")
        missingSections -= 1
        missingBytes = length
        try file.write(word32(Int(number)) + word64(length))
    }

    package mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        precondition(bytes.count <= missingBytes, "a section is as long as was announced")
        missingBytes -= bytes.count
        try file.write(bytes)
    }

    package mutating func write(_ bytes: [UInt8]) throws(FileError) {
        try bytes.span.bytes.withUnsafeBytes { (bytes) throws(FileError) in try write(bytes) }
    }

    /// A whole section.
    package mutating func section(_ number: UInt32, _ bytes: UnsafeRawBufferPointer) throws(FileError) {
        try begin(number, length: bytes.count)
        try write(bytes)
    }

    /// A whole section.
    package mutating func section(_ number: UInt32, _ bytes: [UInt8]) throws(FileError) {
        try begin(number, length: bytes.count)
        try write(bytes)
    }

    /// A whole section of points.
    package mutating func section<Point>(_ number: UInt32, points: [Point]) throws(FileError) {
        try points.span.withUnsafeBufferPointer { (points) throws(FileError) in
            try section(number, UnsafeRawBufferPointer(points))
        }
    }

    /// Puts the finished file in its place; see `AtomicFile`.
    package consuming func commit(replacing: Bool) throws(FileError) {
        precondition(missingBytes == 0 && missingSections == 0, "the file is whole")
        try file.commit(replacing: replacing)
    }
}
