public import Fields

/// Several forms, prepared for taking many combinations Σ factor · form of them.
///
/// The union of their variables is sorted once; a combination is then one pass over all terms into a dense vector.
public struct LinearSpan: Sendable {
    private let variables: [Variable]
    /// Form i has the terms `starts[i] ..< starts[i + 1]`, each a place in `variables` and a coefficient.
    private var starts: [Int] = [0]
    private var places: [Int] = []
    private var coefficients: [Fr] = []

    public init(_ forms: [LinearCombination]) {
        let all = forms.flatMap { $0.terms.map(\.variable.index) }.sorted()
        var distinct: [UInt32] = []
        for index in all where index != distinct.last { distinct.append(index) }
        variables = distinct.map { Variable(Int($0)) }
        places.reserveCapacity(all.count)
        coefficients.reserveCapacity(all.count)
        for form in forms {
            // Terms are in order, so each search begins where the last one ended.
            var low = 0
            for term in form.terms {
                var high = distinct.count
                while low < high {
                    let middle = (low + high) / 2
                    if distinct[middle] < term.variable.index { low = middle + 1 } else { high = middle }
                }
                places.append(low)
                coefficients.append(term.coefficient)
            }
            starts.append(places.count)
        }
    }

    public var formCount: Int { starts.count - 1 }

    /// Σ factors[i] · form i, for one factor a form.
    public func combination(_ factors: ArraySlice<Fr>) -> LinearCombination {
        precondition(factors.count == formCount, "one factor a form")
        return withUnsafeTemporaryAllocation(of: Fr.self, capacity: variables.count) { totals in
            totals.initialize(repeating: .zero)
            accumulate(factors, totals)
            var terms: [LinearCombination.Term] = []
            terms.reserveCapacity(totals.count)
            for i in 0..<totals.count where !totals[i].isZero { terms.append(.init(variables[i], totals[i])) }
            return LinearCombination(ordered: terms)
        }
    }

    public func combination(_ factors: [Fr]) -> LinearCombination { combination(factors[...]) }

    private func accumulate(_ factors: ArraySlice<Fr>, _ totals: UnsafeMutableBufferPointer<Fr>) {
        factors.withUnsafeBufferPointer { factors in
            places.withUnsafeBufferPointer { places in
                coefficients.withUnsafeBufferPointer { coefficients in
                    for form in 0..<factors.count where !factors[form].isZero {
                        for i in starts[form]..<starts[form + 1] {
                            totals[places[i]] += coefficients[i] * factors[form]
                        }
                    }
                }
            }
        }
    }
}
