import Console

/// A piece of work that is measured.
struct BenchPiece {
    let name: String
    let measure: () throws -> BenchFigure

    /// Runs once to warm up, then until this many seconds are over, at least three times and at most 101 times.
    private static let seconds = 1.2

    init(name: String, measure: @escaping () throws -> BenchFigure) {
        self.name = name
        self.measure = measure
    }

    /// - Parameters:
    ///   - work: what one run works through, in `unit`.
    ///   - prepare: makes what the runs need and returns one run.
    init(name: String, work: Int, unit: String, prepare: @escaping () throws -> () throws -> Void) {
        self.init(name: name) {
            let run = try prepare()
            try run()
            var times: [Double] = []
            var watch = Stopwatch()
            while times.count < 3 || (times.reduce(0, +) < Self.seconds && times.count < 101) {
                _ = watch.lap()
                try run()
                times.append(watch.lap())
            }
            let median = median(of: times)
            return BenchFigure(
                name: name, runs: times.count, medianSeconds: OrNull(median), perSecond: Double(work) / median,
                unit: unit)
        }
    }
}

/// The median of one number or more.
func median(of values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

/// A measured result that is wrong is no measurement.
func requireRight(_ isRight: Bool, _ what: String) throws(Failure) {
    guard isRight else { throw Failure(.couldNot, "this machine or this build computes wrongly: \(what)") }
}
