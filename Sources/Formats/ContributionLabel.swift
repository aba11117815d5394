internal import Curves

/// Where the secret of a ceremony's contribution comes from.
public enum ContributionSource: Sendable, Equatable {
    /// A person, who is to have forgotten it.
    case person
    /// A public value, hashed 2^exponent times with SHA-256: the secret is known to all, and was to none before the value
    /// appeared. The value has 1 to 255 bytes; the exponent is one of `exponents`.
    case beacon(value: [UInt8], exponent: Int)

    /// The exponents that a beacon may have.
    public static let exponents = 10...63
}

/// How iden3's files end a contribution to either phase: the source (u32: 0 a person, 1 a beacon), the length of what follows
/// (u32), and entries in the order of their kinds (a byte): 1 the name behind its length (a byte), 2 the beacon's exponent (a
/// byte), 3 its value behind its length (a byte). Source: snarkjs, `src/zkey_utils.js`, `writeContribution`.
struct ContributionLabel {
    let source: ContributionSource
    let name: String?

    init(source: ContributionSource, name: String?) {
        (self.source, self.name) = (source, name)
    }

    /// Nil for anything that no writer writes; `offset` steps over the label.
    init?(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int) {
        guard bytes.count - offset >= 8 else { return nil }
        let (kind, length) = (bytes.word32(offset), Int(bytes.word32(offset + 4)))
        offset += 8
        guard length <= bytes.count - offset else { return nil }
        var entries = Entries(rest: Array(bytes[offset..<offset + length])[...])
        offset += length

        name = entries.begin(1) ? entries.lengthPrefixed().flatMap { String(validating: $0, as: UTF8.self) } : nil
        switch kind {
        case 0: source = .person
        case 1:
            guard entries.begin(2), let exponent = entries.rest.popFirst(),
                ContributionSource.exponents.contains(Int(exponent)), entries.begin(3),
                let value = entries.lengthPrefixed()
            else { return nil }
            source = .beacon(value: value, exponent: Int(exponent))
        default: return nil
        }
        guard entries.rest.isEmpty else { return nil }
        // A name that could not be read would not come out as it went in.
        guard self.bytes.count == 8 + length else { return nil }
    }

    var bytes: [UInt8] {
        var kind = 0
        var entries: [UInt8] = []
        if let name { entries += [1, UInt8(name.utf8.count)] + Array(name.utf8) }
        if case .beacon(let value, let exponent) = source {
            kind = 1
            entries += [2, UInt8(exponent), 3, UInt8(value.count)]
            entries += value
        }
        return word32(kind) + word32(entries.count) + entries
    }

    private struct Entries {
        var rest: ArraySlice<UInt8>

        /// Steps over the kind where it comes next.
        mutating func begin(_ kind: UInt8) -> Bool {
            guard rest.first == kind else { return false }
            rest.removeFirst()
            return true
        }

        /// A length from 1 to 255 and as many bytes.
        mutating func lengthPrefixed() -> [UInt8]? {
            guard let length = rest.popFirst(), length > 0, rest.count >= Int(length) else { return nil }
            defer { rest.removeFirst(Int(length)) }
            return Array(rest.prefix(Int(length)))
        }
    }
}

extension UnsafeRawBufferPointer {
    /// The point at `offset`, nil where it is not canonical or not in its group.
    func soundPoint<C>(_ offset: Int) -> AffinePoint<C>? where C.Coordinate: CanonicalInMemory {
        let point = loadUnaligned(fromByteOffset: offset, as: AffinePoint<C>.self)
        return point.isSound ? point : nil
    }
}
