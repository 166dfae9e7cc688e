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

#define HALF_PANELS 1

// Weights of 4 bits are too small for the 8-bit multiply-add to saturate, and 16 bits hold the sums of eight of them:
// 8 · 2 · 15 · 127 = 30,480.
ALWAYS_INLINE void half_tile(const int depth, const int8_t *in, int32_t correction, const uint8_t *weights,
                             int32_t *out) {
  __m256i sums[2] = {_mm256_set1_epi32(correction), _mm256_set1_epi32(correction)};
  const __m256i half = _mm256_set1_epi8(15), ones = _mm256_set1_epi16(1);
  for (int start = 0; start < depth; start += 32) {
    int end = start + 32 < depth ? start + 32 : depth;
    __m256i narrow[2] = {_mm256_setzero_si256(), _mm256_setzero_si256()};
    for (int k = start; k < end; k += 8) {
      int32_t four[2];
      __builtin_memcpy(four, in + k, sizeof four);
      __m256i a = _mm256_set1_epi32(four[0]), b = _mm256_set1_epi32(four[1]);
#pragma clang loop unroll(full)
      for (int p = 0; p < 2; p++) {
        __m256i w = _mm256_load_si256((const __m256i *)(weights + (size_t)k * 8 + p * 32));
        __m256i low = _mm256_maddubs_epi16(_mm256_and_si256(w, half), a);
        __m256i high = _mm256_maddubs_epi16(_mm256_and_si256(_mm256_srli_epi16(w, 4), half), b);
        narrow[p] = _mm256_add_epi16(narrow[p], _mm256_add_epi16(low, high));
      }
    }
#pragma clang loop unroll(full)
    for (int p = 0; p < 2; p++) {
      sums[p] = _mm256_add_epi32(sums[p], _mm256_madd_epi16(narrow[p], ones));
    }
  }
  _mm256_store_si256((__m256i *)out, sums[0]);
  _mm256_store_si256((__m256i *)(out + 8), sums[1]);
}

ALWAYS_INLINE void weigh_tile(const int rows, const int8_t *weights, size_t length, size_t count, const int16_t *values,
                              int64_t *out) {
  __m256i sums[4];
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
    sums[r] = _mm256_setzero_si256();
  }
  for (size_t i = 0; i < count; i += 16) {
    __m256i v = _mm256_load_si256((const __m256i *)(values + i));
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
      __m256i w = _mm256_cvtepi8_epi16(_mm_load_si128((const __m128i *)(weights + (size_t)r * length + i)));
      sums[r] = _mm256_add_epi32(sums[r], _mm256_madd_epi16(w, v));
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
    int32_t lanes[8];
    _mm256_storeu_si256((__m256i *)lanes, sums[r]);
    for (int n = 0; n < 8; n++) {
      out[r] += lanes[n];
    }
  }
}

#include "layers.inc.h"

#pragma clang attribute pop

#endif
