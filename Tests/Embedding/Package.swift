// swift-tools-version: 6.3
import PackageDescription

// Somebody else's package: it depends on ours by version, from a local clone that carries a tag.
let package = Package(
    name: "Embedding",
    dependencies: [
        .package(url: Context.environment["VERIFIED_COMPUTE"] ?? "VerifiedCompute", from: "0.1.0")
    ],
    targets: [
        .executableTarget(
            name: "Embedding",
            dependencies: [.product(name: "VerifiedCompute", package: "VerifiedCompute")], path: ".",
            sources: ["main.swift"])
    ]
)
