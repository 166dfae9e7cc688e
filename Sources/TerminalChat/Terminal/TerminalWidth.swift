#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How many columns the terminal has.
public enum TerminalWidth {
    /// The width of standard output, 40...100; 80 off a terminal.
    public static var current: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return min(max(Int(size.ws_col), 40), 100)
    }
}
