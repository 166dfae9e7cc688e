// Plain C for any CPU, and the measure of the other kernels.

#include "kernels.h"

#define SUFFIX portable
#define KERNEL_NAME "portable"
#define ROWS_MAX 6
#define PANELS(rows) 1
#define PANELS_MAX 1
typedef int16_t activation;

typedef uint8_t unsigned16 __attribute__((ext_vector_type(16), aligned(16)));
typedef int16_t shorts16 __attribute__((ext_vector_type(16), aligned(16)));
typedef int16_t shorts8 __attribute__((ext_vector_type(8)));
typedef int32_t ints8 __attribute__((ext_vector_type(8)));

// Vectors of the language, not of an instruction set. The sums of neighbouring products are written so that
// compilers find an instruction for them where there is one. Every output has two sums side by side, one over k =
// 0, 1 and one over k = 2, 3 of each four.
ALWAYS_INLINE void product_tile(const int rows, const int panels, const int depth, const activation *in,
                                const int32_t *corrections, const uint8_t *weights, size_t ahead, int32_t *out) {
  (void)panels;
  (void)ahead;
  for (int quarter = 0; quarter < 4; quarter++) {
    ints8 sums[6];
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
      sums[r] = 0;
    }
    for (int k = 0; k < depth; k += 4) {
      shorts16 w = __builtin_convertvector(*(const unsigned16 *)(weights + k * 16 + quarter * 16), shorts16);
#pragma clang loop unroll(full)
      for (int r = 0; r < rows; r++) {
        int64_t four;
        __builtin_memcpy(&four, in + r * depth + k, sizeof four);
        typedef int64_t longs4 __attribute__((ext_vector_type(4)));
        shorts16 a = __builtin_bit_cast(shorts16, (longs4)four);
        sums[r] += __builtin_convertvector(w.even, ints8) * __builtin_convertvector(a.even, ints8) +
                   __builtin_convertvector(w.odd, ints8) * __builtin_convertvector(a.odd, ints8);
      }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < 4; c++) {
        out[r * 16 + quarter * 4 + c] = sums[r][2 * c] + sums[r][2 * c + 1] + corrections[r];
      }
    }
  }
}

#define HALF_PANELS 1

ALWAYS_INLINE void half_tile(const int depth, const int8_t *in, int32_t correction, const uint8_t *weights,
                             int32_t *out) {
  for (int n = 0; n < 16; n++) {
    out[n] = correction;
  }
  for (int k = 0; k < depth; k += 8) {
    for (int n = 0; n < 16; n++) {
      const uint8_t *w = weights + (size_t)k * 8 + n * 4;
      int32_t sum = 0;
      for (int i = 0; i < 4; i++) {
        sum += in[k + i] * (w[i] & 15) + in[k + 4 + i] * (w[i] >> 4);
      }
      out[n] += sum;
    }
  }
}

ALWAYS_INLINE void weigh_tile(const int rows, const int8_t *weights, size_t length, size_t count, const int16_t *values,
                              int64_t *out) {
  for (int r = 0; r < rows; r++) {
    // Two sums, as one cannot hold a whole block.
    for (size_t start = 0; start < count; start += WEIGH_BLOCK / 2) {
      size_t end = start + WEIGH_BLOCK / 2 < count ? start + WEIGH_BLOCK / 2 : count;
      int32_t sum = 0;
      for (size_t i = start; i < end; i++) {
        sum += weights[r * length + i] * values[i];
      }
      out[r] += sum;
    }
  }
}

#include "layers.inc.h"
