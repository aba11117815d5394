public import Fields

/// The laws of a field, checked on random elements. Names the first law that fails, nil when all hold.
public func brokenFieldLaw<F: Field>(
    _: F.Type, rounds: Int = 200, random: () -> F
) -> String? {
    for _ in 0..<rounds {
        let (a, b, c) = (random(), random(), random())
        let laws: [(String, Bool)] = [
            ("addition is associative", (a + b) + c == a + (b + c)),
            ("addition is commutative", a + b == b + a),
            ("zero is neutral", a + .zero == a),
            ("a − a is zero", a - a == .zero && a + -a == .zero),
            ("multiplication is associative", (a * b) * c == a * (b * c)),
            ("multiplication is commutative", a * b == b * a),
            ("one is neutral", a * .one == a),
            ("multiplication distributes", a * (b + c) == a * b + a * c),
            ("squaring is multiplying by itself", a.squared() == a * a),
            ("doubling is adding itself", a.doubled() == a + a),
            ("inverses", a.isZero ? a.inverse() == nil : a.inverse().map { $0 * a } == .one),
            ("zero has no inverse", F.zero.inverse() == nil),
            ("powers add", a.power(13) == a.power(6) * a.power(7)),
        ]
        for (law, holds) in laws where !holds { return law }
    }
    return nil
}
