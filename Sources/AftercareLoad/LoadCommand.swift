import ArgumentParser

@main
struct LoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aftercare-load",
        abstract: "Measures aftercared under load, and tries for minutes to upset it.",
        subcommands: [BenchCommand.self, SoakCommand.self])
}
