// swift-tools-version: 6.3
import PackageDescription

// A package of its own, so that nobody who embeds the library builds a benchmark framework.
let package = Package(
    name: "Benchmarks",
    dependencies: [
        .package(name: "VerifiedCompute", path: ".."),
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "Pieces",
            dependencies: [
                .product(name: "Benchmark", package: "benchmark"),
                .product(name: "VerifiedCompute", package: "VerifiedCompute"),
            ],
            path: "Benchmarks/Pieces",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
    ],
    swiftLanguageModes: [.v6]
)
