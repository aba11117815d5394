public import Formats
internal import FoundationEssentials
public import VerifiedCompute

/// The files that programs are given, read and parsed, or a sentence about what is wrong with them.
public enum Inputs {
    /// A `task.json`.
    public static func task(_ path: String) throws(Failure) -> PostedTask {
        let bytes = try Files.read(path, limit: PostedTask.maximumJSONByteCount)
        do throws(JSONError) {
            return try PostedTask(json: bytes)
        } catch {
            throw Failure(malformed: path, error)
        }
    }

    /// A `proof.bin`.
    public static func proofFile(_ path: String) throws(Failure) -> ProofFile {
        let bytes = try Files.read(path, limit: ProofFile.maximumByteCount)
        do throws(BinaryError) {
            return try ProofFile(bytes: bytes)
        } catch {
            throw Failure(malformed: path, error)
        }
    }

    /// What `read` makes of the file at `path`, in one of iden3's binary formats.
    public static func binary<Value>(
        _ path: String, _ read: (String) throws(FileFormatError) -> Value
    ) throws(Failure) -> Value {
        do throws(FileFormatError) {
            return try read(path)
        } catch {
            throw Failure(path: path, error)
        }
    }

    /// 32 bytes in hexadecimal, from an option.
    public static func digest(_ text: String, option: String) throws(Failure) -> Digest {
        guard let digest = Hexadecimal.bytes(of: text).flatMap({ Digest($0) }) else {
            throw Failure(.malformed, "\(option) takes 64 hexadecimal digits in lower case")
        }
        return digest
    }

    /// The present second in UTC.
    public static var now: Int64 { Int64(Date().timeIntervalSince1970) }
}
