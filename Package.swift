// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "aftercare",
    products: [
        .library(name: "Aftercare", targets: ["Aftercare"]),
        .executable(name: "aftercare", targets: ["AftercareCLI"]),
        .executable(name: "aftercared", targets: ["AftercareDaemon"]),
    ],
    dependencies: [
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
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
        .target(name: "UnixSockets"),
        .target(name: "SocketClient", dependencies: ["AssistantProtocol", "UnixSockets"]),
        .target(
            name: "SocketServer",
            dependencies: [
                "AssistantProtocol", "UnixSockets",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ]),
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
        .executableTarget(
            name: "AftercareDaemon",
            dependencies: [
                "Aftercare", "AssistantProtocol", "SocketServer", "ProgramSupport", "UnixSockets",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),

        .testTarget(name: "TextAnalysisTests", dependencies: ["TextAnalysis"]),
        .testTarget(name: "KnowledgePacksTests", dependencies: ["KnowledgePacks"]),
        .testTarget(name: "TextClassificationTests", dependencies: ["TextClassification", "TensorFiles"]),
        .target(name: "CommandTesting", path: "Tests/CommandTesting"),
        .target(name: "PackTesting", dependencies: ["Aftercare"], path: "Tests/PackTesting"),
        .testTarget(
            name: "AssistantProtocolTests", dependencies: ["AssistantProtocol", "Aftercare", "PackTesting"]),
        .testTarget(
            name: "SocketServerTests",
            dependencies: [
                "SocketServer", "SocketClient", "UnixSockets", "AssistantProtocol", "Aftercare", "CommandTesting",
                "PackTesting",
                .product(name: "Logging", package: "swift-log"),
            ]),
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
