// The float code of every kernel, compiled once per instruction set. The including file defines
//
//   SUFFIX                       the kernel's name
//   KERNEL_NAME                  the same for people
//   activation                   the type of a quantised activation: int8_t or int16_t
//   ROWS_MAX (6 or 12)           the most rows of a tile
//   PANELS(rows), PANELS_MAX     how many panels of 16 outputs a tile of that height is wide
//   product_tile(rows, panels, depth, in, corrections, weights, ahead, out)
//   HALF_PANELS (1, 2 or 4)      how many panels of 4-bit weights are multiplied side by side
//   half_tile(depth, in, correction, weights, out)
//   weigh_tile(rows, weights, length, count, values, sums)
//
// where product_tile sums `rows` rows times `panels` panels of 16 outputs exactly into out[rows][panels][16]; its
// first three arguments are constants. It also fetches the weights that lie `ahead` bytes further into the cache,
// as many bytes as it reads. half_tile adds to each output's `correction` the product of `in` with 4-bit weights, 0…15.
// weigh_tile adds to the sums of `rows` rows (a constant), `length` bytes apart, the products of `count` of their 8-bit weights
// with 16-bit values, exactly; `count` is a multiple of 64 and at most WEIGH_BLOCK, so that 32 bits hold the sums of a lane.
//
// Why every kernel gives the same bits: a value is only ever made by IEEE 754 additions, multiplications,
// divisions, square roots and conversions, which are exact to the last bit everywhere; 16 lanes run side by side
// whatever the width of a register; the lanes are summed by one fixed tree; products and sums are never contracted
// to a fused operation.

#pragma STDC FP_CONTRACT OFF

// Vectors wider than the instruction set's registers never cross a call: everything that takes one is inlined.
#pragma clang diagnostic ignored "-Wpsabi"

#define NAME(name) PASTE(name##_, SUFFIX)

typedef float floats __attribute__((ext_vector_type(16), aligned(64)));
typedef int32_t ints __attribute__((ext_vector_type(16), aligned(64)));
typedef int8_t bytes16 __attribute__((ext_vector_type(16), aligned(16)));
typedef int16_t shorts16_in_memory __attribute__((ext_vector_type(16), aligned(16)));
typedef activation activations16 __attribute__((ext_vector_type(16), aligned(16)));
typedef float floats8 __attribute__((ext_vector_type(8)));
typedef float floats4 __attribute__((ext_vector_type(4)));
typedef float floats2 __attribute__((ext_vector_type(2)));

enum { LANES = 16, WIDTH = ENCODER_WIDTH, HIDDEN = ENCODER_HIDDEN };

ALWAYS_INLINE floats load(const float *p) { return *(const floats *)p; }
ALWAYS_INLINE void store(float *p, floats v) { *(floats *)p = v; }
ALWAYS_INLINE floats spread(float v) { return (floats)v; }
ALWAYS_INLINE floats larger(floats a, floats b) { return a > b ? a : b; }
ALWAYS_INLINE floats smaller(floats a, floats b) { return a < b ? a : b; }
ALWAYS_INLINE floats magnitude(floats v) {
  return __builtin_bit_cast(floats, __builtin_bit_cast(ints, v) & 0x7fffffff);
}

ALWAYS_INLINE float sum_of_lanes(floats v) {
  floats8 a = v.lo + v.hi;
  floats4 b = a.lo + a.hi;
  floats2 c = b.lo + b.hi;
  return c.x + c.y;
}

ALWAYS_INLINE float largest_lane(floats v) {
  floats8 a = v.lo > v.hi ? v.lo : v.hi;
  floats4 b = a.lo > a.hi ? a.lo : a.hi;
  floats2 c = b.lo > b.hi ? b.lo : b.hi;
  return c.x > c.y ? c.x : c.y;
}

/// 1.5 · 2²³: adding it to a float below 2²² in size rounds that to the nearest integer (ties to even), which then
/// stands in the low bits.
static const float rounder = 12582912.0f;

/// 2^v for v ≤ 100, to 1e-7; below 2⁻¹²⁶ the answer is 2⁻¹²⁶.
ALWAYS_INLINE floats power_of_two(floats v) {
  v = larger(v, spread(-126.0f));
  floats shifted = v + rounder;
  floats f = v - (shifted - rounder);
  floats p = spread(0.0013276471f);
  p = p * f + 0.009675542f;
  p = p * f + 0.055507135f;
  p = p * f + 0.2402212f;
  p = p * f + 0.69314694f;
  p = p * f + 1.0000001f;
  return __builtin_bit_cast(floats, __builtin_bit_cast(ints, p) + (__builtin_bit_cast(ints, shifted) << 23));
}

/// v · Φ(v), off by at most 1.6e-4 for |v| ≤ 20: an odd polynomial of degree 13 for Φ − ½ inside ±3.92, fitted to
/// the least largest error. The next step rounds the values to 1/127 of the largest, a hundred times coarser.
ALWAYS_INLINE floats gelu(floats v) {
  floats c = smaller(larger(v, spread(-3.92f)), spread(3.92f));
  floats s = c * c;
  floats p = spread(2.5535774e-08f);
  p = p * s - 1.734962e-06f;
  p = p * s + 5.0572115e-05f;
  p = p * s - 0.00083845214f;
  p = p * s + 0.008886244f;
  p = p * s - 0.064812884f;
  p = p * s + 0.39804775f;
  return v * (c * p + 0.5f);
}

// MARK: - Rows

static void NAME(embed)(const uint32_t *ids, int32_t tokens, const int8_t *words, const float *scales,
                        const float *positions, float *out) {
  for (int t = 0; t < tokens; t++) {
    const int8_t *word = words + (size_t)ids[t] * WIDTH;
    floats scale = spread(scales[ids[t]]);
    for (int i = 0; i < WIDTH; i += LANES) {
      floats v = __builtin_convertvector(*(const bytes16 *)(word + i), floats);
      store(out + i, v * scale + load(positions + i));
    }
    positions += WIDTH;
    out += WIDTH;
  }
}

/// Quantises one row: v / (largest / 127), rounded to the nearest integer, ties to even.
///
/// `smoothing` is null or holds factors for the elements of the row, with which `largest` was found.
ALWAYS_INLINE void quantize_row(const float *row, const float *smoothing, const int width, float largest,
                                activation *out, float *scale, int32_t *correction) {
  // A row of (almost) nothing has no scale to speak of; its inverse would be infinite.
  float inverse = largest > 1e-30f ? 127.0f / largest : 0.0f;
  *scale = largest > 1e-30f ? largest / 127.0f : 0.0f;
  ints sum = 0;
  for (int i = 0; i < width; i += LANES) {
    floats v = smoothing ? load(row + i) * load(smoothing + i) : load(row + i);
    ints q = __builtin_bit_cast(ints, v * inverse + rounder) - 0x4b400000;
    sum += q;
    *(activations16 *)(out + i) = __builtin_convertvector(q, activations16);
  }
  *correction = -128 * __builtin_reduce_add(sum);
}

static void NAME(normalize)(float *rows, int32_t tokens, const float *gains, const float *biases,
                            const float *smoothing, encoder_activations out) {
  activation *values = out.values;
  for (int t = 0; t < tokens; t++) {
    float *row = rows + (size_t)t * WIDTH;
    floats a = 0, b = 0, c = 0, d = 0;
    for (int i = 0; i < WIDTH; i += 4 * LANES) {
      a += load(row + i);
      b += load(row + i + LANES);
      c += load(row + i + 2 * LANES);
      d += load(row + i + 3 * LANES);
    }
    floats mean = spread(sum_of_lanes((a + b) + (c + d)) / WIDTH);
    a = b = c = d = 0;
    for (int i = 0; i < WIDTH; i += 4 * LANES) {
      floats e = load(row + i) - mean, f = load(row + i + LANES) - mean;
      floats g = load(row + i + 2 * LANES) - mean, h = load(row + i + 3 * LANES) - mean;
      a += e * e;
      b += f * f;
      c += g * g;
      d += h * h;
    }
    float variance = sum_of_lanes((a + b) + (c + d)) / WIDTH;
    floats inverse = spread(1.0f / __builtin_elementwise_sqrt(variance + 1e-12f));
    floats largest = 0;
    for (int i = 0; i < WIDTH; i += LANES) {
      floats v = (load(row + i) - mean) * inverse * load(gains + i) + load(biases + i);
      store(row + i, v);
      largest = larger(largest, magnitude(v * load(smoothing + i)));
    }
    quantize_row(row, smoothing, WIDTH, largest_lane(largest), values + (size_t)t * WIDTH, out.scales + t,
                 out.corrections + t);
  }
}

static void NAME(quantize)(const float *rows, int32_t tokens, int32_t width, encoder_activations out) {
  activation *values = out.values;
  for (int t = 0; t < tokens; t++) {
    const float *row = rows + (size_t)t * width;
    floats a = 0, b = 0, c = 0, d = 0;
    for (int i = 0; i < width; i += 4 * LANES) {
      a = larger(a, magnitude(load(row + i)));
      b = larger(b, magnitude(load(row + i + LANES)));
      c = larger(c, magnitude(load(row + i + 2 * LANES)));
      d = larger(d, magnitude(load(row + i + 3 * LANES)));
    }
    float largest = largest_lane(larger(larger(a, b), larger(c, d)));
    quantize_row(row, NULL, width, largest, values + (size_t)t * width, out.scales + t, out.corrections + t);
  }
}

static void NAME(accumulate)(const float *rows, int32_t tokens, float *sum) {
  for (int i = 0; i < WIDTH; i += LANES) {
    floats v = load(sum + i);
    for (int t = 0; t < tokens; t++) {
      v += load(rows + (size_t)t * WIDTH + i);
    }
    store(sum + i, v);
  }
}

static void NAME(unit)(float *vector) {
  // Scaled by the largest element first, so that no square over- or underflows.
  floats largest = 0;
  for (int i = 0; i < WIDTH; i += LANES) {
    largest = larger(largest, magnitude(load(vector + i)));
  }
  float most = largest_lane(largest);
  if (!(most > 0)) {
    return;
  }
  floats sum = 0;
  for (int i = 0; i < WIDTH; i += LANES) {
    floats v = load(vector + i) / most;
    store(vector + i, v);
    sum += v * v;
  }
  float length = __builtin_elementwise_sqrt(sum_of_lanes(sum));
  for (int i = 0; i < WIDTH; i += LANES) {
    store(vector + i, load(vector + i) / length);
  }
}

// MARK: - Sparse vectors

/// `width` vectors of 16 of every row; a constant, so that the sums stay in registers.
ALWAYS_INLINE void add_strip(const int width, const float *rows, size_t stride, const uint32_t *columns,
                             const float *values, size_t count, float *sum) {
  floats sums[8];
#pragma clang loop unroll(full)
  for (int j = 0; j < width; j++) {
    sums[j] = load(sum + j * LANES);
  }
  for (size_t i = 0; i < count; i++) {
    const float *row = rows + (columns ? columns[i] : i) * stride;
    floats value = spread(values[i]);
#pragma clang loop unroll(full)
    for (int j = 0; j < width; j++) {
      sums[j] += load(row + j * LANES) * value;
    }
  }
#pragma clang loop unroll(full)
  for (int j = 0; j < width; j++) {
    store(sum + j * LANES, sums[j]);
  }
}

static void NAME(add_rows)(const float *rows, size_t stride, const uint32_t *columns, const float *values, size_t count,
                           float *sum) {
  size_t at = 0;
  for (; at + 8 * LANES <= stride; at += 8 * LANES) {
    add_strip(8, rows + at, stride, columns, values, count, sum + at);
  }
  if (at + 4 * LANES <= stride) {
    add_strip(4, rows + at, stride, columns, values, count, sum + at);
    at += 4 * LANES;
  }
  if (at + 2 * LANES <= stride) {
    add_strip(2, rows + at, stride, columns, values, count, sum + at);
    at += 2 * LANES;
  }
  if (at < stride) {
    add_strip(1, rows + at, stride, columns, values, count, sum + at);
  }
}

static void NAME(spread_row)(const float *row, size_t stride, const uint32_t *columns, const float *values,
                             size_t count, float *rows) {
  for (size_t i = 0; i < count; i++) {
    float *to = rows + columns[i] * stride;
    floats value = spread(values[i]);
    for (size_t at = 0; at < stride; at += LANES) {
      store(to + at, load(to + at) + load(row + at) * value);
    }
  }
}

/// 16 elements of `size` bytes each, a constant, as floats.
ALWAYS_INLINE floats widened(const int size, const char *at) {
  return size == 1 ? __builtin_convertvector(*(const bytes16 *)at, floats)
                   : __builtin_convertvector(*(const shorts16_in_memory *)at, floats);
}

ALWAYS_INLINE void add_quantized_strip(const int width, const int size, const char *rows, size_t stride,
                                       const float *scales, const uint32_t *columns, const float *values, size_t first,
                                       size_t count, float *sum) {
  floats sums[8];
#pragma clang loop unroll(full)
  for (int j = 0; j < width; j++) {
    sums[j] = load(sum + j * LANES);
  }
  for (size_t i = first; i < first + count; i++) {
    size_t number = columns ? columns[i] : i;
    const char *row = rows + number * stride * size;
    floats value = spread(values[i] * scales[number]);
#pragma clang loop unroll(full)
    for (int j = 0; j < width; j++) {
      sums[j] += widened(size, row + j * LANES * size) * value;
    }
  }
#pragma clang loop unroll(full)
  for (int j = 0; j < width; j++) {
    store(sum + j * LANES, sums[j]);
  }
}

ALWAYS_INLINE void add_quantized(const int size, const char *rows, size_t stride, const float *scales,
                                 const uint32_t *columns, const float *values, size_t count, float *sum) {
  // Few rows at a time, so that they are still in the first cache when the next strip of them is added.
  enum { ROW_BLOCK = 64 };
  for (size_t first = 0; first < count; first += ROW_BLOCK) {
    size_t some = count - first < ROW_BLOCK ? count - first : ROW_BLOCK;
    size_t at = 0;
#define STRIPS(width)                                                                                                  \
  for (; at + width * LANES <= stride; at += width * LANES) {                                                          \
    add_quantized_strip(width, size, rows + at * size, stride, scales, columns, values, first, some, sum + at);        \
  }
    STRIPS(8) STRIPS(6) STRIPS(4) STRIPS(2) STRIPS(1)
#undef STRIPS
  }
}

static void NAME(add_quantized_rows)(const void *rows, size_t size, size_t stride, const float *scales,
                                     const uint32_t *columns, const float *values, size_t count, float *sum) {
  if (size == 1) {
    add_quantized(1, rows, stride, scales, columns, values, count, sum);
  } else {
    add_quantized(2, rows, stride, scales, columns, values, count, sum);
  }
}

// MARK: - Weighted likenesses

static void NAME(narrow)(const float *values, const float *scales, float factor, size_t count, int16_t *out) {
  typedef float any_floats __attribute__((ext_vector_type(16), aligned(4)));
  typedef int16_t any_shorts __attribute__((ext_vector_type(16), aligned(2)));
  // What is added and taken off leaves no place for a fraction, and its last bits are then the integer.
  const float magic = 0x1.8p23f;
  size_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    floats v = *(const any_floats *)(values + i) * *(const any_floats *)(scales + i) * factor;
    v = smaller(larger(v, spread(-32767.0f)), spread(32767.0f));
    ints whole = __builtin_bit_cast(ints, v + magic) - __builtin_bit_cast(int32_t, magic);
    *(any_shorts *)(out + i) = __builtin_convertvector(whole, any_shorts);
  }
  for (; i < count; i++) {
    float v = values[i] * scales[i] * factor;
    v = v > 32767.0f ? 32767.0f : v < -32767.0f ? -32767.0f : v;
    out[i] = (int16_t)(__builtin_bit_cast(int32_t, v + magic) - __builtin_bit_cast(int32_t, magic));
  }
  for (; i % 64 != 0; i++) {
    out[i] = 0;
  }
}

static void NAME(weigh)(const int8_t *rows, const int16_t *values, size_t length, size_t count, int64_t *sums) {
  for (size_t r = 0; r < count; r++) {
    sums[r] = 0;
  }
  for (size_t at = 0; at < length; at += WEIGH_BLOCK) {
    size_t some = length - at < WEIGH_BLOCK ? length - at : WEIGH_BLOCK;
    size_t r = 0;
    for (; r + 4 <= count; r += 4) {
      weigh_tile(4, rows + r * length + at, length, some, values + at, sums + r);
    }
    for (; r < count; r++) {
      weigh_tile(1, rows + r * length + at, length, some, values + at, sums + r);
    }
  }
}

// MARK: - Dense matrices

// As many sums as fit into the registers.
#if ROWS_MAX == 12
#define SUBTRACT_ROWS 8
#define SUBTRACT_VECTORS 2
#else
#define SUBTRACT_ROWS 4
#define SUBTRACT_VECTORS 1
#endif

/// `rows` rows times `width` vectors of 16 columns; both constants. Every element takes its products in the order of k,
/// so that the shape of the tiles changes no bit.
ALWAYS_INLINE void subtract_tile(const int rows, const int width, const float *a, size_t a_stride, const float *b,
                                 size_t b_stride, size_t depth, float *out, size_t out_stride) {
  floats sums[SUBTRACT_ROWS][SUBTRACT_VECTORS];
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
#pragma clang loop unroll(full)
    for (int j = 0; j < width; j++) {
      sums[r][j] = load(out + r * out_stride + j * LANES);
    }
  }
  for (size_t k = 0; k < depth; k++) {
    const float *row = b + k * b_stride;
#pragma clang loop unroll(full)
    for (int j = 0; j < width; j++) {
      floats right = load(row + j * LANES);
#pragma clang loop unroll(full)
      for (int r = 0; r < rows; r++) {
        sums[r][j] -= right * a[r * a_stride + k];
      }
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
#pragma clang loop unroll(full)
    for (int j = 0; j < width; j++) {
      store(out + r * out_stride + j * LANES, sums[r][j]);
    }
  }
}

ALWAYS_INLINE void subtract_rows(const int rows, const float *a, size_t a_stride, const float *b, size_t b_stride,
                                 size_t columns, size_t depth, float *out, size_t out_stride) {
  size_t at = 0;
  for (; at + SUBTRACT_VECTORS * LANES <= columns; at += SUBTRACT_VECTORS * LANES) {
    subtract_tile(rows, SUBTRACT_VECTORS, a, a_stride, b + at, b_stride, depth, out + at, out_stride);
  }
  for (; at < columns; at += LANES) {
    subtract_tile(rows, 1, a, a_stride, b + at, b_stride, depth, out + at, out_stride);
  }
}

static void NAME(subtract_product)(const float *a, size_t a_stride, const float *b, size_t b_stride, size_t rows,
                                   size_t columns, size_t depth, float *out, size_t out_stride) {
  // So much of b stays in the second cache while all rows pass by.
  enum { DEPTH_BLOCK = 256, COLUMN_BLOCK = 128 };
  for (size_t column = 0; column < columns; column += COLUMN_BLOCK) {
    size_t width = columns - column < COLUMN_BLOCK ? columns - column : COLUMN_BLOCK;
    for (size_t k = 0; k < depth; k += DEPTH_BLOCK) {
      size_t deep = depth - k < DEPTH_BLOCK ? depth - k : DEPTH_BLOCK;
      const float *right = b + k * b_stride + column;
      size_t row = 0;
      for (; row + SUBTRACT_ROWS <= rows; row += SUBTRACT_ROWS) {
        subtract_rows(SUBTRACT_ROWS, a + row * a_stride + k, a_stride, right, b_stride, width, deep,
                      out + row * out_stride + column, out_stride);
      }
      for (; row < rows; row++) {
        subtract_rows(1, a + row * a_stride + k, a_stride, right, b_stride, width, deep,
                      out + row * out_stride + column, out_stride);
      }
    }
  }
}

static void NAME(radial)(const int32_t *sums, float scale, float offset, const int32_t *other_sums, float other_scale,
                         float other_offset, float exponent, size_t count, float *cosines, float *out) {
  typedef float any_floats __attribute__((ext_vector_type(16), aligned(4)));
  typedef int32_t any_ints __attribute__((ext_vector_type(16), aligned(4)));
  for (size_t i = 0; i < count; i += LANES) {
    floats cosine = __builtin_convertvector(*(const any_ints *)(sums + i), floats) * scale + offset;
    floats other = __builtin_convertvector(*(const any_ints *)(other_sums + i), floats) * other_scale + other_offset;
    if (cosines) {
      *(any_floats *)(cosines + i) = cosine;
    }
    *(any_floats *)(out + i) = power_of_two((cosine + other - 2.0f) * exponent);
  }
}

static void NAME(raise)(float *values, size_t count, float offset) {
  for (size_t i = 0; i < count; i += LANES) {
    store(values + i, power_of_two(load(values + i) + offset));
  }
}

// MARK: - Products

#define ROW_CASE(n)                                                                                                    \
  case n:                                                                                                              \
    product_tile(n, PANELS(n), depth, in, corrections, weights, ahead, out);                                           \
    break;

ALWAYS_INLINE void product_rows(int rows, const int depth, const activation *in, const int32_t *corrections,
                                const uint8_t *weights, size_t ahead, int32_t *out) {
  switch (rows) {
    ROW_CASE(1)
    ROW_CASE(2)
    ROW_CASE(3)
    ROW_CASE(4)
    ROW_CASE(5)
    ROW_CASE(6)
#if ROWS_MAX > 6
    ROW_CASE(7)
    ROW_CASE(8)
    ROW_CASE(9)
    ROW_CASE(10)
    ROW_CASE(11)
    ROW_CASE(12)
#endif
  }
}

static __attribute__((noinline)) void product_of_width(int rows, const activation *in, const int32_t *corrections,
                                                       const uint8_t *weights, size_t ahead, int32_t *out) {
  product_rows(rows, WIDTH, in, corrections, weights, ahead, out);
}

static __attribute__((noinline)) void product_of_hidden(int rows, const activation *in, const int32_t *corrections,
                                                        const uint8_t *weights, size_t ahead, int32_t *out) {
  product_rows(rows, HIDDEN, in, corrections, weights, ahead, out);
}

/// How the tokens are cut into tiles of almost equal height: `taller` tiles of rows + 1, then the rest with `rows`.
typedef struct {
  int tiles, rows, taller, panels;
} tile_plan;

static tile_plan plan_tiles(int tokens) {
  int tiles = (tokens + ROWS_MAX - 1) / ROWS_MAX;
#if ROWS_MAX == 12
  // Tiles of 9 to 12 rows are 2 panels wide, tiles of 5 to 8 rows 3 panels: all tiles of a call are of one sort.
  if (tokens > 8 && tokens / tiles < 9) {
    tiles = (tokens + 7) / 8;
  }
#endif
  int rows = tokens / tiles;
  int taller = tokens - tiles * rows;
  return (tile_plan){tiles, rows, taller, PANELS(rows + (taller > 0))};
}

ALWAYS_INLINE void multiply(int depth, int rows, const activation *in, const int32_t *corrections,
                            const uint8_t *weights, size_t ahead, int32_t *out) {
  if (depth == WIDTH) {
    product_of_width(rows, in, corrections, weights, ahead, out);
  } else {
    product_of_hidden(rows, in, corrections, weights, ahead, out);
  }
}

static void NAME(dense)(encoder_activations in, int32_t tokens, encoder_dense layer, encoder_epilogue then,
                        float *out) {
  const activation *values = in.values;
  const int depth = layer.depth, outputs = layer.outputs;
  tile_plan plan = plan_tiles(tokens);
  const int wide = plan.panels * LANES;
  int32_t sums[ROWS_MAX * PANELS_MAX * LANES] __attribute__((aligned(64)));
  for (int column = 0; column < outputs; column += wide) {
    const uint8_t *weights = layer.panels + (size_t)column * depth;
    // The first tile brings in the next tile's weights, at the end those of the next product, which follows in the
    // file: a question after a pause finds the weights in memory only, and the processor's own prefetching ends at
    // every page.
    size_t ahead = (size_t)wide * depth;
    int row = 0;
    for (int tile = 0; tile < plan.tiles; tile++) {
      int rows = plan.rows + (tile < plan.taller);
      multiply(depth, rows, values + (size_t)row * depth, in.corrections + row, weights, ahead, sums);
      ahead = 0;
      for (int p = 0; p < plan.panels; p++) {
        floats scale = load(layer.scales + column + p * LANES), bias = load(layer.biases + column + p * LANES);
        const int32_t *sum = sums + p * LANES;
        float *to = out + (size_t)row * outputs + column + p * LANES;
        const float *token_scales = in.scales + row;
#define EACH_ROW(expression)                                                                                           \
  for (int r = 0; r < rows; r++) {                                                                                     \
    floats v = __builtin_convertvector(*(const ints *)(sum + r * wide), floats) * scale * token_scales[r] + bias;      \
    store(to + (size_t)r * outputs, expression);                                                                       \
  }
        switch (then) {
        case ENCODER_THEN_NOTHING:
          EACH_ROW(v)
          break;
        case ENCODER_THEN_GELU:
          EACH_ROW(gelu(v))
          break;
        case ENCODER_THEN_ADD:
          EACH_ROW(v + load(to + (size_t)r * outputs))
          break;
        }
#undef EACH_ROW
      }
      row += rows;
    }
  }
}

static void NAME(half_product)(const int8_t *row, const uint8_t *panels, int32_t outputs, int32_t depth, int32_t *out) {
  int32_t sum = 0;
  for (int k = 0; k < depth; k++) {
    sum += row[k];
  }
  for (int column = 0; column < outputs; column += HALF_PANELS * LANES) {
    half_tile(depth, row, -8 * sum, panels + (size_t)column * depth / 2, out + column);
  }
}

// MARK: - Attention

/// Writes 16 rows of 16 floats, `from` apart, as 16 columns, `to` apart.
ALWAYS_INLINE void transpose(const float *in, size_t from, float *out, size_t to) {
  floats v[LANES], w[LANES];
#pragma clang loop unroll(full)
  for (int i = 0; i < LANES; i++) {
    v[i] = load(in + i * from);
  }
  // Four rounds of interleaving row i with row i + 8 transpose a 16 × 16 matrix.
#define ROUND(a, b)                                                                                                    \
  _Pragma("clang loop unroll(full)") for (int i = 0; i < 8; i++) {                                                     \
    b[2 * i] = __builtin_shufflevector(a[i], a[i + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);        \
    b[2 * i + 1] =                                                                                                     \
        __builtin_shufflevector(a[i], a[i + 8], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);         \
  }
  ROUND(v, w)
  ROUND(w, v)
  ROUND(v, w)
  ROUND(w, v)
#undef ROUND
#pragma clang loop unroll(full)
  for (int i = 0; i < LANES; i++) {
    store(out + i * to, v[i]);
  }
}

/// Attention of `queries` (at most 4, a constant) consecutive tokens in one head. `keys` is 32 × `padded`,
/// transposed; `weights` is scratch memory of 4 × `padded`.
ALWAYS_INLINE void attend(const int queries, const float *query, const float *keys, const float *values, int tokens,
                          int padded, float *weights, float *out) {
  // Scores are q · k / √32, and e^s is 2^(s · log₂ e).
  const float base_two = 0x1.715476p+0f * 0.17677669529663687f;
  const ints lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  floats most[4] = {-1e30f, -1e30f, -1e30f, -1e30f};
  for (int k = 0; k < padded; k += LANES) {
    floats score[4] = {0, 0, 0, 0};
#pragma clang loop unroll_count(4)
    for (int d = 0; d < ENCODER_HEAD_WIDTH; d++) {
      floats key = load(keys + (size_t)d * padded + k);
#pragma clang loop unroll(full)
      for (int q = 0; q < queries; q++) {
        score[q] += key * query[q * ENCODER_QKV + d];
      }
    }
#pragma clang loop unroll(full)
    for (int q = 0; q < queries; q++) {
      floats s = lane < tokens - k ? score[q] : spread(-1e30f);
      most[q] = larger(most[q], s);
      store(weights + (size_t)q * padded + k, s);
    }
  }
  floats low[4] = {0, 0, 0, 0}, high[4] = {0, 0, 0, 0};
  float inverse[4] = {0, 0, 0, 0};
#pragma clang loop unroll(full)
  for (int q = 0; q < queries; q++) {
    floats sum = 0, largest = spread(largest_lane(most[q]));
    for (int k = 0; k < padded; k += LANES) {
      floats p = power_of_two((load(weights + (size_t)q * padded + k) - largest) * base_two);
      p = lane < tokens - k ? p : 0;
      sum += p;
      store(weights + (size_t)q * padded + k, p);
    }
    inverse[q] = 1.0f / sum_of_lanes(sum);
  }
  for (int t = 0; t < tokens; t++) {
    const float *value = values + (size_t)t * ENCODER_QKV;
    floats a = load(value), b = load(value + LANES);
#pragma clang loop unroll(full)
    for (int q = 0; q < queries; q++) {
      float p = weights[(size_t)q * padded + t];
      low[q] += a * p;
      high[q] += b * p;
    }
  }
#pragma clang loop unroll(full)
  for (int q = 0; q < queries; q++) {
    store(out + q * WIDTH, low[q] * inverse[q]);
    store(out + q * WIDTH + LANES, high[q] * inverse[q]);
  }
}

static void NAME(attention)(const float *qkv, int32_t tokens, float *scratch, float *out) {
  const int padded = (tokens + LANES - 1) / LANES * LANES;
  float *keys = scratch, *weights = scratch + (size_t)ENCODER_HEAD_WIDTH * padded;
  for (int head = 0; head < ENCODER_HEADS; head++) {
    const float *query = qkv + head * ENCODER_HEAD_WIDTH;
    const float *key = query + WIDTH, *value = key + WIDTH;
    for (int k = 0; k < padded; k += LANES) {
      for (int half = 0; half < ENCODER_HEAD_WIDTH; half += LANES) {
        // Rows after the last token are read too, whatever they hold: their scores are masked.
        transpose(key + (size_t)k * ENCODER_QKV + half, ENCODER_QKV, keys + (size_t)half * padded + k, padded);
      }
    }
#define ATTEND(queries)                                                                                                \
  attend(queries, query + (size_t)t * ENCODER_QKV, keys, value, tokens, padded, weights,                               \
         out + (size_t)t * WIDTH + head * ENCODER_HEAD_WIDTH)
    int t = 0;
    for (; t + 4 <= tokens; t += 4) {
      ATTEND(4);
    }
    switch (tokens - t) {
    case 3:
      ATTEND(3);
      break;
    case 2:
      ATTEND(2);
      break;
    case 1:
      ATTEND(1);
      break;
    }
#undef ATTEND
  }
}

// MARK: - Checksum

typedef uint64_t words8 __attribute__((ext_vector_type(8), aligned(8)));

/// Fletcher's sums over 8 lanes of 64-bit words, folded to one word. The last block is filled up with zeros.
static uint64_t NAME(checksum)(const void *bytes, size_t count) {
  const uint8_t *p = bytes;
  words8 first = 0, second = 0;
  size_t whole = count / 64 * 64;
  for (size_t i = 0; i < whole; i += 64) {
    first += *(const words8 *)(p + i);
    second += first;
  }
  if (whole < count) {
    words8 last = 0;
    __builtin_memcpy(&last, p + whole, count - whole);
    first += last;
    second += first;
  }
  uint64_t sum = count;
  for (int i = 0; i < 8; i++) {
    sum = (sum ^ first[i]) * 0x9e3779b97f4a7c15u;
    sum = (sum ^ (sum >> 29) ^ second[i]) * 0xbf58476d1ce4e5b9u;
    sum ^= sum >> 32;
  }
  return sum;
}

const encoder_kernels PASTE(encoder_kernels_, SUFFIX) = {
    .name = KERNEL_NAME,
    .activation_size = sizeof(activation),
    .embed = NAME(embed),
    .normalize = NAME(normalize),
    .quantize = NAME(quantize),
    .dense = NAME(dense),
    .attention = NAME(attention),
    .accumulate = NAME(accumulate),
    .unit = NAME(unit),
    .add_rows = NAME(add_rows),
    .add_quantized_rows = NAME(add_quantized_rows),
    .narrow = NAME(narrow),
    .weigh = NAME(weigh),
    .spread_row = NAME(spread_row),
    .subtract_product = NAME(subtract_product),
    .radial = NAME(radial),
    .raise = NAME(raise),
    .half_product = NAME(half_product),
    .checksum = NAME(checksum),
};
