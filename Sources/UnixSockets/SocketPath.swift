/// Where the socket is: the same order for the daemon and for its clients.
public enum SocketPath {
    /// The longest path of a socket, in UTF-8 bytes: what every Unix can hold with its closing zero.
    ///
    /// Linux has room for 107, macOS for 103. Source: unix(7), "Address format"; XNU, sys/un.h.
    public static let maximumLength = 103

    /// The path that is used when neither an option nor the environment names one.
    public static let system = "/run/aftercare/aftercare.sock"

    /// The first of `--socket`, `$AFTERCARE_SOCKET`, `$XDG_RUNTIME_DIR/aftercare/aftercare.sock` and ``system``.
    public static func choose(named: String?, environment: [String: String]) -> String {
        if let named { return named }
        if let named = environment["AFTERCARE_SOCKET"], !named.isEmpty { return named }
        if let folder = environment["XDG_RUNTIME_DIR"], folder.hasPrefix("/") {
            return "\(folder)/aftercare/aftercare.sock"
        }
        return system
    }
}
