// swift-tools-version: 6.3
import PackageDescription

// A package of its own, so that nobody who embeds the library builds a benchmark framework.
let package = Package(
    name: "Benchmarks",
    dependencies: [
        .package(name: "VerifiedCompute", path: ".."),
        // Without its default traits, which count allocations and slow them down.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .target(name: "Rows"),
        // The framework looks for its targets in a folder of this name.
        .executableTarget(
            name: "Pieces",
            dependencies: [
                .product(name: "Benchmark", package: "benchmark"),
                .product(name: "VerifiedCompute", package: "VerifiedCompute"),
                "Rows", "Synthetic",
            ],
            path: "Benchmarks/Pieces",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
        .target(name: "Synthetic", dependencies: [.product(name: "VerifiedCompute", package: "VerifiedCompute")]),
        .executableTarget(
            name: "Table", dependencies: ["Rows", .product(name: "VerifiedCompute", package: "VerifiedCompute")]),
        .executableTarget(name: "Pairs", dependencies: ["Rows", "Synthetic"]),
    ],
    swiftLanguageModes: [.v6]
)
