/// What somebody probably meant.
enum Closest {
    /// The known word that fewest changes make of `word`; nil where all are far from it.
    static func word(to word: String, among known: [String]) -> String? {
        // A whole word left out or put in is a common slip, whatever its length.
        if let part = known.first(where: { $0.hasPrefix(word + "-") || word.hasPrefix($0 + "-") }) { return part }
        let distances = known.map { ($0, distance(word, $0)) }
        guard let best = distances.min(by: { $0.1 < $1.1 }), best.1 <= max(2, word.count / 3) else { return nil }
        return best.0
    }

    /// How many characters must be put in, taken out or changed.
    ///
    /// Source: Wagner and Fischer, "The String-to-String Correction Problem" (1974).
    static func distance(_ first: String, _ second: String) -> Int {
        let (first, second) = (Array(first.lowercased()), Array(second.lowercased()))
        var row = Array(0...second.count)
        for (index, character) in first.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in row.indices.dropFirst() {
                let change = diagonal + (second[column - 1] == character ? 0 : 1)
                diagonal = row[column]
                row[column] = min(change, diagonal + 1, row[column - 1] + 1)
            }
        }
        return row[second.count]
    }
}
