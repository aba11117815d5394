internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Stands before every call: turns away what a browser was made to send, and has nothing kept of the answers.
struct Gatekeeper: RouterMiddleware {
    func handle(
        _ request: Request, context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        if let reason = Self.reason(against: request) {
            response = Response(
                status: .forbidden, headers: [.contentType: "text/plain"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: reason + "\n")))
        } else {
            do {
                response = try await next(request, context)
            } catch let error as any HTTPResponseError {
                response = Response(
                    status: error.status, headers: [.contentType: "text/plain"],
                    body: ResponseBody(byteBuffer: ByteBuffer(string: "\(error.status.reasonPhrase)\n")))
            }
        }
        response.headers[.cacheControl] = "no-store"
        response.headers[.xContentTypeOptions] = "nosniff"
        return response
    }

    /// Why a request is turned away; nil where it is not.
    static func reason(against request: Request) -> String? {
        guard let authority = request.head.authority, StatusAddress.mayBeAsked(as: authority) else {
            return "ask for this machine by its address: the Host of the request is another's name"
        }
        // Only browsers say from which page they ask.
        guard request.headers[.origin] == nil else { return "this is for programs, not for pages of a browser" }
        return nil
    }
}
