internal import Escrow
internal import Formats
internal import HTTPSignatures
internal import Ledger
internal import Wire

// Every way in which a call can fail, in words. Docs/operate.md has no list: the codes are in the OpenAPI document.

extension Problem {
    static func malformed(_ error: JSONError) -> Problem {
        Problem(
            "malformed-message", status: 400, title: "The content is not what this call takes",
            detail: "In the JSON text, \(error.description).",
            remedy: "Send the message as /openapi.json describes it.")
    }

    static func tooLarge(limit: Int) -> Problem {
        Problem(
            "too-large", status: 413, title: "The content is too large",
            detail: "This call takes at most \(limit) bytes of content.", remedy: "Send less.")
    }

    static let tooSlow = Problem(
        "too-slow", status: 408, title: "The content came too slowly",
        detail: "The content of the request did not arrive in the time that it may take.",
        remedy: "Send the request again over a faster connection.")

    static func badParameter(_ name: String, expected: String) -> Problem {
        Problem(
            "bad-parameter", status: 400, title: "A parameter is not what this call takes",
            detail: "\(name) must be \(expected).", remedy: "Correct it and send the request again.")
    }

    static let unknownParameter = Problem(
        "bad-parameter", status: 400, title: "A parameter is not what this call takes",
        detail: "The query has a parameter that this call does not know, or one twice.",
        remedy: "See /openapi.json for the parameters of this call.")

    static let noSuchPath = Problem(
        "no-such-path", status: 404, title: "There is nothing here",
        detail: "This service has no call under this path.", remedy: "See /openapi.json for all that there is.")

    static let methodNotAllowed = Problem(
        "method-not-allowed", status: 405, title: "The path does not take this method",
        detail: "There is a call under this path, with another method.", remedy: "See the Allow header for the methods."
    )

    static let notAcceptable = Problem(
        "unsupported-media-type", status: 415, title: "The content is of another type",
        detail: "This call takes application/json.", remedy: "Set Content-Type: application/json.")

    static func rateLimited(seconds: Int) -> Problem {
        Problem(
            "rate-limited", status: 429, title: "Too many requests",
            detail: "You have sent more requests than the service takes of one party.",
            remedy: "Try again in \(seconds) s.", retryAfter: seconds)
    }

    static let busy = Problem(
        "busy", status: 503, title: "The service is busy",
        detail: "As many proofs wait for their verdict as the service takes.",
        remedy: "Send the request again in a few seconds, with the same Idempotency-Key.", retryAfter: 2)

    static let tooManyPending = Problem(
        "too-many-pending", status: 429, title: "Too many of your proofs wait",
        detail: "As many of your proofs wait for their verdict as one party may have.",
        remedy: "Wait for their verdicts, then send the request again with the same Idempotency-Key.", retryAfter: 2)

    static let tooManyDownloads = Problem(
        "too-many-downloads", status: 503, title: "Too many downloads",
        detail: "As many downloads are under way as the service, or your address, may have.",
        remedy: "Wait until one has ended.", retryAfter: 10)

    static let tooManyStreams = Problem(
        "too-many-streams", status: 503, title: "Too many streams of events",
        detail: "As many streams of events are open as the service, or your address, may have.",
        remedy: "Close one, or ask for GET /v1/log from time to time.", retryAfter: 30)

    static func overQuota(_ kind: Quota.Kind, limit: Int) -> Problem {
        switch kind {
        case .openTasks:
            Problem(
                "too-many-tasks", status: 409, title: "You have too many open tasks",
                detail: "One initiator may have \(limit) tasks that have not ended.",
                remedy: "Cancel one, or wait until one has ended.")
        case .postsPerDay:
            Problem(
                "too-many-posts", status: 429, title: "You have posted too many tasks today",
                detail: "One initiator may post \(limit) tasks in 24 hours, cancelled ones included.",
                remedy: "Post it tomorrow.", retryAfter: 3600)
        case .liveCommitments:
            Problem(
                "too-many-commitments", status: 409, title: "The task has too many commitments",
                detail: "A task may have \(limit) live commitments.",
                remedy: "Wait until one is judged or has lapsed, or look for another task.")
        }
    }

    static let policyChanged = Problem(
        "policy-changed", status: 409, title: "The policy is not the one that you agree to",
        detail: "The request names another policy than that under which this service takes tasks now.",
        remedy: "Look at the policy of GET /v1/service, and send the request with it where you agree.")

    static let keyMissing = Problem(
        "key-missing", status: 503, title: "The task's verifying key is not there",
        detail: "The service has not got the verifying key that decides this task, and could not judge a proof.",
        remedy: "Nothing is lost: try again later, and tell the operator.", retryAfter: 60)

    static let clockParted = Problem(
        "clock-parted", status: 503, title: "The service does not believe its clock",
        detail: "The clock of the service's machine was set, and nothing that time decides is done until it is right.",
        remedy: "Nothing expires while it lasts, and reveals are taken: try again in a minute, and tell the operator.",
        retryAfter: 60)

    static let idempotencyKeyMissing = Problem(
        "idempotency-key-missing", status: 400, title: "Idempotency-Key is missing",
        detail: "A signed call that changes something has one Idempotency-Key of 1 to 128 visible ASCII characters.",
        remedy: "Choose a new random key for each intention, and keep it when you send the request again.")

    static let taskSignature = Problem(
        "task-signature", status: 422, title: "The task is not signed by its initiator",
        detail: "The initiator's signature on the task does not hold.",
        remedy: "Sign the task again and do not alter it.")

    static let otherInitiator = Problem(
        "other-identity", status: 403, title: "The request is of another identity",
        detail: "A task is posted by a request that its initiator signs.",
        remedy: "Sign the request with the key that signed the task.")

    static let otherIdentity = Problem(
        "other-identity", status: 403, title: "The request is of another identity",
        detail: "An account is shown to nobody but whose it is.", remedy: "Sign the request with the account's key.")

    static let otherService = Problem(
        "other-service", status: 422, title: "The task is for another service",
        detail: "The task names a service that this one is not.",
        remedy: "Post it there, or make a task that names this service as GET /v1/service has it, or none.")

    static let keyNotAccepted = Problem(
        "key-not-accepted", status: 422, title: "The verifying key is not accepted",
        detail: "The task names a verifying key that this service does not take.",
        remedy: "Use one of the keys of GET /v1/service.")

    static func stakeTooSmall(least: Int) -> Problem {
        Problem(
            "stake-too-small", status: 422, title: "The lease stakes too little",
            detail: "A lease that a task offers must stake at least \(least) with this service.",
            remedy: "Offer the lease for a stake of \(least) or more, or post the task without one.")
    }

    static func heartbeatTooShort(least: Int) -> Problem {
        Problem(
            "heartbeat-too-short", status: 422, title: "The lease asks for signs of life too often",
            detail: "With this service a lease must let its holder be silent for \(least) seconds or more.",
            remedy: "Offer the lease with a heartbeatSeconds of \(least) or more, or without one.")
    }

    static let unknownTask = Problem(Refusal.unknownTask)

    static let notSettled = Problem(
        "not-settled", status: 404, title: "The task is not settled",
        detail: "Nothing of a solution is shown before the settlement that pays for it.",
        remedy: "Wait for the settlement: GET /v1/events tells.")

    static func notFound(_ what: String) -> Problem {
        Problem(
            "not-found", status: 404, title: "There is no such thing", detail: "The service has no \(what).",
            remedy: "Check the last part of the path.")
    }

    static let badRange = Problem(
        "bad-range", status: 416, title: "The range is not there",
        detail: "Range must be one range of bytes inside the file.", remedy: "Leave Range out to have the whole file.")

    static let internalError = Problem(
        "internal", status: 500, title: "Something went wrong",
        detail: "The service could not do what was asked, and nothing was changed unless a receipt says so.",
        remedy: "Send the request again with the same Idempotency-Key; tell the operator the Request-Id if it goes on.")

    static let notReady = Problem(
        "not-ready", status: 503, title: "The service is not ready",
        detail: "The books cannot be read.", remedy: "Try again in a few seconds.", retryAfter: 5)

    init(_ error: SignatureError) {
        switch error {
        case .tooManyNonces:
            self.init(
                "busy", status: 503, title: "The service is busy", detail: error.sentence,
                remedy: "Try again in a minute.",
                retryAfter: 60)
        case .digestMismatch, .digestMissing:
            self.init(
                "content-digest", status: 400, title: "The content is not what was signed", detail: error.sentence,
                remedy: "Set Content-Digest to the SHA-256 of the content and cover it by the signature.")
        case .replayed:
            self.init(
                "replayed", status: 401, title: "The request was taken before", detail: error.sentence,
                remedy: "Sign it again with a new nonce, and keep the Idempotency-Key.")
        default:
            self.init(
                "not-signed", status: 401, title: "The request is not signed as it must be", detail: error.sentence,
                remedy: "Sign it by RFC 9421 with the key of the identity that it speaks for.")
        }
    }

    init(_ error: BooksError) {
        switch error {
        case .refused(let refusal): self.init(refusal)
        case .overQuota(let kind, let limit): self = .overQuota(kind, limit: limit)
        case .keyReused:
            self.init(
                "idempotency-key-reused", status: 409, title: "The Idempotency-Key was used for another request",
                detail: "The same key came before with another method, path or content.",
                remedy: "Choose a new key for a new request.")
        default: self = .internalError
        }
    }
}
