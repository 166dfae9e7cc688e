// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "aftercare",
    products: [
        .library(name: "Aftercare", targets: ["TextAnalysis", "KnowledgePacks"])
    ],
    dependencies: [
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    ],
    targets: [
        .target(name: "TextAnalysis"),
        .target(name: "KnowledgePacks", dependencies: ["Yams", .product(name: "Crypto", package: "swift-crypto")]),

        .testTarget(name: "TextAnalysisTests", dependencies: ["TextAnalysis"]),
    ]
)

let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]
for target in package.targets where target.type != .system {
    target.swiftSettings = swiftSettings
}
