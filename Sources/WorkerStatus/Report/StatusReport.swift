package import Worker

/// What `GET /status` gives: which worker it is, and what it does.
package struct StatusReport: Sendable, Hashable, Codable {
    /// The process's number.
    package let process: Int32
    /// The workspace's absolute path.
    package let workspace: String
    package let status: Status

    package init(process: Int32, workspace: String, status: Status) {
        self.process = process
        self.workspace = workspace
        self.status = status
    }
}
