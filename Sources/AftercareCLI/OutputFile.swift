import ArgumentParser
import Foundation
import ProgramSupport

/// A file that a command is going to write.
enum OutputFile {
    /// Looks whether a file can be written before the work is done that it is to hold.
    ///
    /// - Throws: `ExitCode` after saying what is in the way.
    static func check(_ path: String) throws {
        let manager = FileManager.default
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        let fault: String? =
            if path.isEmpty {
                "A file needs a name."
            } else if manager.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
                "\(path): this is a folder. Name a file in it."
            } else if !manager.fileExists(atPath: folder, isDirectory: &isFolder) || !isFolder.boolValue {
                "\(path): there is no folder \(folder). Create it, or name a file elsewhere."
            } else if !manager.isWritableFile(atPath: folder) {
                "\(path): nothing can be written to \(folder). Check its permissions, or name a file elsewhere."
            } else {
                nil
            }
        guard let fault else { return }
        Surroundings.complain(fault)
        throw ExitCode(Surroundings.ExitStatus.cannotCreate)
    }

    /// - Throws: `ExitCode` after saying why the file could not be written.
    static func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            Surroundings.complain("\(path): this file cannot be written. Check the folder's permissions and the disk.")
            throw ExitCode(Surroundings.ExitStatus.cannotCreate)
        }
    }
}
