// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "aftercare",
    products: [
        .library(name: "Aftercare", targets: ["Aftercare"]),
        .executable(name: "aftercare", targets: ["AftercareCLI"]),
    ],
    dependencies: [
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    ],
    targets: [
        .target(name: "TextAnalysis"),
        .target(name: "KnowledgePacks", dependencies: ["Yams", .product(name: "Crypto", package: "swift-crypto")]),
        .target(name: "TensorFiles", dependencies: [.product(name: "Crypto", package: "swift-crypto")]),
        .target(name: "TextClassification", dependencies: ["TextAnalysis", "TensorFiles"]),
        .target(name: "IntentMatching", dependencies: ["TextAnalysis", "KnowledgePacks", "TextClassification"]),
        .target(name: "SafetyScreening", dependencies: ["TextAnalysis", "KnowledgePacks"]),
        .target(
            name: "Dialogue", dependencies: ["TextAnalysis", "KnowledgePacks", "IntentMatching", "SafetyScreening"]),
        .target(
            name: "Aftercare",
            dependencies: [
                "TextAnalysis", "KnowledgePacks", "TensorFiles", "TextClassification", "IntentMatching",
                "SafetyScreening",
                "Dialogue",
            ]),
        .target(name: "AssistantProtocol", dependencies: ["Aftercare"]),
        .target(name: "TerminalChat", dependencies: ["Aftercare"]),
        .target(name: "Evaluation", dependencies: ["Aftercare"]),
        .target(
            name: "ProgramSupport",
            dependencies: ["Aftercare", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
        .executableTarget(
            name: "AftercareCLI",
            dependencies: [
                "Aftercare", "AssistantProtocol", "TerminalChat", "Evaluation", "ProgramSupport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        .testTarget(name: "TextAnalysisTests", dependencies: ["TextAnalysis"]),
        .testTarget(name: "KnowledgePacksTests", dependencies: ["KnowledgePacks"]),
        .testTarget(name: "TextClassificationTests", dependencies: ["TextClassification", "TensorFiles"]),
    ]
)

let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]
for target in package.targets where target.type != .system {
    target.swiftSettings = swiftSettings
}
