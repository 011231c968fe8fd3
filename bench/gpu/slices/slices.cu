// Slicing, combining and reference kernels of the study in docs/integer-profile.md. Built by run.sh: nvcc -shared.
//
// A row of m×k operands (the sum runs along k) becomes integers q = round(x·2^-E), |q| <= limit(S), written in S balanced digits of base 256, the
// highest first: q = Σ d_s·256^(S-1-s), -128 <= d <= 127. E is the least exponent at which the whole row fits.
#include <cstdint>
#include <cuda_runtime.h>

__device__ __forceinline__ int limit(int s) { return 127 * (s == 1 ? 1 : s == 2 ? 257 : s == 3 ? 65793 : 16843009); }

__device__ __forceinline__ int exponent(float max, int s) {
  if (max == 0) return 0;
  int e;
  frexpf(max, &e);
  e -= 8 * s - 1;
  return __float2ll_rn(scalbnf(max, -e)) > limit(s) ? e + 1 : e;
}

__device__ __forceinline__ float power(int e) { return __int_as_float((e + 127) << 23); } // 2^e, |e| < 127

__device__ __forceinline__ float scaled(float x, int e) { // x·2^e; two steps, since 2^e may not be a number
  int h = e / 2;
  return x * power(h) * power(e - h);
}

// x: rows × k. out: rows × (S·k); digit s of a row at column (reverse ? S-1-s : s)·k. One block a row; k is a multiple of 4.
template <int S> __global__ void sliceRows(const float *x, int8_t *out, int *exps, int k, int reverse) {
  const float4 *row = (const float4 *)(x + (size_t)blockIdx.x * k);
  float m = 0;
  for (int i = threadIdx.x; i < k / 4; i += blockDim.x) {
    float4 v = row[i];
    m = fmaxf(m, fmaxf(fmaxf(fabsf(v.x), fabsf(v.y)), fmaxf(fabsf(v.z), fabsf(v.w))));
  }
  __shared__ float part[32];
  for (int d = 16; d; d >>= 1) m = fmaxf(m, __shfl_xor_sync(~0u, m, d));
  if (threadIdx.x % 32 == 0) part[threadIdx.x / 32] = m;
  __syncthreads();
  m = threadIdx.x % 32 < blockDim.x / 32 ? part[threadIdx.x % 32] : 0;
  for (int d = 16; d; d >>= 1) m = fmaxf(m, __shfl_xor_sync(~0u, m, d));
  int e = exponent(m, S), h = -e / 2;
  float f = power(h), g = power(-e - h);
  if (threadIdx.x == 0) exps[blockIdx.x] = e;
  int8_t *o = out + (size_t)blockIdx.x * S * k;
  for (int i = threadIdx.x; i < k / 4; i += blockDim.x) {
    float4 v = row[i];
    int q[4] = {__float2int_rn(v.x * f * g), __float2int_rn(v.y * f * g), __float2int_rn(v.z * f * g), __float2int_rn(v.w * f * g)};
#pragma unroll
    for (int s = S - 1; s >= 0; s--) {
      char4 d;
      signed char *p = (signed char *)&d;
#pragma unroll
      for (int j = 0; j < 4; j++) {
        p[j] = (signed char)q[j];
        q[j] = (q[j] - p[j]) >> 8;
      }
      *(char4 *)(o + (size_t)(reverse ? S - 1 - s : s) * k + 4 * i) = d;
    }
  }
}

// The columns' greatest magnitudes, as bits; max is 0 before. The order in which blocks come does not matter to a maximum.
__global__ void columnMax(const float *x, unsigned *max, int k, int n) {
  int c = blockIdx.x * 32 + threadIdx.x % 32;
  float m = 0;
  for (int r = blockIdx.y * 256 + threadIdx.x / 32; r < min(k, (int)blockIdx.y * 256 + 256); r += blockDim.x / 32)
    if (c < n) m = fmaxf(m, fabsf(x[(size_t)r * n + c]));
  if (c < n) atomicMax(max + c, __float_as_uint(m));
}

// x: k × n. out: n × (S·k), as sliceRows of the transpose. A block takes 128 × 32; k is a multiple of 4.
template <int S> __global__ void sliceColumns(const float *x, const unsigned *max, int8_t *out, int *exps, int k, int n, int reverse) {
  __shared__ float tile[128][33];
  int r0 = blockIdx.y * 128, c0 = blockIdx.x * 32;
  for (int i = threadIdx.x; i < 128 * 32; i += blockDim.x) {
    int r = r0 + i / 32, c = c0 + i % 32;
    tile[i / 32][i % 32] = r < k && c < n ? x[(size_t)r * n + c] : 0;
  }
  __syncthreads();
  for (int i = threadIdx.x; i < 32 * 32; i += blockDim.x) {
    int c = c0 + i / 32, r = 4 * (i % 32);
    if (c >= n || r0 + r >= k) continue;
    int e = exponent(__uint_as_float(max[c]), S), h = -e / 2, q[4];
    float f = power(h), g = power(-e - h);
    if (r0 + r == 0) exps[c] = e;
#pragma unroll
    for (int j = 0; j < 4; j++) q[j] = __float2int_rn(tile[r + j][i / 32] * f * g);
#pragma unroll
    for (int s = S - 1; s >= 0; s--) {
      char4 d;
      signed char *p = (signed char *)&d;
#pragma unroll
      for (int j = 0; j < 4; j++) {
        p[j] = (signed char)q[j];
        q[j] = (q[j] - p[j]) >> 8;
      }
      *(char4 *)(out + (size_t)c * S * k + (size_t)(reverse ? S - 1 - s : s) * k + r0 + r) = d;
    }
  }
}

// out = round(Σ_w p_w·256^(W-1-w))·2^(ea + eb + shift): the sum is exact in 64 bits, and is rounded once.
template <int W> __global__ void combine(const int *p0, const int *p1, const int *p2, const int *p3, const int *p4, const int *ea, const int *eb, float *out, int m, int n, int shift) {
  size_t i = 4 * ((size_t)blockIdx.x * blockDim.x + threadIdx.x);
  if (i >= (size_t)m * n) return;
  const int *p[5] = {p0, p1, p2, p3, p4};
  long long t[4] = {0, 0, 0, 0};
#pragma unroll
  for (int w = 0; w < W; w++) {
    int4 v = *(const int4 *)(p[w] + i);
    t[0] = t[0] * 256 + v.x, t[1] = t[1] * 256 + v.y, t[2] = t[2] * 256 + v.z, t[3] = t[3] * 256 + v.w;
  }
  int e = ea[i / n] + shift;
  int c = i % n;
  float4 o = {scaled(__ll2float_rn(t[0]), e + eb[c]), scaled(__ll2float_rn(t[1]), e + eb[c + 1]), scaled(__ll2float_rn(t[2]), e + eb[c + 2]),
              scaled(__ll2float_rn(t[3]), e + eb[c + 3])};
  *(float4 *)(out + i) = o;
}

// C = A·B in binary32, the terms of an element in order by fused multiply-adds: what profile f32/v1 gives. For the error, not for speed.
__global__ void chain(const float *a, const float *b, float *c, int m, int n, int k) {
  __shared__ float as[32][33], bs[32][33];
  int x = threadIdx.x % 32, y = threadIdx.x / 32;
  int row = blockIdx.y * 32, col = blockIdx.x * 32 + x;
  float acc[4] = {0, 0, 0, 0};
  for (int t = 0; t < k; t += 32) {
    for (int j = 0; j < 4; j++) {
      as[y + 8 * j][x] = row + y + 8 * j < m && t + x < k ? a[(size_t)(row + y + 8 * j) * k + t + x] : 0;
      bs[y + 8 * j][x] = col < n && t + y + 8 * j < k ? b[(size_t)(t + y + 8 * j) * n + col] : 0;
    }
    __syncthreads();
    for (int i = 0; i < min(32, k - t); i++)
      for (int j = 0; j < 4; j++) acc[j] = fmaf(as[y + 8 * j][i], bs[i][x], acc[j]);
    __syncthreads();
  }
  for (int j = 0; j < 4; j++)
    if (row + y + 8 * j < m && col < n) c[(size_t)(row + y + 8 * j) * n + col] = acc[j];
}

#define BY_SLICES(CALL) \
  switch (s) { \
  case 1: CALL(1); break; \
  case 2: CALL(2); break; \
  case 3: CALL(3); break; \
  case 4: CALL(4); break; \
  default: return -1; \
  }

extern "C" {
int slice_rows(const float *x, int8_t *out, int *exps, int rows, int k, int s, int reverse, cudaStream_t st) {
#define CALL(S) sliceRows<S><<<rows, 256, 0, st>>>(x, out, exps, k, reverse)
  BY_SLICES(CALL)
#undef CALL
  return cudaGetLastError();
}
int slice_columns(const float *x, unsigned *max, int8_t *out, int *exps, int k, int n, int s, int reverse, cudaStream_t st) {
  cudaMemsetAsync(max, 0, 4 * (size_t)n, st);
  columnMax<<<dim3((n + 31) / 32, (k + 255) / 256), 256, 0, st>>>(x, max, k, n);
#define CALL(S) sliceColumns<S><<<dim3((n + 31) / 32, (k + 127) / 128), 256, 0, st>>>(x, max, out, exps, k, n, reverse)
  BY_SLICES(CALL)
#undef CALL
  return cudaGetLastError();
}
int combine_products(const int *const *p, int s, const int *ea, const int *eb, float *out, int m, int n, int shift, cudaStream_t st) {
  unsigned g = ((size_t)m * n / 4 + 255) / 256;
  switch (s) { // how many sums
  case 1: combine<1><<<g, 256, 0, st>>>(p[0], 0, 0, 0, 0, ea, eb, out, m, n, shift); break;
  case 2: combine<2><<<g, 256, 0, st>>>(p[0], p[1], 0, 0, 0, ea, eb, out, m, n, shift); break;
  case 3: combine<3><<<g, 256, 0, st>>>(p[0], p[1], p[2], 0, 0, ea, eb, out, m, n, shift); break;
  case 4: combine<4><<<g, 256, 0, st>>>(p[0], p[1], p[2], p[3], 0, ea, eb, out, m, n, shift); break;
  case 5: combine<5><<<g, 256, 0, st>>>(p[0], p[1], p[2], p[3], p[4], ea, eb, out, m, n, shift); break;
  default: return -1;
  }
  return cudaGetLastError();
}
int ordered(const float *a, const float *b, float *c, int m, int n, int k, cudaStream_t st) {
  chain<<<dim3((n + 31) / 32, (m + 31) / 32), 256, 0, st>>>(a, b, c, m, n, k);
  return cudaGetLastError();
}
}
