// AVX2: 8-bit values are widened to 16 bits, as the 8-bit multiply-add of AVX2 saturates.

#include "kernels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

#define SUFFIX avx2
#define KERNEL_NAME "AVX2"
#define ROWS_MAX 6
#define PANELS(rows) 1
#define PANELS_MAX 1
typedef int16_t activation;

// At most 12 sums, 2 weights and 1 activation in 16 registers: one panel is done in two halves of 8 outputs.
ALWAYS_INLINE void product_tile(const int rows, const int panels, const int depth, const activation *in,
                                const int32_t *corrections, const uint8_t *weights, size_t ahead, int32_t *out) {
  (void)panels;
  for (int half = 0; half < 2; half++) {
    // Every output has two sums side by side, one over k = 0, 1 and one over k = 2, 3 of each four.
    __m256i sums[6][2];
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
      sums[r][0] = sums[r][1] = _mm256_setzero_si256();
    }
#pragma clang loop unroll_count(2)
    for (int k = 0; k < depth; k += 4) {
      const uint8_t *w = weights + half * 32 + k * 16;
      _mm_prefetch((const char *)(w + ahead), _MM_HINT_T1);
      __m256i first = _mm256_cvtepu8_epi16(_mm_load_si128((const __m128i *)w));
      __m256i second = _mm256_cvtepu8_epi16(_mm_load_si128((const __m128i *)(w + 16)));
#pragma clang loop unroll(full)
      for (int r = 0; r < rows; r++) {
        int64_t four;
        __builtin_memcpy(&four, in + r * depth + k, sizeof four);
        __m256i a = _mm256_set1_epi64x(four);
        sums[r][0] = _mm256_add_epi32(sums[r][0], _mm256_madd_epi16(first, a));
        sums[r][1] = _mm256_add_epi32(sums[r][1], _mm256_madd_epi16(second, a));
      }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
      __m256i pairs = _mm256_permute4x64_epi64(_mm256_hadd_epi32(sums[r][0], sums[r][1]), 0xd8);
      _mm256_store_si256((__m256i *)(out + r * 16 + half * 8),
                         _mm256_add_epi32(pairs, _mm256_set1_epi32(corrections[r])));
    }
  }
}

#include "layers.inc.h"

#pragma clang attribute pop

#endif
