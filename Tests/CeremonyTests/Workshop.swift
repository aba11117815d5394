import Ceremony
import Formats
import Foundation
import Sealing
import TestSupport

/// A folder with powers of tau that are always the same ones, in which ceremonies over the circuits of `Vectors/groth16` are
/// held. It is removed when the object goes.
final class Workshop {
    private let folder: TemporaryFolder
    let powersPath: String

    /// The powers serve 2^power rows.
    init(power: Int = 7) throws {
        folder = try TemporaryFolder()
        powersPath = folder.path("pot.ptau")
        var generator = SeededGenerator(seed: UInt64(power))
        try RehearsalPowers.write(power: power, to: powersPath, replacing: false, using: &generator)
    }

    var url: URL { folder.url }

    func path(_ name: String) -> String { folder.path(name) }

    func file(_ bytes: Data, _ name: String = UUID().uuidString) throws -> String {
        try folder.file(bytes, name)
    }

    func circuitPath(_ name: String) throws -> String {
        try file(VectorFiles.own("groth16/artifacts/\(name).r1cs"), "\(name).r1cs")
    }

    func powers() throws -> Ptau { try Ptau(path: powersPath) }

    func initialKey(_ circuit: String) throws -> InitialKey {
        try InitialKey(R1csRows(path: circuitPath(circuit)), over: powers())
    }

    /// The circuit's initial key, opened.
    func begin(_ circuit: String) throws -> Zkey {
        let path = path(UUID().uuidString)
        try initialKey(circuit).write(to: path, replacing: false)
        return try Zkey(path: path, trust: .none)
    }

    /// The key after a person's contribution.
    func contribute(_ key: Zkey, name: String? = nil) throws -> Zkey {
        let path = path(UUID().uuidString)
        try Contributing.contribute(
            to: key, DeltaFactor(mixing: Secret(count: 0)), name: name, writing: path, replacing: false)
        return try Zkey(path: path, trust: .none)
    }

    static let beacon = Beacon(value: Array(1...32), exponent: 10)!

    /// The key after a beacon.
    func addBeacon(_ key: Zkey) throws -> Zkey {
        let path = path(UUID().uuidString)
        try Contributing.add(Self.beacon, to: key, name: "beacon", writing: path, replacing: false)
        return try Zkey(path: path, trust: .none)
    }

    func fault(_ key: Zkey, _ circuit: String) throws -> KeyFault? {
        try Verification(key, against: initialKey(circuit), over: powers()).fault()
    }

    /// A file of sections with one of them changed, opened as a key.
    func changed(_ key: Zkey, section: UInt32, _ change: (inout [UInt8]) -> Void) throws -> Zkey {
        try Zkey(path: file(Data(Sections(key.file).changing(section, change).bytes)), trust: .none)
    }
}

extension MappedFile {
    /// All bytes.
    var copy: [UInt8] { withExtendedLifetime(self) { Array(bytes) } }
}

/// One of iden3's files, taken apart.
struct Sections {
    private let head: [UInt8]
    private var sections: [(number: UInt32, bytes: [UInt8])] = []

    init(_ file: MappedFile) {
        let bytes = file.copy
        head = Array(bytes[..<12])
        var offset = 12
        while offset < bytes.count {
            let number = bytes[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
            let length = bytes[offset + 4..<offset + 12].reversed().reduce(0) { $0 << 8 | Int($1) }
            sections.append((number, Array(bytes[offset + 12..<offset + 12 + length])))
            offset += 12 + length
        }
    }

    subscript(number: UInt32) -> [UInt8] { sections.first { $0.number == number }!.bytes }

    func changing(_ number: UInt32, _ change: (inout [UInt8]) -> Void) -> Sections {
        var copy = self
        change(&copy.sections[copy.sections.firstIndex { $0.number == number }!].bytes)
        return copy
    }

    func removing(_ numbers: Set<UInt32>) -> Sections {
        var copy = self
        copy.sections.removeAll { numbers.contains($0.number) }
        return copy
    }

    var bytes: [UInt8] {
        var bytes = Array(head[..<8]) + word32(sections.count)
        for section in sections {
            bytes += word32(Int(section.number)) + word32(section.bytes.count) + [0, 0, 0, 0] + section.bytes
        }
        return bytes
    }
}
