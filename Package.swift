// swift-tools-version: 6.3
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// A target of this package under `Sources/`.
func room(
    _ name: String, path: String? = nil, excluding pages: [String] = [], _ dependencies: Target.Dependency...
) -> Target {
    .target(name: name, dependencies: dependencies, path: path, exclude: pages, swiftSettings: settings)
}

/// The tests of the target `name`, under `Tests/`.
func tests(of name: String, _ dependencies: Target.Dependency...) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies,
        swiftSettings: settings)
}

let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let structuredFields = Target.Dependency.product(
    name: "RawStructuredFieldValues", package: "swift-http-structured-headers")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// A program under `Sources/`.
func program(_ name: String, _ dependencies: Target.Dependency...) -> Target {
    .executableTarget(
        name: name, dependencies: ["VerifiedCompute", "Console", argumentParser] + dependencies,
        swiftSettings: settings)
}

let package = Package(
    name: "VerifiedCompute",
    products: [
        .library(name: "VerifiedCompute", targets: ["VerifiedCompute"]),
        .executable(name: "zkworker", targets: ["zkworker"]),
        .executable(name: "zkverify", targets: ["zkverify"]),
        .executable(name: "zktask", targets: ["zktask"]),
        .executable(name: "zksetup", targets: ["zksetup"]),
        .executable(name: "zkservice", targets: ["zkservice"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-http-structured-headers", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CGMP", pkgConfig: "gmp", providers: [.apt(["libgmp-dev"]), .brew(["gmp"])]),
        .systemLibrary(
            name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"]), .brew(["libsodium"])]),
        room("Storage"),
        .target(name: "CKernels", dependencies: ["CGMP"]),
        room("Fields", "CGMP", "CKernels"),
        room("Curves", "CKernels", "Fields"),
        room("R1CS", "Fields"),
        room("Groth16", "R1CS", "Curves", "Fields"),
        room("Addresses", "Curves", "Fields"),
        room("Gadgets", "Fields", "Curves", "R1CS"),
        room(
            "Circuits", path: "Circuits", excluding: ["SealedBox/README.md", "VanityPoint/README.md"],
            "Fields", "Curves", "R1CS", "Gadgets"),
        room("Formats", "Storage", "Addresses", "Groth16", "R1CS", "Curves", "Fields"),
        room("Sealing", "CSodium", "Storage", "Curves", "Fields"),
        room("Escrow"),
        room("Journal", "Escrow", "Formats", "Sealing"),
        room("Audit", "Escrow", "Journal", "Sealing"),
        room(
            "Ledger", "Escrow", "Journal", "Sealing", "Storage", .product(name: "GRDB", package: "GRDB.swift")),
        room("Ceremony", "Formats", "Groth16", "Sealing", "Storage", "Curves", "Fields"),
        .systemLibrary(name: "CLanes"),
        room("Search", "CLanes", "Addresses", "Curves", "Fields"),
        room(
            "VerifiedCompute", "Addresses", "Circuits", "Curves", "Fields", "Formats", "Groth16", "R1CS", "Search",
            "Sealing", "Storage"),
        room("HTTPSignatures", httpTypes, structuredFields, "Sealing"),
        room("Wire", "Formats", "Sealing"),
        room(
            "Console", argumentParser, "VerifiedCompute", "Addresses", "Fields", "Formats", "Groth16", "Search",
            "Sealing", "Storage"),

        room("Prometheus", .product(name: "CoreMetrics", package: "swift-metrics")),
        room(
            "Service", "Escrow", "Formats", "Groth16", "HTTPSignatures", "Journal", "Ledger", "Prometheus", "Sealing",
            "Storage", "VerifiedCompute", "Wire", httpTypes,
            .product(name: "Hummingbird", package: "hummingbird"),
            .product(name: "HummingbirdCore", package: "hummingbird"),
            .product(name: "HummingbirdTLS", package: "hummingbird"),
            .product(name: "Logging", package: "swift-log"),
            .product(name: "CoreMetrics", package: "swift-metrics"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")),

        room(
            "Client", "Escrow", "Formats", "HTTPSignatures", "Journal", "Sealing", "Storage", "VerifiedCompute", "Wire",
            httpTypes,
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "NIOSSL", package: "swift-nio-ssl")),
        room(
            "ClientConsole", argumentParser, "Client", "Console", "Escrow", "Formats", "Groth16", "Journal",
            "Sealing", "Storage", "VerifiedCompute", "Wire"),

        room(
            "Worker", "Addresses", "Client", "Curves", "Escrow", "Fields", "Formats", "Groth16", "Journal", "Search",
            "Sealing", "Storage", "VerifiedCompute", "Wire", .product(name: "GRDB", package: "GRDB.swift")),

        room(
            "WorkerStatus", "Formats", "Prometheus", "Storage", "Worker", httpTypes,
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "CoreMetrics", package: "swift-metrics"),
            .product(name: "Hummingbird", package: "hummingbird"),
            .product(name: "HummingbirdCore", package: "hummingbird"),
            .product(name: "Logging", package: "swift-log"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio")),
        room(
            "WorkerConsole", "Client", "Console", "Formats", "Worker", "WorkerStatus",
            .product(name: "Configuration", package: "swift-configuration")),

        program(
            "zkworker", "Addresses", "Curves", "Fields", "Formats", "Groth16", "R1CS", "Search", "Sealing", "Storage",
            "Client", "ClientConsole", "Journal", "Wire", "Worker", "WorkerConsole", "WorkerStatus"),
        program(
            "zkverify", "Fields", "Formats", "Groth16", "Sealing", "Storage", "Audit", "Client", "ClientConsole",
            "Escrow", "Journal"),
        program(
            "zktask", "Addresses", "Formats", "Groth16", "Sealing", "Storage", "Client", "ClientConsole", "Journal",
            "Wire"),
        program("zksetup", "Ceremony", "Formats", "Groth16", "R1CS", "Sealing", "Storage"),
        program(
            "zkservice", "Escrow", "Formats", "Journal", "Ledger", "Sealing", "Service",
            .product(name: "Logging", package: "swift-log"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            .product(name: "UnixSignals", package: "swift-service-lifecycle")),

        room("TestSupport", path: "Tests/TestSupport", "Fields"),
        room("LedgerSupport", path: "Tests/LedgerSupport", "Escrow", "Journal", "Ledger"),
        room("MarketSupport", path: "Tests/MarketSupport", "Escrow", "Journal", "Audit", "Sealing", "TestSupport"),
        tests(of: "Fields"),
        tests(of: "Curves", "Fields"),
        tests(of: "R1CS", "Fields"),
        tests(of: "Groth16", "Formats", "R1CS", "Curves", "Fields"),
        tests(of: "Addresses", "Curves", "Fields"),
        tests(of: "Search", "Addresses", "Curves", "Fields"),
        tests(of: "Formats", "Addresses", "Groth16", "R1CS", "Curves", "Fields"),
        tests(of: "HTTPSignatures", httpTypes, "Sealing"),
        tests(of: "Wire", "Formats"),
        tests(of: "Ceremony", "Formats", "Groth16", "Sealing", "Curves", "Fields"),
        tests(
            of: "Service", "Addresses", "Audit", "Client", "Curves", "Escrow", "Fields", "Formats", "Groth16",
            "HTTPSignatures", "Journal", "Ledger", "Sealing", "VerifiedCompute", "Wire", "zkservice", httpTypes,
            .product(name: "Logging", package: "swift-log"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")),
        tests(of: "Client", "Escrow", "Formats", "Journal", "MarketSupport", "Sealing", "Wire"),
        tests(
            of: "Worker", "Addresses", "Client", "Escrow", "Formats", "Groth16", "Journal", "Ledger", "Sealing",
            "Service",
            "Storage", "VerifiedCompute", "Wire", .product(name: "GRDB", package: "GRDB.swift"),
            .product(name: "Logging", package: "swift-log"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")),
        tests(of: "Prometheus", .product(name: "CoreMetrics", package: "swift-metrics")),
        tests(
            of: "WorkerStatus", "Formats", "Worker",
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio")),
        tests(of: "WorkerConsole", "Client", "Console", "Formats", "Worker", "WorkerStatus"),
        tests(of: "Console"),
        tests(
            of: "VerifiedCompute", "Addresses", "Curves", "Fields", "Formats", "Groth16", "R1CS", "Sealing", "Storage"),
        .testTarget(
            name: "ProgramsTests",
            dependencies: [
                "zkworker", "zkverify", "zktask", "zksetup", "zkservice", "TestSupport", "VerifiedCompute",
            ],
            swiftSettings: settings),
        .testTarget(name: "LayeringTests", dependencies: ["TestSupport"], swiftSettings: settings),
        tests(of: "Sealing", "CSodium", "Curves", "Fields", "Storage"),
        tests(of: "Escrow", "Journal", "MarketSupport"),
        tests(of: "Journal", "Escrow", "Formats", "Sealing", "MarketSupport"),
        tests(of: "Audit", "Escrow", "Journal", "Sealing", "MarketSupport"),
        .executableTarget(
            name: "ledger-crasher",
            dependencies: ["Escrow", "Journal", "Ledger", "LedgerSupport", "MarketSupport"],
            path: "Tests/LedgerCrasher", swiftSettings: settings),
        .executableTarget(
            name: "market-load",
            dependencies: [
                argumentParser, httpTypes, "Addresses", "Escrow", "Formats", "HTTPSignatures", "Journal", "Ledger",
                "Sealing", "Service", "VerifiedCompute", "Wire",
            ],
            path: "Benchmarks/Load", swiftSettings: settings),
        tests(
            of: "Ledger", "Audit", "Escrow", "Journal", "LedgerSupport", "MarketSupport", "Sealing", "ledger-crasher",
            .product(name: "GRDB", package: "GRDB.swift")),
        tests(of: "Gadgets", "Fields", "R1CS", "CSodium"),
        tests(of: "Circuits", "Fields", "Curves", "R1CS", "Gadgets", "CSodium"),
    ],
    swiftLanguageModes: [.v6]
)
