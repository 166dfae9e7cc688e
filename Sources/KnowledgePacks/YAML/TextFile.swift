import Foundation

/// Reads files of a pack as UTF-8, with a fault for each way in which that can go wrong.
public enum TextFile {
    /// The bytes of a file; `nil` after reporting why they cannot be had.
    public static func bytes(_ path: String, _ diagnostics: inout Diagnostics) -> [UInt8]? {
        if let bytes = contents(path) { return bytes }
        let exists = FileManager.default.fileExists(atPath: path)
        diagnostics.error(
            path, exists ? "this file cannot be read." : "there is no such file.",
            remedy: exists ? "Check its permissions." : "Create it; see Intents/README.md.")
        return nil
    }

    /// Reads a file into one array: through `Data` every start would hold all files of a pack twice.
    private static func contents(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var status = stat()
        guard fstat(fileno(file), &status) == 0 else { return nil }
        // One more than its size, so that one read finds the end.
        var size = max(4096, Int(status.st_size) + 1)
        var bytes: [UInt8] = []
        repeat {
            let part = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
                count = fread(buffer.baseAddress, 1, size, file)
            }
            if bytes.isEmpty { bytes = part } else { bytes += part }
            guard ferror(file) == 0 else { return nil }
            size = 1 << 16
        } while feof(file) == 0
        return bytes
    }

    /// The text of bytes that have to be UTF-8 and not blank; `nil` after reporting what is wrong and in which line.
    public static func text(_ bytes: [UInt8], file: String, _ diagnostics: inout Diagnostics) -> String? {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            diagnostics.error(
                file, firstInvalidLine(bytes), "this line is not valid UTF-8.", remedy: "Save the file as UTF-8.")
            return nil
        }
        if let nul = bytes.firstIndex(of: 0) {
            let line = 1 + bytes[..<nul].count { $0 == UInt8(ascii: "\n") }
            diagnostics.error(file, line, "this line holds a NUL byte.", remedy: "Remove it; save the file as text.")
            return nil
        }
        if text.allSatisfy(\.isWhitespace) {
            diagnostics.error(file, "this file is empty.", remedy: "Write it or delete it; see Intents/README.md.")
            return nil
        }
        return text
    }

    private static func firstInvalidLine(_ bytes: [UInt8]) -> Int {
        var line = 1
        for part in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if String(validating: part, as: UTF8.self) == nil { return line }
            line += 1
        }
        return line
    }
}
