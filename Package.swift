// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "aftercare",
    products: [
        .library(name: "Aftercare", targets: ["Aftercare"]),
        .library(name: "SocketClient", targets: ["SocketClient"]),
        .executable(name: "aftercare", targets: ["AftercareCLI"]),
        .executable(name: "aftercared", targets: ["AftercareDaemon"]),
        .executable(name: "aftercare-gateway", targets: ["AftercareGateway"]),
        .executable(name: "aftercare-bench", targets: ["AftercareBench"]),
        .executable(name: "gateway-bench", targets: ["GatewayBench"]),
        .executable(name: "aftercare-load", targets: ["AftercareLoad"]),
    ],
    dependencies: [
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
    ],
    targets: [
        // Text, files and numbers: what the engine is made of.
        .target(name: "TensorFiles"),
        .target(name: "TextAnalysis", dependencies: ["TensorFiles"]),
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
        .target(
            name: "SafetyScreening",
            dependencies: ["TextAnalysis", "KnowledgePacks", "TensorFiles", "TextClassification"],
            exclude: ["Resources"]),
        .target(
            name: "Dialogue", dependencies: ["TextAnalysis", "KnowledgePacks", "IntentMatching", "SafetyScreening"]),
        .target(
            name: "Aftercare",
            dependencies: [
                "TextAnalysis", "KnowledgePacks", "TensorFiles", "SentenceEncoding", "TextClassification",
                "IntentMatching", "SafetyScreening", "Dialogue",
            ]),
        .target(
            name: "Evaluation",
            dependencies: [
                "Aftercare", "IntentMatching", "KnowledgePacks", "SafetyScreening", "SentenceEncoding", "TextAnalysis",
                "TextClassification",
            ]),

        // Front ends.
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
        .target(name: "ModelContextServer", dependencies: ["AssistantProtocol"]),
        .systemLibrary(name: "CReadline", providers: [.apt(["libreadline-dev"]), .brew(["readline"])]),
        .target(name: "TerminalChat", dependencies: ["Aftercare", "CReadline", "SocketClient", "TextAnalysis"]),
        .target(
            name: "ProgramSupport",
            dependencies: [
                "Aftercare", "SentenceEncoding", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(
            name: "AftercareCLI",
            dependencies: [
                "Aftercare", "AssistantProtocol", "TerminalChat", "Evaluation", "ModelContextServer", "ProgramSupport",
                "SocketClient", "SentenceEncoding",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .target(
            name: "ServiceSupport",
            dependencies: [
                "Aftercare", "AssistantProtocol", "SocketServer", "ProgramSupport", "UnixSockets",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),
        .executableTarget(
            name: "AftercareDaemon",
            dependencies: [
                "Aftercare", "AssistantProtocol", "SocketServer", "ProgramSupport", "ServiceSupport", "UnixSockets",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            exclude: ["systemd"]),
        .target(name: "CGatewayFiles"),
        .target(
            name: "HTTPGateway",
            dependencies: [
                "Aftercare", "AssistantProtocol", "CGatewayFiles", "UnixSockets",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ], exclude: ["OpenAPI/openapi.json", "OpenAPI/openapi-chat.json", "Page"]),
        .executableTarget(
            name: "AftercareGateway",
            dependencies: [
                "Aftercare", "AssistantProtocol", "HTTPGateway", "ProgramSupport", "ServiceSupport", "SocketServer",
                "UnixSockets",
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),

        .executableTarget(
            name: "AftercareBench",
            dependencies: [
                "Aftercare", "IntentMatching", "KnowledgePacks", "ProgramSupport", "SafetyScreening",
                "SentenceEncoding",
                "TextAnalysis", "TextClassification",
            ],
            exclude: ["onnx"]),
        .target(name: "CLoadClient"),
        .executableTarget(
            name: "AftercareLoad",
            dependencies: [
                "Aftercare", "AssistantProtocol", "CLoadClient", "ProgramSupport", "SocketClient", "UnixSockets",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        .executableTarget(
            name: "GatewayBench",
            dependencies: [
                "ProgramSupport", "SocketClient", .product(name: "Hummingbird", package: "hummingbird"),
            ]),

        .target(name: "CPseudoTerminal", path: "Tests/CPseudoTerminal"),
        .target(name: "CommandTesting", dependencies: ["CPseudoTerminal"], path: "Tests/CommandTesting"),
        .testTarget(name: "TextAnalysisTests", dependencies: ["TextAnalysis"]),
        .testTarget(name: "KnowledgePacksTests", dependencies: ["KnowledgePacks"]),
        .testTarget(name: "CEncoderKernelsTests", dependencies: ["CEncoderKernels"]),
        .testTarget(
            name: "SentenceEncodingTests", dependencies: ["SentenceEncoding", "CEncoderKernels"], exclude: ["Fixtures"]),
        .testTarget(name: "TextClassificationTests", dependencies: ["TextClassification", "TensorFiles"]),
        .testTarget(name: "IntentMatchingTests", dependencies: ["IntentMatching", "PackTesting"]),
        .testTarget(name: "DialogueTests", dependencies: ["Dialogue", "KnowledgePacks", "TextAnalysis"]),
        .testTarget(name: "AftercareTests", dependencies: ["Aftercare", "AssistantProtocol", "PackTesting"]),
        .testTarget(
            name: "EvaluationTests", dependencies: ["Evaluation", "IntentMatching", "KnowledgePacks", "PackTesting"]),
        .testTarget(
            name: "BundledPackTests",
            dependencies: ["Aftercare", "Dialogue", "Evaluation", "KnowledgePacks", "SafetyScreening"]),
        .testTarget(
            name: "SafetyScreeningTests",
            dependencies: ["SafetyScreening", "TextAnalysis", "TensorFiles", "KnowledgePacks"],
            exclude: ["utterances.tsv", "guards.tsv", "twins.tsv"]),
        .testTarget(name: "TerminalChatTests", dependencies: ["TerminalChat", "Aftercare"]),
        .testTarget(
            name: "CommandLineTests", dependencies: ["CommandTesting", "AftercareCLI"],
            exclude: ["Fixtures"]),
        .testTarget(name: "ReadmeTests", dependencies: ["CommandTesting", "AftercareCLI"]),
        .target(name: "PackTesting", dependencies: ["Aftercare"], path: "Tests/PackTesting"),
        .target(
            name: "ProtocolTesting", dependencies: ["AssistantProtocol", "PackTesting"], path: "Tests/ProtocolTesting"),
        .target(
            name: "ProtocolFuzzing", dependencies: ["Aftercare", "AssistantProtocol", "PackTesting"],
            path: "Tests/ProtocolFuzzing", exclude: ["Corpus", "json.dict"]),
        .executableTarget(name: "ExampleClient", dependencies: ["SocketClient"], path: "Tests/ExampleClient"),
        .executableTarget(name: "confined", path: "Tests/Confined"),
        .testTarget(
            name: "AssistantProtocolTests",
            dependencies: ["AssistantProtocol", "Aftercare", "PackTesting", "ProtocolFuzzing", "ProtocolTesting"]),
        .target(name: "SocketTesting", dependencies: ["UnixSockets"], path: "Tests/SocketTesting"),
        .testTarget(
            name: "HTTPGatewayTests",
            dependencies: [
                "AftercareDaemon", "AftercareGateway", "CommandTesting", "HTTPGateway", "PackTesting", "SocketTesting",
                "Aftercare", "AssistantProtocol", .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .testTarget(
            name: "SocketServerTests",
            dependencies: [
                "SocketServer", "SocketClient", "UnixSockets", "AssistantProtocol", "Aftercare", "CommandTesting",
                "PackTesting", "ProtocolTesting", "SocketTesting", "ExampleClient", "confined",
                .product(name: "Logging", package: "swift-log"),
            ]),
    ]
)

// The fuzzer is linked with a main function of libFuzzer's, so it is there only for `make fuzz`.
if Context.environment["AFTERCARE_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(name: "protocol-fuzzer", dependencies: ["ProtocolFuzzing"], path: "Tests/ProtocolFuzzer"))
}

let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),  // SE-0335
    .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
]
for target in package.targets where target.type != .system {
    target.swiftSettings = (target.swiftSettings ?? []) + swiftSettings
}
