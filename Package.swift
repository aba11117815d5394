// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// A target of this package under `Sources/`.
func room(_ name: String, path: String? = nil, _ dependencies: Target.Dependency...) -> Target {
    .target(name: name, dependencies: dependencies, path: path, swiftSettings: settings)
}

/// The tests of the target `name`, under `Tests/`.
func tests(of name: String, _ dependencies: Target.Dependency...) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies,
        swiftSettings: settings)
}

let package = Package(
    name: "VerifiedCompute",
    products: [],
    targets: [
        .systemLibrary(name: "CGMP", pkgConfig: "gmp", providers: [.apt(["libgmp-dev"]), .brew(["gmp"])]),
        .systemLibrary(
            name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"]), .brew(["libsodium"])]),
        room("Fields", "CGMP"),
        room("Curves", "Fields"),
        room("R1CS", "Fields"),
        room("Groth16", "R1CS", "Curves", "Fields"),
        room("Formats", "Groth16", "R1CS", "Curves", "Fields"),
        room("Addresses", "Curves", "Fields"),
        .systemLibrary(name: "CLanes"),
        room("Search", "CLanes", "Addresses", "Curves", "Fields"),

        room("TestSupport", path: "Tests/TestSupport", "Fields"),
        tests(of: "Fields"),
        tests(of: "Curves", "Fields"),
        tests(of: "R1CS", "Fields"),
        tests(of: "Groth16", "Formats", "R1CS", "Curves", "Fields"),
        tests(of: "Formats", "Groth16", "R1CS", "Curves", "Fields"),
        tests(of: "Addresses", "Curves", "Fields"),
        tests(of: "Search", "Addresses", "Curves", "Fields"),
    ],
    swiftLanguageModes: [.v6]
)
