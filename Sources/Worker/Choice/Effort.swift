internal import Addresses
package import Formats

extension PostedTask {
    /// How many keys are tried on average before one solves the task.
    package var expectedTries: Double {
        switch terms.kind {
        case .vanityAddress(let parameters): 1 / parameters.pattern.probability
        }
    }

    /// What is searched for, in words.
    package var target: String {
        switch terms.kind {
        case .vanityAddress(let parameters): "\(parameters.pattern.prefix)…"
        }
    }
}
