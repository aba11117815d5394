import Formats
import Testing
import Worker
import WorkerStatus

@Suite struct EdgeCallsTests {
    private func answer(
        _ method: String, _ parameters: String? = nil, jobs: Int = 0
    ) throws -> (result: JSONValue?, code: JSONValue?) {
        let (history, _) = try Samples.history(jobs)
        let status = try Samples.status()
        let dispatcher = EdgeCalls(history: history) { status }.dispatcher
        let params = parameters.map { #","params":\#($0)"# } ?? ""
        let value = dispatcher.answer(Array(#"{"jsonrpc":"2.0","method":"\#(method)"\#(params),"id":1}"#.utf8))
        return (value?["result"], value?["error"]?["code"])
    }

    @Test(arguments: [nil, "[]", "{}", "[{}]"])
    func theStatusIsTexts(parameters: String?) throws {
        let result = try answer("edgecore.GetStatus", parameters).result
        #expect(result?["address"] == .hex(Samples.party) && result?["peer_id"] == .hex(Samples.party))
        #expect(result?["payee"] == .hex(Samples.payee))
        // Of the first service that was met.
        #expect(result?["chain_id"] == .hex(Samples.service) && result?["current_height"] == .string("41"))
        #expect(result?["current_time"] == .string("1800000060"))
    }

    @Test func peersAreServicesAndWhatTheyOffer() throws {
        guard case .array(let peers)? = try answer("edgecore.GetPeers", "[]").result?["peers"] else {
            Issue.record("no peers")
            return
        }
        #expect(peers.count == 2 && peers[0]["id"] == .null && peers[0]["reason"] == .string("nobody answers"))
        #expect(peers[1]["id"] == .hex(Samples.service) && peers[1]["tasks"] == .number("3"))
        #expect(peers[1]["available"] == .string("18446744073709551615") && peers[1]["reach"] == .string("streaming"))
    }

    private func pastJobs(_ parameters: String?, jobs: Int) throws -> [JSONValue] {
        let result = try answer("edgelauncher.GetPastJobs", parameters, jobs: jobs).result
        #expect(result?["status"] == .string("success"))
        guard case .array(let body)? = result?["body"] else { return [] }
        return body
    }

    @Test func pastJobsComeInPagesTheLatestFirst() throws {
        // 30 of 40 are past: every fourth is still searched for.
        #expect(try pastJobs(nil, jobs: 40).count == 10)
        let all = try pastJobs(#"[{"type":"all","page":0,"num":100}]"#, jobs: 40)
        #expect(all.count == 30 && all.first?["start_time"] == .number("38000"))
        #expect(try pastJobs(#"[{"type":"vanity-address","page":3,"num":8}]"#, jobs: 40) == Array(all[24...]))
        #expect(try pastJobs(#"{"page":1,"num":20}"#, jobs: 40) == Array(all[20...]))
        #expect(try pastJobs(#"[{"page":1000000,"num":100}]"#, jobs: 40).isEmpty)
    }

    @Test func aPastJobSaysWhatBecameOfIt() throws {
        let jobs = try pastJobs("[{}]", jobs: 3)
        #expect(jobs.map { $0["status"] } == [.string("completed"), .string("errored"), .string("rewarded")])
        #expect(jobs.map { $0["reward_amount"] } == [.number("0"), .number("0"), .number("990000")])
        #expect(jobs[1]["error"] == .string("another \"came\" first") && jobs[0]["end_time"] == .null)
        #expect(jobs[2]["id"] == .string(String(repeating: "00", count: 32)) && jobs[2]["end_time"] == .number("500"))
    }

    @Test(arguments: [
        #"[{"type":"lavita"}]"#, #"[{"type":1}]"#, #"[{"page":-1}]"#, #"[{"page":1.0}]"#, #"[{"page":"0"}]"#,
        #"[{"num":0}]"#, #"[{"num":101}]"#, #"[{"num":99999999999999999999}]"#, #"[{"size":1}]"#, #"[{},{}]"#, "[1]",
        #"[{"page":1000001}]"#, #"[null]"#,
    ])
    func pagesThatCannotBeAreInvalidParameters(parameters: String) throws {
        #expect(try answer("edgelauncher.GetPastJobs", parameters).code == .number("-32602"))
    }

    @Test func callsThatTakeNothingTakeNothing() throws {
        for method in ["edgecore.GetStatus", "edgecore.GetPeers"] {
            #expect(try answer(method, "[1]").code == .number("-32602"))
            #expect(try answer(method, #"{"a":1}"#).code == .number("-32602"))
        }
        #expect(try answer("edgecore.Stop").code == .number("-32601"))
    }
}

extension JSONValue {
    /// A member of an object; nil where there is none.
    subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }
}
