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
        // Text, files and numbers: what the engine is made of.
        .target(name: "TextAnalysis"),
        .target(name: "TensorFiles", dependencies: [.product(name: "Crypto", package: "swift-crypto")]),
        .target(name: "CEncoderKernels"),
        .target(
            name: "SentenceEncoding", dependencies: ["CEncoderKernels"], exclude: ["Resources"],
            swiftSettings: [.strictMemorySafety()]),
        .target(name: "TextClassification", dependencies: ["TextAnalysis", "SentenceEncoding", "TensorFiles"]),

        // Knowledge, and what is made of it.
        .target(name: "KnowledgePacks", dependencies: ["Yams", .product(name: "Crypto", package: "swift-crypto")]),
        .target(
            name: "IntentMatching",
            dependencies: ["TextAnalysis", "KnowledgePacks", "SentenceEncoding", "TextClassification"]),
        .target(name: "SafetyScreening", dependencies: ["TextAnalysis", "KnowledgePacks"]),
        .target(
            name: "Dialogue", dependencies: ["TextAnalysis", "KnowledgePacks", "IntentMatching", "SafetyScreening"]),
        .target(
            name: "Aftercare",
            dependencies: [
                "TextAnalysis", "KnowledgePacks", "TensorFiles", "SentenceEncoding", "TextClassification",
                "IntentMatching", "SafetyScreening", "Dialogue",
            ]),
        .target(name: "Evaluation", dependencies: ["Aftercare", "IntentMatching", "SentenceEncoding", "TextAnalysis"]),

        // Front ends.
        .target(name: "AssistantProtocol", dependencies: ["Aftercare"]),
        .systemLibrary(name: "CReadline", providers: [.apt(["libreadline-dev"]), .brew(["readline"])]),
        .target(name: "TerminalChat", dependencies: ["Aftercare", "CReadline", "TextAnalysis"]),
        .executableTarget(
            name: "AftercareCLI",
            dependencies: [
                "Aftercare", "AssistantProtocol", "TerminalChat", "Evaluation",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        .target(name: "CPseudoTerminal", path: "Tests/CPseudoTerminal"),
        .target(name: "CommandTesting", dependencies: ["CPseudoTerminal"], path: "Tests/CommandTesting"),
        .testTarget(name: "TextAnalysisTests", dependencies: ["TextAnalysis"]),
        .testTarget(name: "KnowledgePacksTests", dependencies: ["KnowledgePacks"]),
        .testTarget(name: "CEncoderKernelsTests", dependencies: ["CEncoderKernels"]),
        .testTarget(
            name: "SentenceEncodingTests", dependencies: ["SentenceEncoding", "CEncoderKernels"], exclude: ["Fixtures"]),
        .testTarget(name: "TextClassificationTests", dependencies: ["TextClassification", "TensorFiles"]),
        .testTarget(name: "TerminalChatTests", dependencies: ["TerminalChat", "Aftercare"]),
        .testTarget(
            name: "CommandLineTests", dependencies: ["CommandTesting", "AftercareCLI"],
            exclude: ["Fixtures"]),
    ]
)

let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),  // SE-0335
    .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
]
for target in package.targets where target.type != .system {
    target.swiftSettings = (target.swiftSettings ?? []) + swiftSettings
}
