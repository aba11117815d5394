import Console
import Escrow
import Ledger
import Service
import VerifiedCompute

// What a market's errors are to an operator: one sentence and an exit status.

extension Failure {
    /// The failure that an error of the market stands for; nil for any other error.
    init?(market error: any Error) {
        switch error {
        case let error as MarketFolderError: self.init(error)
        case let error as BooksError: self.init(error)
        case let error as ClockFault: self.init(error)
        default: return nil
        }
    }

    private init(_ error: MarketFolderError) {
        switch error {
        case .exists(let path):
            self.init(
                .couldNot, "\(path.harmless) is there already: a market is never overwritten, give another --data")
        case .noMarket(let path):
            self.init(.couldNot, "there is no market in \(path.harmless): make one with zkservice init --data")
        case .file(let error): self = Failure(library: error) ?? Failure(.couldNot, "could not make the market")
        case .unreadable(let path): self.init(.couldNot, "could not read \(path.harmless)")
        case .policy(let path, let error): self.init(malformed: path, error)
        case .keyFile(let path, let error): self.init(keyFile: path, error)
        case .books(let path, .otherService):
            self.init(.malformed, "\(path.harmless) was made with another service.key: put that key back")
        case .books(_, let error): self.init(error)
        case .key(let error): self = Failure(library: error) ?? Failure(.couldNot, "could not read a key")
        case .unusableKeys(let unsafe, let missing):
            self.init(
                unsafe.isEmpty ? .couldNot : .malformed,
                [Self.sentence(unsafe: unsafe), Self.sentence(missing: missing)].compactMap { $0 }
                    .joined(separator: "; and "))
        }
    }

    private static func sentence(unsafe digests: [Digest]) -> String? {
        guard !digests.isEmpty else { return nil }
        let one = digests.count == 1
        return "anyone can forge proofs under the verifying key\(one ? "" : "s") \(list(digests)):"
            + " remove \(one ? "it" : "them") from the folder of keys and from the policy"
    }

    private static func sentence(missing digests: [Digest]) -> String? {
        guard !digests.isEmpty else { return nil }
        let one = digests.count == 1
        return "the verifying key\(one ? "" : "s") \(list(digests)), which the policy pins or tasks that have not ended"
            + " name, \(one ? "is" : "are") not in the folder of keys: put \(one ? "it" : "them") there as DIGEST.vk.json, or"
            + " nobody could be paid"
    }

    private static func list(_ digests: [Digest]) -> String { digests.map { "\($0)" }.joined(separator: ", ") }

    private init(_ fault: ClockFault) {
        func length(_ milliseconds: Int64) -> String {
            TimeText.length(seconds: Double(milliseconds.magnitude) / 1000)
        }
        let what =
            switch fault {
            case .set(let step), .parted(let step):
                "was set \(step > 0 ? "forward" : "back") by \(length(step)) since the market last looked at it"
            case .behind(let lag): "is \(length(lag)) behind what the market has seen"
            case .farAhead(let gap):
                "says \(length(gap)) after anything that the market has seen, and the machine was started in between"
            }
        self.init(
            .couldNot,
            "the machine's clock \(what): nothing was done; set the clock right, and if it is, run zkservice accept-clock"
        )
    }

    /// The failure to listen at an address.
    init(_ error: ListeningError, at address: String) {
        let what =
            switch error {
            case .inUse: "another program listens there: stop it, or give another --port"
            case .notPermitted:
                "only the system may have that port: give one from 1024 on, and let a proxy listen there"
            case .noSuchAddress: "this machine has no such address: give another --host"
            case .system(let code): Failure(doing: "listen", errno: code).sentence
            }
        self.init(.couldNot, "could not listen on \(address.harmless): \(what)")
    }

    private init(_ error: BooksError) {
        switch error {
        case .refused(let refusal): self.init(.couldNot, Self.sentence(refusal))
        case .overQuota(let kind, let limit): self.init(.couldNot, "the quota of \(kind) is \(limit)")
        case .keyReused: self.init(.couldNot, "the same key was used for another request")
        case .otherService: self.init(.malformed, "the books are another service's: put its service.key back")
        case .later: self.init(.couldNot, "the books are a later version's: install that version again")
        case .damaged(let what): self.init(.malformed, "the books are damaged (\(what.harmless)): restore a backup")
        case .storage(let code, let message):
            self.init(.couldNot, "could not use the books: \(message.harmless) (SQLite code \(code))")
        case .file(let step, let path, let code): self.init(doing: "\(step) \(path.harmless)", errno: code)
        case .exists(let path):
            self.init(.couldNot, "\(path.harmless) is there already: give another name")
        case .cancelled: self.init(.interrupted, "interrupted")
        }
    }

    private static func sentence(_ refusal: Escrow.Refusal) -> String {
        switch refusal {
        case .insufficientFunds(let needed, let available):
            "the account has \(available) and this takes \(needed): give a smaller amount"
        case .nothingToMove: "the amount is 0: give 1 or more"
        case .tooMuch: "all the money held must stay below 2^63: give a smaller amount"
        case .referenceUsed: "this reference was used for another movement: give another --reference"
        default: "the rules refuse this (\(refusal))"
        }
    }
}
