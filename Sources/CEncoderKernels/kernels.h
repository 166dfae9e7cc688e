// Shared by the kernels of this target.

#ifndef KERNELS_H
#define KERNELS_H

#include "CEncoderKernels.h"

extern const encoder_kernels encoder_kernels_portable;
#if defined(__x86_64__)
extern const encoder_kernels encoder_kernels_avx2;
extern const encoder_kernels encoder_kernels_avx512vnni;
#elif defined(__aarch64__)
extern const encoder_kernels encoder_kernels_neon;
#endif

/// So many products of 8 with 16 bits fit into the 32-bit lanes of every kernel: at most 512 in one lane.
enum { WEIGH_BLOCK = 1024 };

#define ALWAYS_INLINE static inline __attribute__((always_inline))

#define PASTE_(a, b) a##b
#define PASTE(a, b) PASTE_(a, b)

#endif
