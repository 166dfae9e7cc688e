// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "aftercare",
    products: [
        .library(name: "Aftercare", targets: ["TextAnalysis", "KnowledgePacks"])
    ],
    dependencies: [
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0")
    ],
    targets: [
        .target(name: "TextAnalysis"),
        .target(name: "KnowledgePacks", dependencies: ["Yams"]),

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
