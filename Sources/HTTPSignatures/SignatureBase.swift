public import HTTPTypes

extension SignatureParameters {
    /// What is signed: a line for every covered component, and these parameters as the last, without a line feed at the
    /// end. Source: RFC 9421, section 2.5.
    ///
    /// It is ASCII and begins with a quotation mark. Throws where a component has no value in `request`.
    public func signatureBase(of request: HTTPRequest) throws(SignatureError) -> String {
        var base = ""
        for component in components {
            base += "\"\(component.identifier)\": \(try component.value(in: request))\n"
        }
        return base + "\"@signature-params\": \(text)"
    }
}
