#include "kernels.h"

#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

static bool is_supported(encoder_kernel kernel) {
  switch (kernel) {
  case ENCODER_KERNEL_PORTABLE:
    return true;
#if defined(__x86_64__)
  case ENCODER_KERNEL_AVX2:
    return __builtin_cpu_supports("avx2");
  case ENCODER_KERNEL_AVX512_VNNI:
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512vnni");
#elif defined(__aarch64__) && defined(__linux__)
  case ENCODER_KERNEL_NEON_DOT_PRODUCT:
    return (getauxval(AT_HWCAP) >> 20 & 1) != 0; // HWCAP_ASIMDDP
#elif defined(__aarch64__) && defined(__APPLE__)
  case ENCODER_KERNEL_NEON_DOT_PRODUCT:
    return true; // every 64-bit Mac has it
#endif
  default:
    return false;
  }
}

const encoder_kernels *encoder_kernels_of(encoder_kernel kernel) {
  if (!is_supported(kernel)) {
    return NULL;
  }
  switch (kernel) {
  case ENCODER_KERNEL_PORTABLE:
    return &encoder_kernels_portable;
#if defined(__x86_64__)
  case ENCODER_KERNEL_AVX2:
    return &encoder_kernels_avx2;
  case ENCODER_KERNEL_AVX512_VNNI:
    return &encoder_kernels_avx512vnni;
#elif defined(__aarch64__)
  case ENCODER_KERNEL_NEON_DOT_PRODUCT:
    return &encoder_kernels_neon;
#endif
  default:
    return NULL;
  }
}
