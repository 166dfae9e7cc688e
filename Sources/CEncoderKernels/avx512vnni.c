// AVX-512 with VNNI (Intel from Ice Lake, AMD from Zen 4): one instruction multiplies and sums 64 pairs.

#include "kernels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"))),                 \
                             apply_to = function)

#define SUFFIX avx512vnni
#define KERNEL_NAME "AVX-512 VNNI"
#define ROWS_MAX 12
#define PANELS(rows) ((rows) > 8 ? 2 : (rows) > 4 ? 3 : 4)
#define PANELS_MAX 4
typedef int8_t activation;

// At most 24 sums and 4 weights in 32 registers; an activation is broadcast from memory.
ALWAYS_INLINE void product_tile(const int rows, const int panels, const int depth, const activation *in,
                                const int32_t *corrections, const uint8_t *weights, size_t ahead, int32_t *out) {
  __m512i sums[12][4];
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
#pragma clang loop unroll(full)
    for (int p = 0; p < panels; p++) {
      sums[r][p] = _mm512_set1_epi32(corrections[r]);
    }
  }
#pragma clang loop unroll_count(2)
  for (int k = 0; k < depth; k += 4) {
    __m512i w[4];
#pragma clang loop unroll(full)
    for (int p = 0; p < panels; p++) {
      w[p] = _mm512_load_si512(weights + (size_t)p * depth * 16 + (size_t)k * 16);
      _mm_prefetch((const char *)(weights + (size_t)p * depth * 16 + (size_t)k * 16 + ahead), _MM_HINT_T1);
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
      int32_t four;
      __builtin_memcpy(&four, in + (size_t)r * depth + k, sizeof four);
      __m512i a = _mm512_set1_epi32(four);
#pragma clang loop unroll(full)
      for (int p = 0; p < panels; p++) {
        sums[r][p] = _mm512_dpbusd_epi32(sums[r][p], w[p], a);
      }
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
#pragma clang loop unroll(full)
    for (int p = 0; p < panels; p++) {
      _mm512_store_si512(out + (r * panels + p) * 16, sums[r][p]);
    }
  }
}

#define HALF_PANELS 4

ALWAYS_INLINE void half_tile(const int depth, const int8_t *in, int32_t correction, const uint8_t *weights,
                             int32_t *out) {
  __m512i low[HALF_PANELS], high[HALF_PANELS];
#pragma clang loop unroll(full)
  for (int p = 0; p < HALF_PANELS; p++) {
    low[p] = _mm512_set1_epi32(correction);
    high[p] = _mm512_setzero_si512();
  }
  const __m512i half = _mm512_set1_epi8(15);
  const size_t panel = (size_t)depth * 8;
  for (int k = 0; k < depth; k += 8) {
    int32_t four[2];
    __builtin_memcpy(four, in + k, sizeof four);
    __m512i a = _mm512_set1_epi32(four[0]), b = _mm512_set1_epi32(four[1]);
#pragma clang loop unroll(full)
    for (int p = 0; p < HALF_PANELS; p++) {
      const uint8_t *from = weights + p * panel + (size_t)k * 8;
      __m512i w = _mm512_load_si512(from);
      _mm_prefetch((const char *)(from + HALF_PANELS * panel), _MM_HINT_T0);
      low[p] = _mm512_dpbusd_epi32(low[p], _mm512_and_si512(w, half), a);
      high[p] = _mm512_dpbusd_epi32(high[p], _mm512_and_si512(_mm512_srli_epi16(w, 4), half), b);
    }
  }
#pragma clang loop unroll(full)
  for (int p = 0; p < HALF_PANELS; p++) {
    _mm512_store_si512(out + p * 16, _mm512_add_epi32(low[p], high[p]));
  }
}

ALWAYS_INLINE void weigh_tile(const int rows, const int8_t *weights, size_t length, size_t count, const int16_t *values,
                              int64_t *out) {
  __m512i sums[4];
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
    sums[r] = _mm512_setzero_si512();
  }
  for (size_t i = 0; i < count; i += 32) {
    __m512i v = _mm512_load_si512(values + i);
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
      __m512i w = _mm512_cvtepi8_epi16(_mm256_load_si256((const __m256i *)(weights + (size_t)r * length + i)));
      sums[r] = _mm512_dpwssd_epi32(sums[r], w, v);
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
    __m512i wide = _mm512_add_epi64(_mm512_cvtepi32_epi64(_mm512_castsi512_si256(sums[r])),
                                    _mm512_cvtepi32_epi64(_mm512_extracti64x4_epi64(sums[r], 1)));
    out[r] += _mm512_reduce_add_epi64(wide);
  }
}

#include "layers.inc.h"

#pragma clang attribute pop

#endif
