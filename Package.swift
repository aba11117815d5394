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
        room("Gadgets", "Fields", "Curves", "R1CS"),
        room("Circuits", path: "Circuits", "Fields", "Curves", "R1CS", "Gadgets"),

        room("TestSupport", path: "Tests/TestSupport", "Fields"),
        tests(of: "Fields"),
        tests(of: "Curves", "Fields"),
        tests(of: "R1CS", "Fields"),
        tests(of: "Gadgets", "Fields", "R1CS", "CSodium"),
        tests(of: "Circuits", "Fields", "Curves", "R1CS", "Gadgets", "CSodium"),
    ],
    swiftLanguageModes: [.v6]
)
