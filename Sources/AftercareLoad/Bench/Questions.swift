/// What is asked in a load.
enum Questions {
    /// One JSON-RPC request as a line.
    static func request(_ id: Int, _ question: String, limit: Int = 3) -> [UInt8] {
        Array(#"{"jsonrpc":"2.0","id":\#(id),"method":"ask","params":{"question":"\#(question)","limit":\#(limit)}}"#.utf8)
            + [UInt8(ascii: "\n")]
    }

    /// A question of about forty characters for each number; no two are alike.
    static func different(_ number: Int) -> String {
        let begin = ["can i use", "is it ok to have", "should i try", "when may i have"][number % 4]
        let thing = ["a heat pad", "ice", "a massage", "a hot bath", "a walk"][number / 4 % 5]
        let place = ["my neck", "my back", "my shoulder", "my hip"][number / 20 % 4]
        return "\(begin) \(thing) for \(place) after \(number / 80) hours"
    }
}
