/// Exponential and logarithm with the same bits on every CPU and in every build.
///
/// The C library's versions differ between CPUs in their last bits (they choose an instruction set at run time), and a
/// weight that differs in its last bit makes a reply that differs. These use additions, multiplications and divisions in a
/// fixed order only, all of which IEEE 754 defines to the bit.
public enum Elementary {
    /// eˣ with a relative error below 4·10⁻¹⁶; 0 below −745, infinity above 709.7.
    ///
    /// Reduction by multiples of ln 2 in two parts, then the rational approximation of fdlibm.
    /// Source: Sun Microsystems fdlibm `e_exp.c`; Cody & Waite 1980, *Software Manual for the Elementary Functions*.
    public static func exp(_ x: Double) -> Double {
        if x.isNaN { return x }
        if x > 709.782712893384 { return .infinity }
        if x < -745.1332191019412 { return 0 }
        let k = (x * 1.4426950408889634).rounded(.toNearestOrEven)
        let high = x - k * 6.93147180369123816490e-01
        let low = k * 1.90821492927058770002e-10
        let r = high - low
        let t = r * r
        var p = 4.13813679705723846039e-08
        p = p * t - 1.65339022054652515390e-06
        p = p * t + 6.61375632143793436117e-05
        p = p * t - 2.77777777770155933842e-03
        p = p * t + 1.66666666666666019037e-01
        let c = r - t * p
        let y = 1 - ((low - (r * c) / (2 - c)) - high)
        return scale(y, Int(k))
    }

    /// The natural logarithm with a relative error below 4·10⁻¹⁶; −infinity for 0, NaN below.
    ///
    /// Source: Sun Microsystems fdlibm `e_log.c`.
    public static func log(_ x: Double) -> Double {
        if x.isNaN || x < 0 { return .nan }
        if x == 0 { return -.infinity }
        if x == .infinity { return x }
        var exponent = Double(x.exponent)
        var m = x.significand
        if m > 1.4142135623730951 {
            m *= 0.5
            exponent += 1
        }
        let f = m - 1
        let s = f / (2 + f)
        let z = s * s
        let w = z * z
        let even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
        let odd =
            z
            * (6.666666666666735130e-01 + w
                * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)))
        let r = even + odd
        let half = 0.5 * f * f
        let low = exponent * 1.90821492927058770002e-10
        return exponent * 6.93147180369123816490e-01 - ((half - (s * (half + r) + low)) - f)
    }

    private static func scale(_ y: Double, _ k: Int) -> Double {
        if k >= -1021, k <= 1023 { return y * Double(sign: .plus, exponent: k, significand: 1) }
        let half = k / 2
        return y * Double(sign: .plus, exponent: half, significand: 1)
            * Double(sign: .plus, exponent: k - half, significand: 1)
    }
}
