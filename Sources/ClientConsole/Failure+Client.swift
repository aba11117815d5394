internal import Client
package import Console

extension Failure {
    /// The failure that an error of the client stands for; nil for any other error.
    package init?(client error: any Error) {
        switch error {
        case let error as ClientError:
            let status: ExitStatus =
                switch error.kind {
                case .refused: .notProven
                case .malformed: .malformed
                case .unavailable: .couldNot
                }
            self.init(status, error.sentence)
        case SubmissionOutbox.Fault.file(let error): self.init(error)
        case SubmissionOutbox.Fault.unreadable(let path):
            self.init(
                .malformed,
                "\(path.harmless) is not what was kept of this submission: put a backup there, or remove it to begin anew"
            )
        case let error as Submitter.BondTooHigh:
            let staked = error.staked == 0 ? "" : ", and \(Quantity.amount(error.staked)) is staked already"
            self.init(
                .notProven,
                "a commitment takes a bond of \(Quantity.amount(error.bond))\(staked), more than the"
                    + " \(Quantity.amount(error.limit)) that may be staked: nothing was sent; --max-bond allows more")
        default: return nil
        }
    }
}
