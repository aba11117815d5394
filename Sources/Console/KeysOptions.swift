public import ArgumentParser
internal import FoundationEssentials
public import VerifiedCompute

/// Where a program finds proving and verifying keys.
public struct KeysOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "The folder of proving and verifying keys. (default: keys in the data home)", valueName: "folder"))
    public var keys: String?

    public init() {}

    public var home: DataHome { DataHome(keys: keys) }
    public var store: KeyStore { KeyStore(folder: home.keys.path) }

    /// The proving key of a kind. Where there is none, a development key is made, with a warning and a progress bar.
    public func developmentKey(_ kind: CircuitKind) throws -> ProvingKeyFile {
        guard !store.hasProvingKey(kind) else { return try store.provingKey(kind) }
        Output.note(
            "making a development key for \(kind.rawValue): good for trying out; whoever made it could forge proofs")
        Interruption.watch()
        let progress = Progress()
        let key = try store.developmentKey(kind) { share in
            progress.show("making the proving key", share: share)
            return !Interruption.isRequested
        }
        progress.finish("made the key in \(TimeText.length(seconds: progress.elapsed)): \(key.path)")
        return key
    }
}

extension CircuitKind: ExpressibleByArgument {}
