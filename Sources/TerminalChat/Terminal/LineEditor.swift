import CReadline
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the completer offers and the matches it is going through.
///
/// readline's callbacks are C functions without a context, so what they need stands here: the one shared state that
/// readline forces on us. There is one keyboard and one ``LineEditor``.
private struct CompleterState: Sendable {
    var completion = Completion()
    var pending: ArraySlice<String> = []
}

private let completer = Mutex(CompleterState())

/// Reads lines from a keyboard with GNU readline: editing, history, completion. Only for two ends of a terminal.
///
/// Source: GNU Readline Library 8.2, sections 2.4 and 2.6.
struct LineEditor {
    /// The program's name in a person's inputrc.
    private static let name: StaticString = "aftercare"

    init(completion: Completion) {
        completer.withLock { $0.completion = completion }
        Self.chooseLocale()
        unsafe creadline_set_up(UnsafeRawPointer(Self.name.utf8Start).assumingMemoryBound(to: CChar.self)) {
            typed, isNext in
            unsafe nextOffer(typed, isNext: isNext != 0)
        }
    }

    /// One line without its line feed; `nil` at the end of input.
    func readLine(prompt: String) -> [UInt8]? {
        guard let line = unsafe readline(prompt) else { return nil }
        defer { unsafe free(line) }
        return unsafe Array(UnsafeRawBufferPointer(start: line, count: strlen(line)))
    }

    /// Adds a line to what cursor-up brings back.
    func remember(_ line: String) { unsafe add_history(line) }

    /// In the "C" locale readline shows every letter beyond ASCII as a number; people with that locale have UTF-8 terminals.
    ///
    /// readline reads the locale from the environment once more by itself, so it is set there: before any other thread, and
    /// for this process alone.
    private static func chooseLocale() {
        unsafe setlocale(LC_CTYPE, "")
        let characterSet = unsafe nl_langinfo(nl_item(CODESET)).map { unsafe String(cString: $0) }
        guard characterSet == "ANSI_X3.4-1968" || characterSet == "US-ASCII" else { return }
        unsafe setenv("LC_ALL", "C.UTF-8", 1)
        unsafe setlocale(LC_CTYPE, "")
    }
}

/// One completion of the typed line, in memory that readline frees; `nil` behind the last.
private func nextOffer(_ typed: UnsafePointer<CChar>?, isNext: Bool) -> UnsafeMutablePointer<CChar>? {
    let text = unsafe typed.map { unsafe String(cString: $0) } ?? ""
    let offer = completer.withLock { state -> String? in
        if !isNext { state.pending = state.completion.offers(for: text)[...] }
        return state.pending.popFirst()
    }
    creadline_append_nothing()
    return unsafe offer.flatMap { unsafe strdup($0) }
}
