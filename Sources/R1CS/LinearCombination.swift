public import Fields

/// A variable of a constraint system: 0 is the constant one, then the public inputs, then what only the prover knows.
public struct Variable: Hashable, Comparable, Sendable {
    public let index: UInt32

    @inlinable package init(_ index: Int) { self.index = UInt32(index) }

    /// The constant one.
    @inlinable public static var one: Variable { Variable(0) }

    @inlinable public static func < (a: Variable, b: Variable) -> Bool { a.index < b.index }
}

/// Σ coefficient · variable over Fr, terms in the order of their variables, no variable twice, no coefficient zero.
public struct LinearCombination: Sendable, Equatable {
    @frozen
    public struct Term: Sendable, Equatable {
        public let variable: Variable
        public var coefficient: Fr

        @inlinable
        package init(_ variable: Variable, _ coefficient: Fr) {
            self.variable = variable
            self.coefficient = coefficient
        }
    }

    public private(set) var terms: [Term]

    package init(ordered terms: [Term]) { self.terms = terms }

    public init(_ variable: Variable) { terms = [Term(variable, .one)] }

    /// The constant `value`.
    public init(constant value: Fr) { terms = value.isZero ? [] : [Term(.one, value)] }

    public static var zero: LinearCombination { LinearCombination(ordered: []) }
    public static var one: LinearCombination { LinearCombination(.one) }

    /// The value where the form is a constant, nil where a variable stands in it.
    public var constant: Fr? {
        switch terms.count {
        case 0: .zero
        case 1 where terms[0].variable == .one: terms[0].coefficient
        default: nil
        }
    }

    /// Σ coefficient · form.
    @inlinable
    public static func sum(_ parts: some Sequence<(LinearCombination, Fr)>) -> LinearCombination {
        sum(of: Array(parts))
    }

    @usableFromInline
    static func sum(of parts: [(LinearCombination, Fr)]) -> LinearCombination {
        var all: [Term] = []
        all.reserveCapacity(parts.reduce(0) { $0 + $1.0.terms.count })
        var isOrdered = true
        for (form, factor) in parts where !factor.isZero {
            if let last = all.last, let first = form.terms.first, first.variable <= last.variable { isOrdered = false }
            for term in form.terms {
                all.append(Term(term.variable, factor == .one ? term.coefficient : term.coefficient * factor))
            }
        }
        return isOrdered ? LinearCombination(ordered: all) : merged(all)
    }

    /// Sorts terms and adds up those of one variable.
    private static func merged(_ all: [Term]) -> LinearCombination {
        // Eight-byte keys, variable above position: much cheaper to sort than the terms.
        let order = all.indices.map { UInt64(all[$0].variable.index) << 32 | UInt64($0) }.sorted()
        var merged: [Term] = []
        merged.reserveCapacity(all.count)
        for key in order {
            let term = all[Int(key & 0xffff_ffff)]
            if let last = merged.last, last.variable == term.variable {
                merged[merged.count - 1].coefficient += term.coefficient
            } else {
                if let last = merged.last, last.coefficient.isZero { merged.removeLast() }
                merged.append(term)
            }
        }
        if let last = merged.last, last.coefficient.isZero { merged.removeLast() }
        return LinearCombination(ordered: merged)
    }

    /// Σ form.
    @inlinable
    public static func sum(_ parts: some Sequence<LinearCombination>) -> LinearCombination {
        sum(of: parts.map { ($0, Fr.one) })
    }

    public static func + (a: LinearCombination, b: LinearCombination) -> LinearCombination {
        merge(a, b) { $0 }
    }

    public static func - (a: LinearCombination, b: LinearCombination) -> LinearCombination {
        merge(a, b) { -$0 }
    }

    public static prefix func - (a: LinearCombination) -> LinearCombination { .zero - a }

    public static func * (a: LinearCombination, factor: Fr) -> LinearCombination {
        if factor.isZero { return .zero }
        return LinearCombination(ordered: a.terms.map { Term($0.variable, $0.coefficient * factor) })
    }

    public static func + (a: LinearCombination, b: Fr) -> LinearCombination { a + LinearCombination(constant: b) }
    public static func - (a: LinearCombination, b: Fr) -> LinearCombination { a - LinearCombination(constant: b) }
    public static func - (a: Fr, b: LinearCombination) -> LinearCombination { LinearCombination(constant: a) - b }
    public static func += (a: inout LinearCombination, b: LinearCombination) { a = a + b }

    private static func merge(
        _ a: LinearCombination, _ b: LinearCombination, _ signed: (Fr) -> Fr
    ) -> LinearCombination {
        var merged: [Term] = []
        merged.reserveCapacity(a.terms.count + b.terms.count)
        var (i, j) = (0, 0)
        while i < a.terms.count || j < b.terms.count {
            if j == b.terms.count || (i < a.terms.count && a.terms[i].variable < b.terms[j].variable) {
                merged.append(a.terms[i])
                i += 1
            } else if i == a.terms.count || b.terms[j].variable < a.terms[i].variable {
                merged.append(Term(b.terms[j].variable, signed(b.terms[j].coefficient)))
                j += 1
            } else {
                let total = a.terms[i].coefficient + signed(b.terms[j].coefficient)
                if !total.isZero { merged.append(Term(a.terms[i].variable, total)) }
                i += 1
                j += 1
            }
        }
        return LinearCombination(ordered: merged)
    }
}
