import Foundation
import Testing
import TextClassification

@Suite("Exponential and logarithm are our own, so that every machine gives the same bits")
struct ElementaryTests {
    @Test("they agree with the C library to a few units in the last place")
    func accuracy() {
        for step in -7000...7000 {
            let x = Double(step) / 10
            let e = Elementary.exp(x)
            #expect(abs(e - exp(x)) <= 4e-16 * exp(x), "exp(\(x))")
            let positive = exp(x)
            if positive > 0, positive.isFinite {
                #expect(
                    abs(Elementary.log(positive) - log(positive)) <= 4e-16 * max(1, abs(log(positive))), "log(e^\(x))")
            }
        }
    }

    @Test(
        "the rims are what IEEE 754 would have",
        arguments: [
            (1000.0, Double.infinity), (-1000.0, 0.0), (0.0, 1.0), (-745.0, Double.leastNonzeroMagnitude),
        ])
    func exponentialRims(_ x: Double, _ expected: Double) { #expect(Elementary.exp(x) == expected) }

    @Test("logarithms outside their domain are no numbers")
    func logarithmRims() {
        #expect(Elementary.log(0) == -.infinity)
        #expect(Elementary.log(-1).isNaN)
        #expect(Elementary.log(1) == 0)
        #expect(Elementary.exp(.nan).isNaN)
    }

    @Test("known bits stay as they are")
    func bits() {
        #expect(Elementary.exp(1).bitPattern == 0x4005_bf0a_8b14_576a)
        #expect(Elementary.log(10).bitPattern == 0x4002_6bb1_bbb5_5516)
    }
}
