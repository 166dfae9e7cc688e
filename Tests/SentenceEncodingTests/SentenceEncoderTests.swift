import Foundation
import SentenceEncoding
import Synchronization
import Testing

@Suite struct SentenceEncoderTests {
    struct Case: Decodable {
        var text: String
        /// Of the vector's bytes.
        var sha256: String
        /// The published model's vector in 32-bit floats, scaled to −127...127; not for the longest text.
        var reference: [Int]?
    }

    private func digest(_ vector: [Float]) -> String {
        let bytes = vector.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } }
        return SHA256.hexadecimal(of: bytes.span.bytes)
    }

    private func dot(_ a: [Float], _ b: [Float]) -> Float {
        zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }

    @Test func `is close to the published model`() throws {
        let encoder = try SentenceEncoder(contentsOf: weightsPath)
        var cosines: [Float] = []
        for item in try fixture("vectors.json", as: [Case].self) {
            guard let reference = item.reference?.map(Float.init) else { continue }
            let cosine = dot(encoder.encode(item.text), reference) / dot(reference, reference).squareRoot()
            #expect(cosine >= 0.99, "\(item.text)")
            cosines.append(cosine)
        }
        #expect(cosines.count == 12)
        #expect(cosines.reduce(0, +) / Float(cosines.count) >= 0.997)
    }

    /// The digests stand for one set of weights; after an import they are made anew.
    @Test(arguments: EncoderKernel.available)
    func `gives the same bits with every kernel`(kernel: EncoderKernel) throws {
        let encoder = try SentenceEncoder(contentsOf: weightsPath, kernel: kernel)
        #expect(encoder.kernel == kernel)
        for item in try fixture("vectors.json", as: [Case].self) {
            #expect(digest(encoder.encode(item.text)) == item.sha256, "\(kernel): \(item.text.prefix(60))")
        }
    }

    @Test func `gives the same bits for every length with every kernel`() throws {
        let encoders = try EncoderKernel.available.map { try SentenceEncoder(contentsOf: weightsPath, kernel: $0) }
        for count in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 21, 22, 23, 30, 40] {
            let text = (0..<count).map { ["hot", "red", "sore", "neck", "why", "ice", "now"][$0 * 5 % 7] }.joined(
                separator: " ")
            let vectors = encoders.map { $0.encode(text).map(\.bitPattern) }
            #expect(vectors.allSatisfy { $0 == vectors[0] }, "\(count) words")
        }
    }

    @Test func `gives unit vectors`() throws {
        let encoder = try SentenceEncoder(contentsOf: weightsPath)
        for text in ["", " ", "x", "can i use heat?", "\u{0}", String(repeating: "heat and ice ", count: 400)] {
            let vector = encoder.encode(text)
            #expect(vector.count == encoder.dimension)
            #expect(abs(dot(vector, vector) - 1) < 1e-6)
        }
    }

    @Test func `puts paraphrases together and strangers apart`() throws {
        let encoder = try SentenceEncoder(contentsOf: weightsPath)
        let heat = encoder.encode("can i use a heating pad?")
        #expect(dot(heat, encoder.encode("is it ok to use a heat pad")) > 0.7)
        #expect(dot(heat, encoder.encode("who won the world cup in 1998")) < 0.2)
    }

    @Test func `encodes many texts in order, with any number of threads`() throws {
        let encoder = try SentenceEncoder(contentsOf: weightsPath)
        let texts = (0..<60).map { "question number \($0) about heat" + String(repeating: " and ice", count: $0 % 9) }
        let alone = texts.map { encoder.encode($0) }
        for threads in [1, 2, 5] {
            let seen = Mutex<[Int]>([])
            #expect(encoder.encode(texts, threads: threads) { done in seen.withLock { $0.append(done) } } == alone)
            #expect(seen.withLock { $0 } == Array(1...60))
        }
        #expect(encoder.encode([], threads: 2).isEmpty)
    }

    @Test func `cuts long texts into windows of about equal length, between words, and leaves nothing out`() throws {
        let encoder = try SentenceEncoder(contentsOf: weightsPath)
        for count in [0, 1, 253, 254, 255, 256, 400, 508, 509, 1000, 5000] {
            let text = (0..<count).map { ["hot", "red", "sore"][$0 % 3] }.joined(separator: " ")
            let windows = encoder.windows(of: text)
            #expect(windows.count == max(1, (count + 253) / 254))
            #expect(windows.allSatisfy { $0.first == 101 && $0.last == 102 && $0.count <= 256 })
            #expect(windows.flatMap { $0.dropFirst().dropLast() } == encoder.tokenIDs(of: text))
            #expect((windows.map(\.count).max() ?? 0) - (windows.map(\.count).min() ?? 0) <= 1)
        }
        // Words of three pieces each: no window begins inside one.
        let windows = encoder.windows(of: (0..<200).map { _ in "unaffable" }.joined(separator: " "))
        #expect(windows.allSatisfy { $0[1] == 14477 })
        #expect(windows.flatMap { $0.dropFirst().dropLast() }.count == 600)
    }

    @Test func `a text at the limit has one window, and the end of a longer one counts`() throws {
        let encoder = try SentenceEncoder(contentsOf: weightsPath)
        let start = String(repeating: "ice ", count: 300)
        #expect(encoder.encode(start + "heat") != encoder.encode(start + "fever"))
    }

    @Test func `tells its weights apart and says where they are from`() throws {
        let encoder = try SentenceEncoder(contentsOf: weightsPath)
        #expect(encoder.weightsHash.count == 64)
        #expect(encoder.metadata["license"] == "Apache-2.0")
        #expect(encoder.metadata["model"] == "sentence-transformers/all-MiniLM-L6-v2")
        #expect(
            encoder.metadata["source_sha256"] == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db")
        try encoder.verify()
    }

    @Test func `refuses a kernel that this machine lacks`() throws {
        for kernel in EncoderKernel.allCases where !EncoderKernel.available.contains(kernel) {
            let error = #expect(throws: WeightsError.self) {
                try SentenceEncoder(contentsOf: weightsPath, kernel: kernel)
            }
            #expect(error?.code == .unavailableKernel)
        }
    }
}
