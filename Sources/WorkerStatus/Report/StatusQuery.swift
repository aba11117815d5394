internal import AsyncHTTPClient
internal import Foundation
internal import Glibc
internal import NIOCore
internal import NIOHTTP1

/// Asks the worker of a workspace what it does.
package struct StatusQuery: Sendable {
    package let workspace: String

    /// The most bytes that an answer may have.
    private static let byteLimit = 4 << 20

    package init(workspace: String) { self.workspace = workspace }

    /// Why there is no answer.
    package enum Failure: Error, Hashable, Sendable {
        /// No worker says where it tells its status.
        case noAddress(workspace: String)
        /// Nobody answers at the address that the workspace names.
        case silent(StatusAddress, workspace: String)
        /// What answers is no worker, or one that does not understand this program.
        case stranger(StatusAddress)
        /// The worker that answers works elsewhere.
        case elsewhere(StatusAddress, workspace: String)

        /// One sentence for people, and what to do.
        package var sentence: String {
            switch self {
            case .noAddress(let workspace):
                "no worker runs in \(workspace), or it tells no status (--status off, or the port was taken): zkworker jobs and zkworker earnings tell what was done"
            case .silent(let address, let workspace):
                "no worker runs in \(workspace): nobody answers at \(address), where the last one did"
            case .stranger(let address): "what answers at \(address) is no worker of this version"
            case .elsewhere(let address, let workspace):
                "the worker at \(address) works in \(workspace): no worker runs in the one that was asked for"
            }
        }
    }

    /// What it does now. Throws `Failure`.
    package func report() async throws -> StatusReport {
        guard let address = AddressFile(workspace: workspace).address else {
            throw Failure.noAddress(workspace: workspace)
        }
        let response: HTTPClientResponse
        do {
            response = try await HTTPClient.shared.execute(
                HTTPClientRequest(url: "http://\(address)/status"), timeout: .seconds(10))
        } catch {
            throw Failure.silent(address, workspace: workspace)
        }
        guard response.status == .ok, let body = try? await response.body.collect(upTo: Self.byteLimit),
            let report = try? JSONDecoder().decode(StatusReport.self, from: Data(body.readableBytesView))
        else { throw Failure.stranger(address) }
        guard Self.absolute(report.workspace) == Self.absolute(workspace) else {
            throw Failure.elsewhere(address, workspace: report.workspace)
        }
        return report
    }

    /// A folder's path without links and dots; as it is where it leads nowhere.
    package static func absolute(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}
