import CEncoderKernels

/// An instruction set's way to compute a sentence's vector. All give the same bits.
public enum EncoderKernel: String, Sendable, Hashable, CaseIterable {
    /// Plain C, for any CPU.
    case portable
    case avx2
    /// AVX-512 with VNNI: Intel from Ice Lake, AMD from Zen 4.
    case avx512VNNI
    /// ARMv8.2 with the dot-product extension. Checked under an emulator only.
    case neonDotProduct

    /// The kernels that this CPU has, the fastest first.
    public static var available: [EncoderKernel] {
        let order: [EncoderKernel] = [.avx512VNNI, .avx2, .neonDotProduct, .portable]
        return order.filter { Kernels($0) != nil }
    }
}

/// The C functions of one kernel.
@safe
struct Kernels: @unchecked Sendable {
    // Sendable: the table is a constant of the program.
    let table: UnsafePointer<encoder_kernels>
    let kind: EncoderKernel

    /// Nil when this CPU does not have the kernel.
    init?(_ kind: EncoderKernel) {
        let kernel =
            switch kind {
            case .portable: ENCODER_KERNEL_PORTABLE
            case .avx2: ENCODER_KERNEL_AVX2
            case .avx512VNNI: ENCODER_KERNEL_AVX512_VNNI
            case .neonDotProduct: ENCODER_KERNEL_NEON_DOT_PRODUCT
            }
        guard let table = unsafe encoder_kernels_of(kernel) else { return nil }
        unsafe self.table = table
        self.kind = kind
    }

    /// The fastest that this CPU has.
    static var best: Kernels {
        for kind in EncoderKernel.available {
            if let kernels = Kernels(kind) { return kernels }
        }
        // `encoder_kernels_of` always has the portable one.
        preconditionFailure("no kernel")
    }

    /// A checksum against damage, in 16 hexadecimal digits.
    @unsafe func checksum(of bytes: UnsafeRawBufferPointer) -> String {
        guard let base = bytes.baseAddress else { return "" }
        let digits = unsafe String(table.pointee.checksum(base, bytes.count), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    func checksum(of bytes: [UInt8]) -> String {
        unsafe bytes.withUnsafeBytes { unsafe checksum(of: $0) }
    }
}
