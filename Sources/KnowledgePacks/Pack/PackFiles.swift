internal import Crypto
import Foundation

/// The files of one or more folders as bytes, in path order: what a pack is loaded from and hashed by.
public struct PackFiles: Sendable {
    public struct File: Sendable {
        /// The path below its folder, with `/`.
        public let name: String
        /// The path for messages: the folder as it was named, then ``name``.
        public let path: String
        public let bytes: [UInt8]
        /// SHA-256 of the bytes, lower-case hexadecimal.
        public let sha256: String

        package init(name: String, path: String, bytes: [UInt8]) {
            self.name = name
            self.path = path
            self.bytes = bytes
            self.sha256 = PackFiles.sha256(bytes)
        }
    }

    public let files: [File]

    /// Reads every `.md`, `.yaml` and `.txt` file below a folder; hidden files are passed over.
    public static func read(_ folder: String, _ diagnostics: inout Diagnostics) -> PackFiles? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
            diagnostics.error(folder, "there is no such folder.", remedy: "Name a pack's folder with --pack.")
            return nil
        }
        guard isFolder.boolValue else {
            diagnostics.error(folder, "this is a file, not a folder.", remedy: "Name the folder that holds pack.yaml.")
            return nil
        }
        let place = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
        guard let names = try? FileManager.default.subpathsOfDirectory(atPath: place) else {
            diagnostics.error(folder, "this folder cannot be read.", remedy: "Check its permissions.")
            return nil
        }
        var files: [File] = []
        for name in names.sorted() {
            let parts = name.split(separator: "/")
            guard !parts.contains(where: { $0.hasPrefix(".") }) else { continue }
            guard ["md", "yaml", "txt"].contains(String(name.split(separator: ".").last ?? "")) else { continue }
            let path = "\(folder)/\(name)"
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
                continue
            }
            guard let bytes = TextFile.bytes(path, &diagnostics) else { continue }
            files.append(File(name: name, path: path, bytes: bytes))
        }
        return PackFiles(files: files)
    }

    package init(files: [File]) { self.files = files }

    public subscript(name: String) -> File? { files.first { $0.name == name } }

    /// One hash of all names and contents, in path order, lower-case hexadecimal.
    public static func sha256(of all: [PackFiles]) -> String {
        var hasher = SHA256()
        for files in all {
            for file in files.files {
                hasher.update(data: Array("\(file.name)\0\(file.sha256)\n".utf8))
            }
        }
        return hex(hasher.finalize())
    }

    /// One hash of several, lower-case hexadecimal.
    public static func combined(_ hashes: [String]) -> String { sha256(Array(hashes.joined(separator: "\n").utf8)) }

    /// SHA-256 of one file's bytes, lower-case hexadecimal.
    public static func sha256(_ bytes: [UInt8]) -> String { hex(SHA256.hash(data: bytes)) }

    private static func hex(_ digest: SHA256.Digest) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in digest { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
