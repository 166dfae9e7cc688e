import Foundation

/// What files look like from outside: names, sizes, times and numbers. Two that are equal are taken for unchanged files.
package struct FileFingerprint: Sendable, Equatable {
    private struct Entry: Equatable {
        let path: String
        let size: Int
        let inode: UInt
        let seconds: Int
        let nanoseconds: Int
    }

    private let entries: [Entry]

    /// Looks at files, and at everything below folders but what is hidden. What is not there has no entry.
    package init(of paths: [String]) {
        var entries: [Entry] = []
        for path in paths {
            if let entry = Self.entry(path) { entries.append(entry) }
            let place = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
            for name in ((try? FileManager.default.subpathsOfDirectory(atPath: place)) ?? []).sorted()
            where !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) {
                if let entry = Self.entry("\(path)/\(name)") { entries.append(entry) }
            }
        }
        self.entries = entries
    }

    private static func entry(_ path: String) -> Entry? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Entry(
            path: path, size: Int(status.st_size), inode: UInt(status.st_ino), seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec)
    }
}

/// Tells when files have changed and the change is over.
///
/// A look at files that are still being written sees half of them, so a change counts once two looks in a row have seen the same.
package struct ChangeDetector: Sendable {
    private var known: FileFingerprint
    private var suspected: FileFingerprint?

    package init(_ known: FileFingerprint) { self.known = known }

    /// - Returns: Whether to act on a change, once for each.
    package mutating func observe(_ current: FileFingerprint) -> Bool {
        if current == known {
            suspected = nil
            return false
        }
        guard current == suspected else {
            suspected = current
            return false
        }
        known = current
        suspected = nil
        return true
    }
}
