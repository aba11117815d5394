/// The version of all programs.
public let programVersion = "0.1.0"
