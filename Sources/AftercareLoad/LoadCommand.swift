import ArgumentParser

@main
struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "aftercare-load", abstract: "Loads a running aftercared.")
}
