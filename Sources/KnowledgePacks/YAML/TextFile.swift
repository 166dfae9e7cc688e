import Foundation

/// Reads files of a pack as UTF-8, with a fault for each way in which that can go wrong.
public enum TextFile {
    /// The bytes of a file; `nil` after reporting why they cannot be had.
    public static func bytes(_ path: String, _ diagnostics: inout Diagnostics) -> [UInt8]? {
        do {
            return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            let exists = FileManager.default.fileExists(atPath: path)
            diagnostics.error(
                path, exists ? "this file cannot be read." : "there is no such file.",
                remedy: exists ? "Check its permissions." : "Create it; see Intents/README.md.")
            return nil
        }
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
