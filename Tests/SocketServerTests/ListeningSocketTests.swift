import CommandTesting
import Foundation
import SocketServer
import Testing
import UnixSockets

@Suite("A path is claimed only when nobody else has it")
struct ListeningSocketTests {
    private let folder: TemporaryFolder
    private var path: String { "\(folder.path)/a.sock" }

    init() throws { folder = try TemporaryFolder() }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    private func fault(_ path: String, group: String? = nil) throws -> SocketFault {
        try #require(throws: SocketFault.self) { _ = try ListeningSocket.bind(path, group: group) }
    }

    @Test("a missing folder is made for the owner alone, and so is the socket")
    func rights() throws {
        let path = "\(folder.path)/new/deep/a.sock"
        let socket = try ListeningSocket.bind(path)
        #expect(try mode("\(folder.path)/new") == 0o700)
        #expect(try mode("\(folder.path)/new/deep") == 0o700)
        #expect(try mode(path) == 0o600)
        #expect(socket.path == path)
    }

    @Test("with a group, its members may connect")
    func group() throws {
        let path = "\(folder.path)/new/a.sock"
        let socket = try ListeningSocket.bind(path, group: String(getgid()))
        #expect(try mode("\(folder.path)/new") == 0o750)
        #expect(try mode(path) == 0o660)
        _ = socket
    }

    @Test("a group that does not exist is named")
    func unknownGroup() throws {
        #expect(try fault(path, group: "no-such-group").description.contains("There is no group 'no-such-group'."))
    }

    @Test("a path of 103 bytes is taken, one of 104 is refused with the reason")
    func length() throws {
        let start = folder.path + "/"
        let longest = start + String(repeating: "s", count: 103 - start.utf8.count)
        _ = try ListeningSocket.bind(longest)
        let fault = try fault(longest + "s")
        #expect(fault.reason == .pathTooLong(bytes: 104))
        #expect(fault.description.contains("at most 103 bytes, and this one has 104"))
        #expect(try self.fault("").reason == .pathEmpty)
    }

    @Test("a file, a folder or a link at the path stays, and is refused")
    func taken() throws {
        try folder.write("a.sock", "keep me")
        #expect(try fault(path).reason == .taken)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "keep me")
        #expect(try fault(folder.path).reason == .taken)
        try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/link", withDestinationPath: "nowhere")
        #expect(try fault("\(folder.path)/link").reason == .taken)
    }

    @Test("a folder that is a file is refused with the reason of the system")
    func noFolder() throws {
        try folder.write("file", "")
        #expect(try fault("\(folder.path)/file/a.sock").description.contains("Not a directory"))
    }

    @Test("a second daemon is refused by name")
    func second() throws {
        let first = try ListeningSocket.bind(path)
        let fault = try fault(path)
        #expect(fault.reason == .served(process: "\(getpid())"))
        #expect(fault.description.contains("aftercared already serves this socket (process \(getpid()))"))
        _ = first
    }

    @Test("a socket that somebody without a lock answers at is left alone")
    func foreign() throws {
        let other = try UnixSocket.open()
        try UnixSocket.bind(other, to: path)
        try UnixSocket.listen(other, backlog: 1)
        #expect(try fault(path).reason == .answered)
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test("a dead socket is replaced")
    func stale() throws {
        do {
            let dead = try UnixSocket.open()
            try UnixSocket.bind(dead, to: path)
        }
        #expect(FileManager.default.fileExists(atPath: path))
        let socket = try ListeningSocket.bind(path)
        #expect(socket.path == path)
    }

    @Test(
        "the path is that of the option, of the environment, of the session, or of the system",
        arguments: [
            ("/a", ["AFTERCARE_SOCKET": "/b", "XDG_RUNTIME_DIR": "/c"], "/a"),
            (nil, ["AFTERCARE_SOCKET": "/b", "XDG_RUNTIME_DIR": "/c"], "/b"),
            (nil, ["AFTERCARE_SOCKET": "", "XDG_RUNTIME_DIR": "/c"], "/c/aftercare/aftercare.sock"),
            (nil, ["XDG_RUNTIME_DIR": "relative"], "/run/aftercare/aftercare.sock"),
            (nil, [:], "/run/aftercare/aftercare.sock"),
        ] as [(String?, [String: String], String)])
    func order(_ named: String?, _ environment: [String: String], _ path: String) {
        #expect(SocketPath.choose(named: named, environment: environment) == path)
    }
}
