import Foundation

/// The program `aftercare` as a person starts it, in a temporary folder with a cache and a copy of the pack of its own.
struct Programs {
    let executable: String
    let weights: String?
    private let folder: URL
    private let pack: String

    /// - Returns: `nil` when the program has not been built beside this one.
    init?(beside own: String, intents: URL, packName: String, weights: String?) {
        executable = URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("aftercare").path
        guard FileManager.default.isExecutableFile(atPath: executable) else { return nil }
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("aftercare-bench-\(UUID())")
        let copy = folder.appendingPathComponent("Intents")
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try FileManager.default.copyItem(at: intents, to: copy)
        } catch {
            return nil
        }
        pack = copy.appendingPathComponent(packName).path
        self.weights = weights
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    /// Adds an example to the first passage, by name, that has any.
    func editOneLine() -> Bool {
        let names = ((try? FileManager.default.subpathsOfDirectory(atPath: pack)) ?? []).sorted()
        for name in names where name.hasSuffix(".md") {
            let path = "\(pack)/\(name)"
            guard let text = try? String(contentsOfFile: path, encoding: .utf8),
                let list = text.range(of: "examples:\n")
            else { continue }
            let edited = text.replacingCharacters(
                in: list, with: "examples:\n  - one more example that nobody wrote before\n")
            return (try? edited.write(toFile: path, atomically: true, encoding: .utf8)) != nil
        }
        return false
    }

    /// The time from start to end, in seconds; `nil` when the program could not be run or failed.
    ///
    /// By the system's own call: Foundation's takes as long to start a process as `aftercare` to answer.
    func run(_ command: String, _ arguments: [String] = []) -> Double? {
        let words =
            [executable, command, "--pack", pack] + (weights.map { ["--weights", $0] } ?? []) + arguments
        var environment = ProcessInfo.processInfo.environment
        environment["XDG_CACHE_HOME"] = folder.appendingPathComponent("cache").path
        let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let clock = ContinuousClock()
        let start = clock.now
        guard let child = Self.spawn(words, variables) else { return nil }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { return nil }
        }
        let seconds = start.duration(to: clock.now).seconds
        // Ended by itself, with 0.
        return status == 0 ? seconds : nil
    }

    /// Starts a program with nothing to read and nobody to read what it says.
    private static func spawn(_ arguments: [String], _ environment: [String]) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        var words = arguments.map { strdup($0) } + [nil]
        var variables = environment.map { strdup($0) } + [nil]
        defer { for text in words + variables { free(text) } }
        var child: pid_t = 0
        return posix_spawn(&child, arguments[0], &actions, nil, &words, &variables) == 0 ? child : nil
    }

    /// The most memory that an answer's process held at once, in bytes, as the kernel says after it ended.
    func residentMemory(_ question: String) -> Int? {
        // What wait4 tells would hold this process's own memory too, from before the other program took its place.
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = ["ask", "--pack", pack] + (weights.map { ["--weights", $0] } ?? [])
        var environment = ProcessInfo.processInfo.environment
        environment["XDG_CACHE_HOME"] = folder.appendingPathComponent("cache").path
        process.environment = environment
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        defer { process.waitUntilExit() }
        input.fileHandleForWriting.write(Data("\(question)\n".utf8))
        // The answer is there once something came; the process then waits for the next question.
        _ = output.fileHandleForReading.availableData
        let status = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        try? input.fileHandleForWriting.close()
        _ = try? output.fileHandleForReading.readToEnd()
        guard let line = status?.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }) else { return nil }
        return line.split(separator: " ").compactMap { Int($0) }.first.map { $0 * 1024 }
    }
}
