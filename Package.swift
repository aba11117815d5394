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
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: [
        .systemLibrary(name: "CGMP", pkgConfig: "gmp", providers: [.apt(["libgmp-dev"]), .brew(["gmp"])]),
        .systemLibrary(
            name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"]), .brew(["libsodium"])]),
        room("Storage"),
        .target(name: "CKernels"),
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
        room("Ceremony", "Formats", "Groth16", "Sealing", "Storage", "Curves", "Fields"),
        .systemLibrary(name: "CLanes"),
        room("Search", "CLanes", "Addresses", "Curves", "Fields"),
        room(
            "VerifiedCompute", "Addresses", "Circuits", "Curves", "Fields", "Formats", "Groth16", "R1CS", "Search",
            "Sealing", "Storage"),
        room(
            "Console", argumentParser, "VerifiedCompute", "Addresses", "Fields", "Formats", "Groth16", "Search",
            "Sealing",
            "Storage"),

        program(
            "zkworker", "Addresses", "Curves", "Fields", "Formats", "Groth16", "R1CS", "Search", "Sealing", "Storage"),
        program("zkverify", "Fields", "Formats", "Groth16", "Sealing"),
        program("zktask", "Addresses", "Formats", "Sealing", "Storage"),
        program("zksetup", "Ceremony", "Formats", "Groth16", "R1CS", "Sealing", "Storage"),

        room("TestSupport", path: "Tests/TestSupport", "Fields"),
        tests(of: "Fields"),
        tests(of: "Curves", "Fields"),
        tests(of: "R1CS", "Fields"),
        tests(of: "Groth16", "Formats", "R1CS", "Curves", "Fields"),
        tests(of: "Addresses", "Curves", "Fields"),
        tests(of: "Search", "Addresses", "Curves", "Fields"),
        tests(of: "Formats", "Addresses", "Groth16", "R1CS", "Curves", "Fields"),
        tests(of: "Ceremony", "Formats", "Groth16", "Sealing", "Curves", "Fields"),
        tests(of: "Console"),
        tests(
            of: "VerifiedCompute", "Addresses", "Curves", "Fields", "Formats", "Groth16", "R1CS", "Sealing"),
        .testTarget(
            name: "ProgramsTests", dependencies: ["zkworker", "zkverify", "zktask", "zksetup", "TestSupport"],
            swiftSettings: settings),
        .testTarget(name: "LayeringTests", dependencies: ["TestSupport"], swiftSettings: settings),
        tests(of: "Sealing", "CSodium", "Curves", "Fields", "Storage"),
        tests(of: "Gadgets", "Fields", "R1CS", "CSodium"),
        tests(of: "Circuits", "Fields", "Curves", "R1CS", "Gadgets", "CSodium"),
    ],
    swiftLanguageModes: [.v6]
)
