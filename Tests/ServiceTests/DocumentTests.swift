import Foundation
import Formats
import HTTPTypes
import Service
import Testing
import Wire

@Suite struct OpenAPIDocument {
    @Test func everyCallOfTheDocumentIsThereAndAnswersAsItSays() async throws {
        try await Stall.run { stall in
            let answer = try await stall.send(.get, "/openapi.json")
            let document = try #require(try JSONSerialization.jsonObject(with: Data(answer.content)) as? [String: Any])
            #expect(document["openapi"] as? String == "3.1.0")
            let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
            let id = String(repeating: "0a", count: 32)
            for (path, operations) in paths where path != "/v1/events" {
                let concrete = path.replacingOccurrences(of: "{digest}", with: id)
                    .replacingOccurrences(of: "{identity}", with: id).replacingOccurrences(of: "{index}", with: "7")
                for (method, operation) in operations {
                    let statuses = Set((operation["responses"] as! [String: Any]).keys)
                    let answer = try await stall.send(HTTPRequest.Method(method.uppercased())!, concrete)
                    #expect(answer.code != "no-such-path" && answer.code != "method-not-allowed", "\(method) \(path)")
                    #expect(statuses.contains(String(answer.status)), "\(method) \(path) \(answer.status)")
                }
            }
            #expect(paths.count == 26)
        }
    }

    @Test func everySchemaThatIsNamedIsThere() async throws {
        try await Stall.run { stall in
            let text = try await stall.send(.get, "/openapi.json").text
            let parts = text.components(separatedBy: "#/components/schemas/").dropFirst()
            for part in parts {
                let name = String(part.prefix { $0 != "\"" })
                #expect(text.contains("\"\(name)\":{"), "\(name)")
            }
            #expect(!parts.isEmpty)
        }
    }

    @Test func measuresAreInPrometheusText() async throws {
        try await Stall.run { stall in
            try await stall.deposit(5, to: .alice)
            _ = try await stall.send(.get, "/v1/service")
            let text = try await stall.send(.get, "/metrics").text
            #expect(text.contains("# TYPE vc_requests_total counter\n"))
            #expect(text.contains("vc_requests_total{method=\"GET\",path=\"/v1/service\",status=\"200\"} 1\n"))
            #expect(text.contains("vc_held_units 5.0\n"))
            #expect(text.contains("vc_request_seconds_bucket{path=\"/v1/service\",le=\"+Inf\"} 1\n"))
            #expect(try await stall.send(.get, "/readyz").status == 200)
        }
    }
}
