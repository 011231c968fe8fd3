"""Products of binary32 matrices as sums of exact products of int8 slices: the operations of the study (docs/integer-profile.md).

A (m×k) is scaled by rows, B (k×n) by columns, each by a power of two, and rounded to integers of S digits of 8 bits (slices.cu). The sums of the
products of digits of equal weight are exact in int32, whatever the order; what is kept of them is combined exactly in 64 bits and rounded once.

    sums   S=1: 1    S=2: 2 (3 products) or 3 (all 4)    S=3: 3 (6 products) or 5 (all 9)    S=4: 4 (10 products)

The product of all digits is the exact product of the rounded operands, so that its result does not depend on how it was sliced.
"""
import ctypes
import os

import torch

WAYS = {"1 slice, 1 product": (1, 1), "2 slices, 3 products": (2, 2), "2 slices, 4 products": (2, 3), "3 slices, 6 products": (3, 3), "3 slices, 9 products": (3, 5), "4 slices, 10 products": (4, 4)}


def products(s, sums):
    return sum(min(w, s - 1) - max(0, w - s + 1) + 1 for w in range(sums))


def bound_k(s, sums):
    """The greatest k at which no int32 overflows: digits are within ±128, the highest within ±127."""
    return min((2**31 - 1) // ((min(w, s - 1) - max(0, w - s + 1) + 1) * 128 * 128) for w in range(sums))


def power(e, like):
    """2^e by its bits, as float32 or float64, within their range."""
    if like.dtype == torch.float64:
        return ((e.long() + 1023) << 52).view(torch.float64)
    return ((e.int() + 127) << 23).view(torch.float32)


def exponents(x, s):
    """By rows: the least E at which all of round(x·2^-E) are at most 127·(256^s-1)/255."""
    m = x.abs().amax(-1).double()
    e = torch.frexp(m)[1].int() - (8 * s - 1)
    too_big = torch.round(m * power(-e, m)) > 127 * (256**s - 1) // 255
    return torch.where(m == 0, torch.zeros_like(e), e + too_big.int())


def integers(x, s):
    """x rounded by rows: (q as float64, E). Reference of slices.cu, and what training uses."""
    e = exponents(x, s)
    return torch.round(x.double() * power(-e, x.double()).unsqueeze(-1)), e


def rounded(x, s):
    """x as its integers stand for it, in binary32, where 1 to 3 slices fit. Rows below 2^-90 are 0."""
    m = x.abs().amax(-1, keepdim=True)
    m = torch.where(m < 2.0**-90, torch.zeros_like(m), m)
    e = torch.frexp(m)[1].int() - (8 * s - 1)
    e = e + (torch.round(m * power(-e, m)) > 127 * (256**s - 1) // 255).int()
    e = torch.where(m == 0, torch.zeros_like(e), e)
    return torch.round(x * power(-e, x)) * power(e, x)


def reference(a, b, s, sums):
    """The result by its definition, in float64 and int64; slow."""
    (qa, ea), (qb, eb) = integers(a, s), integers(b.t().contiguous(), s)

    def digits(q):
        q, out = q.long(), []
        for _ in range(s):
            d = ((q + 128) & 255) - 128
            out.append(d)
            q = (q - d) >> 8
        return out[::-1]

    da, db = digits(qa), digits(qb)
    total = torch.zeros(a.shape[0], b.shape[1], dtype=torch.int64, device=a.device)
    for w in range(sums):
        # products of digits are below 2^14, their sums below 2^31: exact in float64
        part = sum(da[i].double() @ db[w - i].double().t() for i in range(max(0, w - s + 1), min(w, s - 1) + 1))
        total = total * 256 + part.long()
    e = ea.unsqueeze(1) + eb.unsqueeze(0) + 8 * (2 * s - 1 - sums)
    return (total.float().double() * power(e, a.double())).float()  # int64 to float32 rounds to nearest even


def blocked(a, b, s, terms):
    """As reference with all products, but each operand has a scale for every so many terms; the blocks' results are added in order in binary32."""
    c = torch.zeros(a.shape[0], b.shape[1], dtype=torch.float32, device=a.device)
    for i in range(0, a.shape[1], terms):
        (qa, ea), (qb, eb) = integers(a[:, i : i + terms], s), integers(b[i : i + terms].t(), s)
        total = qa @ qb.t()  # whole numbers below 2^53: exact in float64 for S = 2 and up to 2^23 terms
        c += (total.float().double() * power(ea.unsqueeze(1), a.double()) * power(eb.unsqueeze(0), a.double())).float()
    return c


class Kernels:
    def __init__(self, path):
        self.lib = ctypes.CDLL(path)

    @staticmethod
    def _p(t):
        return ctypes.c_void_p(t.data_ptr())

    @staticmethod
    def _stream():
        return ctypes.c_void_p(torch.cuda.current_stream().cuda_stream)

    def _call(self, name, *args):
        r = getattr(self.lib, name)(*args, self._stream())
        if r:
            raise RuntimeError(f"{name}: CUDA error {r}")

    def rows(self, x, s, reverse=False):
        m, k = x.shape
        out, e = torch.empty(m, s * k, dtype=torch.int8, device=x.device), torch.empty(m, dtype=torch.int32, device=x.device)
        self._call("slice_rows", self._p(x), self._p(out), self._p(e), m, k, s, int(reverse))
        return out, e

    def columns(self, x, s, reverse=True):
        k, n = x.shape
        out, e = torch.empty(n, s * k, dtype=torch.int8, device=x.device), torch.empty(n, dtype=torch.int32, device=x.device)
        most = torch.empty(n, dtype=torch.int32, device=x.device)
        self._call("slice_columns", self._p(x), self._p(most), self._p(out), self._p(e), k, n, s, int(reverse))
        return out, e

    def sums(self, a, b, k, s, sums):
        """int32 sums of equal weight, by one integer product each: digits of A lie side by side, those of B in reverse."""
        out = []
        for w in range(sums):
            lo, hi = max(0, w - s + 1), min(w, s - 1)
            left = a[:, lo * k : (hi + 1) * k]
            right = b[:, (s - 1 - w + lo) * k : (s - w + hi) * k]  # digits w-lo … w-hi
            out.append(torch._int_mm(left, right.t()))
        return out

    def exact(self, a, b, s):
        """The product of all digits of (a, E) and (b, F), as rows and columns give them, at any k: a sum too long for int32 is cut."""
        (a, ea), (b, eb) = a, b
        k = a.shape[1] // s
        if k <= bound_k(s, 2 * s - 1):
            return self.combine(self.sums(a, b, k, s, 2 * s - 1), ea, eb, s)
        total = torch.zeros(a.shape[0], b.shape[0], dtype=torch.int64, device=a.device)
        for i in range(s):
            for j in range(s):
                for lo in range(0, k, 32768):
                    n = min(32768, k - lo)
                    part = torch._int_mm(a[:, i * k + lo : i * k + lo + n], b[:, (s - 1 - j) * k + lo : (s - 1 - j) * k + lo + n].t())
                    total += part.long() << 8 * (2 * s - 2 - i - j)
        return (total.float().double() * power(ea.unsqueeze(1), total.double()) * power(eb.unsqueeze(0), total.double())).float()

    def combine(self, sums, ea, eb, s):
        m, n = sums[0].shape
        out = torch.empty(m, n, dtype=torch.float32, device=ea.device)
        p = (ctypes.c_void_p * len(sums))(*[t.data_ptr() for t in sums])
        self._call("combine_products", p, len(sums), self._p(ea), self._p(eb), self._p(out), m, n, 8 * (2 * s - 1 - len(sums)))
        return out

    def matmul(self, a, b, s, sums):
        (qa, ea), (qb, eb) = self.rows(a, s), self.columns(b, s)
        return self.combine(self.sums(qa, qb, a.shape[1], s, sums), ea, eb, s)

    def ordered(self, a, b):
        c = torch.empty(a.shape[0], b.shape[1], device=a.device)
        self._call("ordered", self._p(a), self._p(b), self._p(c), a.shape[0], b.shape[1], a.shape[1])
        return c
