#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What is done to bytes as a whole where a loop over them would be felt. All unsafe code of this target is here.
enum ByteSpans {
    /// A hash of some bytes and their kind; seeded anew in each process, so that nobody can send bytes that collide.
    static func hash(_ bytes: Span<UInt8>, _ range: Range<Int>, form: UInt8) -> Int {
        bytes.withUnsafeBytes { all in
            var hasher = Hasher()
            hasher.combine(form)
            hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: all[range]))
            return hasher.finalize()
        }
    }

    static func areEqual(_ bytes: Span<UInt8>, _ range: Range<Int>, _ other: [UInt8]) -> Bool {
        guard range.count == other.count else { return false }
        return bytes.withUnsafeBytes { all in
            other.withUnsafeBytes { other in
                guard let start = all.baseAddress, let otherStart = other.baseAddress else { return range.isEmpty }
                return memcmp(start + range.lowerBound, otherStart, range.count) == 0
            }
        }
    }

    /// The place of the next line feed at or behind a place.
    static func lineEnd(_ bytes: Span<UInt8>, from place: Int) -> Int? {
        guard place < bytes.count else { return nil }
        return bytes.withUnsafeBytes { all in
            guard let start = all.baseAddress,
                let found = memchr(start + place, Int32(UInt8(ascii: "\n")), all.count - place)
            else { return nil }
            return UnsafeRawPointer(found) - start
        }
    }

    /// Appends bytes of a span to an array.
    static func append(_ bytes: Span<UInt8>, _ range: Range<Int>, to array: inout [UInt8]) {
        bytes.withUnsafeBytes { array.append(contentsOf: $0[range]) }
    }
}
