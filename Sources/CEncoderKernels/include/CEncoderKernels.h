//! Integer matrix products and the float loops of a BERT encoder (Devlin 2019, arXiv:1810.04805) with a width of 384.
//!
//! Every kernel gives the same bits. The products are exact: signed 8-bit activations times unsigned 8-bit weights,
//! summed in 32 bits. The float code is one source of 16-lane loops (`layers.inc.h`), compiled once per instruction
//! set without contraction, with a fixed order of sums and without the maths library.
//!
//! All matrices are row-major. No function keeps state, allocates or checks its arguments: the callers in Swift do.

#ifndef C_ENCODER_KERNELS_H
#define C_ENCODER_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__cplusplus)
extern "C" {
#endif

enum {
  /// The width of a token's vector, and the depth of most products.
  ENCODER_WIDTH = 384,
  /// The width of the feed-forward layer, and the depth of the product that leads back.
  ENCODER_HIDDEN = 1536,
  /// Query, key and value of one token, side by side.
  ENCODER_QKV = 3 * ENCODER_WIDTH,
  ENCODER_HEADS = 12,
  ENCODER_HEAD_WIDTH = 32,
  /// The most tokens of one call.
  ENCODER_MAX_TOKENS = 256,
  /// Floats of scratch memory that `attention` needs.
  ENCODER_ATTENTION_SCRATCH = (ENCODER_HEAD_WIDTH + 4) * ENCODER_MAX_TOKENS,
  /// Every pointer to floats, activations or weights is aligned to this many bytes.
  ENCODER_ALIGNMENT = 64,
};

/// Activations quantised to 8 bits with one scale a token.
///
/// `values` holds one row a token; an element has the size `activation_size` of the kernel in use, and its value is
/// in −127...127. `corrections` holds −128 · (sum of the row), which undoes the offset of the unsigned weights.
typedef struct {
  void *_Nonnull values;
  float *_Nonnull scales;
  int32_t *_Nonnull corrections;
} encoder_activations;

/// A dense layer's weights, `outputs` × `depth`.
///
/// `panels` holds w + 128 for 8-bit w as [outputs / 16][depth / 4][16][4]; `scales` and `biases` have one element
/// an output. `outputs` is a multiple of 192, `depth` is `ENCODER_WIDTH` or `ENCODER_HIDDEN`.
typedef struct {
  const uint8_t *_Nonnull panels;
  const float *_Nonnull scales;
  const float *_Nonnull biases;
  int32_t outputs;
  int32_t depth;
} encoder_dense;

/// What follows a product, element by element.
typedef enum {
  /// out = product + bias
  ENCODER_THEN_NOTHING,
  /// out = GELU(product + bias); Hendrycks & Gimpel 2016, arXiv:1606.08415
  ENCODER_THEN_GELU,
  /// out += product + bias
  ENCODER_THEN_ADD,
} encoder_epilogue;

/// One instruction set's functions.
typedef struct {
  const char *_Nonnull name;

  /// Bytes of one element of `encoder_activations.values`.
  size_t activation_size;

  /// out[t] = words[ids[t]] · scales[ids[t]] + positions[t], `tokens` × 384.
  void (*_Nonnull embed)(const uint32_t *_Nonnull ids, int32_t tokens, const int8_t *_Nonnull words,
                         const float *_Nonnull scales, const float *_Nonnull positions, float *_Nonnull out);

  /// Normalises each row of `rows` (`tokens` × 384) in place (Ba 2016, arXiv:1607.06450; ε = 1e-12) and quantises
  /// its product with `smoothing` (384).
  void (*_Nonnull normalize)(float *_Nonnull rows, int32_t tokens, const float *_Nonnull gains,
                             const float *_Nonnull biases, const float *_Nonnull smoothing, encoder_activations out);

  /// Quantises `tokens` rows of `width` floats (a multiple of 64).
  void (*_Nonnull quantize)(const float *_Nonnull rows, int32_t tokens, int32_t width, encoder_activations out);

  /// out (`tokens` × outputs) from in (`tokens` × depth).
  void (*_Nonnull dense)(encoder_activations in, int32_t tokens, encoder_dense layer, encoder_epilogue then,
                         float *_Nonnull out);

  /// Scaled dot-product attention of 12 heads (Vaswani 2017, arXiv:1706.03762): `qkv` is `tokens` × 1152
  /// in memory with room for the next multiple of 16 rows, `out` is `tokens` × 384.
  void (*_Nonnull attention)(const float *_Nonnull qkv, int32_t tokens, float *_Nonnull scratch, float *_Nonnull out);

  /// sum (384) += the sum of `tokens` rows, first to last.
  void (*_Nonnull accumulate)(const float *_Nonnull rows, int32_t tokens, float *_Nonnull sum);

  /// Divides `vector` (384) by its length; leaves a vector of zeros as it is.
  void (*_Nonnull unit)(float *_Nonnull vector);

  /// sum += Σ values[i] · rows[columns[i]], in the order of i: a sparse vector times a matrix. `rows` has `stride` floats a
  /// row, a multiple of 16, and so has `sum`. Without `columns` i is the row.
  void (*_Nonnull add_rows)(const float *_Nonnull rows, size_t stride, const uint32_t *_Nullable columns,
                            const float *_Nonnull values, size_t count, float *_Nonnull sum);

  /// sum += Σ values[i] · scales[columns[i]] · rows[columns[i]], in the order of i, for rows of signed integers of `size` bytes,
  /// 1 or 2: `rows` is aligned to 16 bytes and has `stride` of them a row, a multiple of 16; `sum` has as many floats.
  /// Without `columns` i is the row.
  void (*_Nonnull add_quantized_rows)(const void *_Nonnull rows, size_t size, size_t stride,
                                      const float *_Nonnull scales, const uint32_t *_Nullable columns,
                                      const float *_Nonnull values, size_t count, float *_Nonnull sum);

  /// out[i] = values[i] · scales[i] · factor to the nearest integer, ties to even, within ±32767. Zeros from `count` on up to the
  /// next multiple of 64, for which `out` has room; `values` and `scales` need no alignment and are not read there.
  void (*_Nonnull narrow)(const float *_Nonnull values, const float *_Nonnull scales, float factor, size_t count,
                          int16_t *_Nonnull out);

  /// The exact products of 16-bit values with rows of 8-bit weights, −127…127: sums[r] = Σ rows[r][i] · values[i]. `length` is a
  /// multiple of 64 and the bytes of a row; `rows` and `values` are aligned to 64 bytes.
  void (*_Nonnull weigh)(const int8_t *_Nonnull rows, const int16_t *_Nonnull values, size_t length, size_t count,
                         int64_t *_Nonnull sums);

  /// rows[columns[i]] += values[i] · row, for each i: the outer product of a sparse vector and a row.
  void (*_Nonnull spread_row)(const float *_Nonnull row, size_t stride, const uint32_t *_Nonnull columns,
                              const float *_Nonnull values, size_t count, float *_Nonnull rows);

  /// out −= a · b: `a` is `rows` × `depth`, `b` is `depth` × `columns`, each with so many floats from row to row. `columns`,
  /// `b_stride` and `out_stride` are multiples of 16. An element takes its products one after the other, so that any
  /// split of the work gives the same bits. `out` may lie in the same matrix as `a` and `b`, but not overlap them.
  void (*_Nonnull subtract_product)(const float *_Nonnull a, size_t a_stride, const float *_Nonnull b, size_t b_stride,
                                    size_t rows, size_t columns, size_t depth, float *_Nonnull out, size_t out_stride);

  /// The radial basis function of two cosines, 2^(exponent · (c + d − 2)), from the exact sums that `half_product` gives:
  /// c = sums[i] · scale + offset, d likewise. Also gives c as `cosines`, if asked for. All arrays have room for `count` rounded up
  /// to 16 and need no alignment.
  void (*_Nonnull radial)(const int32_t *_Nonnull sums, float scale, float offset, const int32_t *_Nonnull other_sums,
                          float other_scale, float other_offset, float exponent, size_t count,
                          float *_Nullable cosines, float *_Nonnull out);

  /// values[i] = 2^(values[i] + offset) for sums of at most 100. `values` is aligned and has room for `count` rounded up to 16.
  void (*_Nonnull raise)(float *_Nonnull values, size_t count, float offset);

  /// The exact product of a row with 4-bit weights w, 0…15: out[n] = Σ row[k] · (w[n][k] − 8), for `outputs` outputs, a
  /// multiple of 64. `panels` holds [outputs / 16][depth / 8][16][4] bytes: the weight of k in the lower half of a byte and
  /// that of k + 4 in the upper half. `depth` is a multiple of 8; `panels` and `out` are aligned.
  void (*_Nonnull half_product)(const int8_t *_Nonnull row, const uint8_t *_Nonnull panels, int32_t outputs,
                                int32_t depth, int32_t *_Nonnull out);

  /// A 64-bit checksum of `count` bytes against damage, not against forgery. `bytes` is aligned to 8.
  uint64_t (*_Nonnull checksum)(const void *_Nonnull bytes, size_t count);
} encoder_kernels;

typedef enum {
  ENCODER_KERNEL_PORTABLE,
  ENCODER_KERNEL_AVX2,
  ENCODER_KERNEL_AVX512_VNNI,
  ENCODER_KERNEL_NEON_DOT_PRODUCT,
} encoder_kernel;

/// The functions of one kernel, or null when this build or this CPU does not have it. The portable one is always
/// there.
const encoder_kernels *_Nullable encoder_kernels_of(encoder_kernel kernel);

#if defined(__cplusplus)
}
#endif

#endif
