/// One thing that is timed.
struct Measurement {
    let name: String
    /// Calls between two looks at the clock, so that the clock's own time does not count.
    let calls: Int
    /// What the project asks for, in seconds; `nil` where nothing is asked.
    var wanted: Double?
    let body: () -> Void

    init(_ name: String, calls: Int = 100, wanted: Double? = nil, _ body: @escaping () -> Void) {
        self.name = name
        self.calls = calls
        self.wanted = wanted
        self.body = body
    }

    /// The median time of a call of each, in seconds.
    ///
    /// Rounds are interleaved, so that a busy moment of the machine touches all alike.
    static func medians(_ all: [Measurement], rounds: Int) -> [Double] {
        var times = [[Double]](repeating: [], count: all.count)
        let clock = ContinuousClock()
        for round in 0...rounds {
            for (place, measurement) in all.enumerated() {
                let start = clock.now
                for _ in 0..<measurement.calls { measurement.body() }
                // The first round warms caches.
                if round > 0 { times[place].append(start.duration(to: clock.now).seconds / Double(measurement.calls)) }
            }
        }
        return times.map { median($0) }
    }

    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
    }
}

extension Duration {
    var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
