// NEON with the dot-product extension (ARMv8.2 and later, optional before 8.4).
//
// Compared with the portable kernel under qemu-user, where every bit agreed with x86; never timed on hardware.

#include "kernels.h"

#if defined(__aarch64__)

#include <arm_neon.h>

#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)

#define SUFFIX neon
#define KERNEL_NAME "NEON dot product"
#define ROWS_MAX 6
#define PANELS(rows) 1
#define PANELS_MAX 1
typedef int8_t activation;

// Signed times signed here: the offset of the weights is taken off again by flipping their top bit, so no
// correction is needed. At most 24 sums, 6 rows of activations and 1 weight in 32 registers.
ALWAYS_INLINE void product_tile(const int rows, const int panels, const int depth, const activation *in,
                                const int32_t *corrections, const uint8_t *weights, size_t ahead, int32_t *out) {
  (void)panels;
  (void)corrections;
  int32x4_t sums[6][4];
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
    sums[r][0] = sums[r][1] = sums[r][2] = sums[r][3] = vdupq_n_s32(0);
  }
  const uint8x16_t top = vdupq_n_u8(0x80);
  for (int k = 0; k < depth; k += 16) {
    int8x16_t a[6];
#pragma clang loop unroll(full)
    for (int line = 0; line < 256; line += 64) {
      __builtin_prefetch(weights + k * 16 + line + ahead, 0, 2);
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
      a[r] = vld1q_s8(in + r * depth + k);
    }
#define FOUR(lane)                                                                                                     \
  _Pragma("clang loop unroll(full)") for (int c = 0; c < 4; c++) {                                                     \
    int8x16_t w = vreinterpretq_s8_u8(veorq_u8(vld1q_u8(weights + (k + 4 * lane) * 16 + c * 16), top));                \
    _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; r++) {                                                \
      sums[r][c] = vdotq_laneq_s32(sums[r][c], w, a[r], lane);                                                         \
    }                                                                                                                  \
  }
    FOUR(0)
    FOUR(1)
    FOUR(2)
    FOUR(3)
#undef FOUR
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
#pragma clang loop unroll(full)
    for (int c = 0; c < 4; c++) {
      vst1q_s32(out + r * 16 + c * 4, sums[r][c]);
    }
  }
}

#define HALF_PANELS 1

ALWAYS_INLINE void half_tile(const int depth, const int8_t *in, int32_t correction, const uint8_t *weights,
                             int32_t *out) {
  int32x4_t sums[4];
#pragma clang loop unroll(full)
  for (int c = 0; c < 4; c++) {
    sums[c] = vdupq_n_s32(correction);
  }
  for (int k = 0; k < depth; k += 8) {
    int32_t four[2];
    __builtin_memcpy(four, in + k, sizeof four);
    int8x16_t a = vreinterpretq_s8_s32(vdupq_n_s32(four[0])), b = vreinterpretq_s8_s32(vdupq_n_s32(four[1]));
#pragma clang loop unroll(full)
    for (int c = 0; c < 4; c++) {
      uint8x16_t w = vld1q_u8(weights + (size_t)k * 8 + c * 16);
      sums[c] = vdotq_s32(sums[c], vreinterpretq_s8_u8(vandq_u8(w, vdupq_n_u8(15))), a);
      sums[c] = vdotq_s32(sums[c], vreinterpretq_s8_u8(vshrq_n_u8(w, 4)), b);
    }
  }
#pragma clang loop unroll(full)
  for (int c = 0; c < 4; c++) {
    vst1q_s32(out + c * 4, sums[c]);
  }
}

ALWAYS_INLINE void weigh_tile(const int rows, const int8_t *weights, size_t length, size_t count, const int16_t *values,
                              int64_t *out) {
  int32x4_t sums[4][2];
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
    sums[r][0] = sums[r][1] = vdupq_n_s32(0);
  }
  for (size_t i = 0; i < count; i += 8) {
    int16x8_t v = vld1q_s16(values + i);
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
      int16x8_t w = vmovl_s8(vld1_s8(weights + (size_t)r * length + i));
      sums[r][0] = vmlal_s16(sums[r][0], vget_low_s16(w), vget_low_s16(v));
      sums[r][1] = vmlal_high_s16(sums[r][1], w, v);
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
    out[r] += vaddlvq_s32(sums[r][0]) + vaddlvq_s32(sums[r][1]);
  }
}

#include "layers.inc.h"

#pragma clang attribute pop

#endif
