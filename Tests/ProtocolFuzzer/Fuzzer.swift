import ProtocolFuzzing

/// Made at the first input, since libFuzzer has no other beginning that it could be passed through.
private let fuzzing = Result { try ProtocolFuzzing() }

/// What libFuzzer calls with each input. Source: https://llvm.org/docs/LibFuzzer.html.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    do {
        try fuzzing.get().play(Array(UnsafeBufferPointer(start: start, count: count)))
    } catch {
        fatalError("\(error)")
    }
    return 0
}
