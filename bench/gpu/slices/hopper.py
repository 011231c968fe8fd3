"""Two slices in one kernel, in PTX for Hopper's wgmma: the tile's four products while it is in shared memory, three int32 accumulators in registers,
combined at its end. hopper.py FILE full|part writes the PTX. m, n, k are multiples of 128.

A block makes 128×128 of C with two warpgroups of 64×128. A stage is 128 of k: both digits of A and B, 64 KiB, in rows of 128 bytes, whose eight
16-byte pieces are exclusive-ored with the row's number, as the 128-byte swizzle of wgmma's descriptors says (PTX ISA, "Asynchronous warpgroup level matrix").
Twice as many stages of 64, whose products run into one another, were slower.
"""
import ctypes
import sys

STAGES, TILE = 3, 128 * 128  # bytes of a digit of an operand in a stage
STAGE = 4 * TILE
SHARED = STAGES * STAGE + 1024


def ptx(full):
    accs = 3 if full else 2
    t = []
    o = lambda s: t.append("\t" + s + ";")
    lab = lambda s: t.append(s + ":")
    # the operands: qa m×2k digits 0|1, qb n×2k digits 1|0, exponents, c, k, blocks along m and n
    for i, p in enumerate(["qa", "qb", "ea", "eb", "c"]):
        o(f"ld.param.u64 %rd{i}, [{p}]")
    o("ld.param.u32 %k, [k]")
    o("ld.param.u32 %n, [n]")
    o("ld.param.u32 %rows, [rows]")
    o("ld.param.u32 %cols, [cols]")
    o("mov.u32 %th, %tid.x")
    # eight block rows at a time, so that neighbours share operands in the cache
    o("mov.u32 %b, %ctaid.x")
    o("shl.b32 %t0, %cols, 3")
    o("div.u32 %t1, %b, %t0")  # group
    o("rem.u32 %t2, %b, %t0")
    o("shl.b32 %t1, %t1, 3")
    o("sub.u32 %t3, %rows, %t1")
    o("min.u32 %t3, %t3, 8")
    o("rem.u32 %t0, %t2, %t3")
    o("add.u32 %bm, %t1, %t0")
    o("div.u32 %bn, %t2, %t3")
    o("shl.b32 %bm, %bm, 7")
    o("shl.b32 %bn, %bn, 7")
    # copies: thread t takes piece t%8 of rows t/8 + 32j of each tile
    o("and.b32 %t0, %th, 7")
    o("shr.u32 %t1, %th, 3")
    o("xor.b32 %t2, %t0, %t1")
    o("and.b32 %t2, %t2, 7")
    o("shl.b32 %t2, %t2, 4")
    o("shl.b32 %t3, %t1, 7")
    o("add.u32 %put, %t2, %t3")
    o("mov.u32 %smem, dynamic")
    o("add.u32 %smem, %smem, 1023")
    o("and.b32 %smem, %smem, -1024")
    o("add.u32 %put, %put, %smem")
    o("shl.b32 %k2, %k, 1")
    o("shl.b32 %t0, %t0, 4")
    o("cvt.u64.u32 %w0, %t0")
    for base, block, reg in (("%rd0", "%bm", "%pa"), ("%rd1", "%bn", "%pb")):
        o(f"add.u32 %t2, {block}, %t1")
        o(f"mad.wide.u32 {reg}, %t2, %k2, {base}")
        o(f"add.u64 {reg}, {reg}, %w0")
    o("cvt.u64.u32 %kw, %k")
    o("mul.wide.u32 %step, %k2, 32")

    def load(buf):  # of the next 128 of k
        o(f"add.u32 %to, %put, {buf}")
        for op, reg in ((0, "%pa"), (1, "%pb")):
            o(f"mov.u64 %w1, {reg}")
            o(f"add.u64 %w2, {reg}, %kw")
            for j in range(4):
                o(f"cp.async.cg.shared.global [%to+{op * 2 * TILE + 4096 * j}], [%w1], 16")
                o(f"cp.async.cg.shared.global [%to+{op * 2 * TILE + TILE + 4096 * j}], [%w2], 16")
                if j < 3:
                    o("add.u64 %w1, %w1, %step")
                    o("add.u64 %w2, %w2, %step")
            o(f"add.u64 {reg}, {reg}, 128")

    for i in range(accs * 64):
        o(f"mov.b32 %a{i}, 0")
    o("shr.u32 %left, %k, 7")
    o("mov.u32 %toload, %left")
    for s in range(STAGES - 1):
        o("setp.eq.u32 %q, %toload, 0")
        o(f"@%q bra P{s}")
        load(s * STAGE)
        o("sub.u32 %toload, %toload, 1")
        lab(f"P{s}")
        o("cp.async.commit_group")
    o("mov.u32 %rd_, 0")
    o(f"mov.u32 %wr_, {(STAGES - 1) * STAGE}")
    o("shr.u32 %wg, %th, 7")
    o("shl.b32 %t0, %wg, 13")  # a warpgroup's 64 rows of 128 bytes
    o("add.u32 %abase, %smem, %t0")
    o("setp.eq.u32 %one, 0, 0")
    lab("LOOP")
    o(f"cp.async.wait_group {STAGES - 2}")
    o("fence.proxy.async")
    o("bar.sync 0")
    # descriptors: address/16, 1,024 bytes between groups of eight rows, the 128-byte swizzle
    for name, base, off in (("%da0", "%abase", 0), ("%da1", "%abase", TILE), ("%db1", "%smem", 2 * TILE), ("%db0", "%smem", 3 * TILE)):
        o(f"add.u32 %t0, {base}, %rd_")
        if off:
            o(f"add.u32 %t0, %t0, {off}")
        o("shr.u32 %t0, %t0, 4")
        o("and.b32 %t0, %t0, 16383")
        o("or.b32 %t0, %t0, 65536")  # leading offset 1, unused
        o(f"mov.b64 {name}, {{%t0, %dhigh}}")
    o("wgmma.fence.sync.aligned")
    regs = lambda s: "{" + ", ".join(f"%a{64 * s + i}" for i in range(64)) + "}"
    for kk in range(4):
        for acc, a, b in ((0, "%da0", "%db0"), (1, "%da0", "%db1"), (1, "%da1", "%db0"), (2, "%da1", "%db1")):
            if acc < accs:
                o(f"wgmma.mma_async.sync.aligned.m64n128k32.s32.s8.s8 {regs(acc)}, {a}, {b}, %one")
        if kk < 3:
            for d in ("%da0", "%da1", "%db0", "%db1"):
                o(f"add.u64 {d}, {d}, 2")
    o("wgmma.commit_group.sync.aligned")
    o("setp.eq.u32 %q, %toload, 0")
    o("@%q bra NONE")
    load("%wr_")
    o("sub.u32 %toload, %toload, 1")
    lab("NONE")
    o("cp.async.commit_group")
    for r in ("%rd_", "%wr_"):
        o(f"add.u32 {r}, {r}, {STAGE}")
        o(f"setp.eq.u32 %q, {r}, {STAGES * STAGE}")
        o(f"selp.u32 {r}, 0, {r}, %q")
    o("wgmma.wait_group.sync.aligned 0")
    o("sub.u32 %left, %left, 1")
    o("setp.ne.u32 %q, %left, 0")
    o("@%q bra LOOP")
    # a thread has, of row 16·warp + lane/4 and of that 8 below, two neighbours of every eight columns
    o("and.b32 %lane, %th, 31")
    o("shr.u32 %t0, %th, 5")
    o("shl.b32 %t0, %t0, 4")
    o("shr.u32 %t1, %lane, 2")
    o("add.u32 %t0, %t0, %t1")
    o("add.u32 %row, %bm, %t0")
    o("and.b32 %t1, %lane, 3")
    o("shl.b32 %t1, %t1, 1")
    o("add.u32 %col, %bn, %t1")
    o("mul.wide.u32 %w0, %row, 4")
    o("add.u64 %w0, %rd2, %w0")
    o("ld.global.u32 %e0, [%w0]")
    o("ld.global.u32 %e1, [%w0+32]")
    shift = 0 if full else 8
    if shift:
        o(f"add.u32 %e0, %e0, {shift}")
        o(f"add.u32 %e1, %e1, {shift}")
    o("mul.wide.u32 %w0, %col, 4")
    o("add.u64 %w1, %rd3, %w0")
    o("mul.wide.u32 %w2, %row, %n")
    o("shl.b64 %w2, %w2, 2")
    o("add.u64 %w2, %w2, %rd4")
    o("add.u64 %w2, %w2, %w0")
    o("mul.wide.u32 %w3, %n, 32")
    o("add.u64 %w3, %w2, %w3")
    for j in range(16):
        o(f"ld.global.v2.u32 {{%f0, %f1}}, [%w1+{32 * j}]")
        for half, (e, at) in enumerate((("%e0", "%w2"), ("%e1", "%w3"))):
            for i in range(2):
                r = 4 * j + 2 * half + i
                o(f"cvt.s64.s32 %s0, %a{r}")
                for acc in range(1, accs):
                    o("shl.b64 %s0, %s0, 8")
                    o(f"cvt.s64.s32 %s1, %a{64 * acc + r}")
                    o("add.s64 %s0, %s0, %s1")
                o(f"cvt.rn.f32.s64 %x{i}, %s0")
                o(f"add.s32 %t0, {e}, %f{i}")
                o("shr.s32 %t1, %t0, 1")
                o("sub.s32 %t0, %t0, %t1")
                for u in ("%t0", "%t1"):
                    o(f"add.s32 {u}, {u}, 127")
                    o(f"shl.b32 {u}, {u}, 23")
                    o(f"mov.b32 %y, {u}")
                    o(f"mul.rn.f32 %x{i}, %x{i}, %y")
            o(f"st.global.v2.f32 [{at}+{32 * j}], {{%x0, %x1}}")
    o("ret")
    body = "\n".join(t)
    u32 = "k n rows cols th b bm bn t0 t1 t2 t3 put smem k2 to left toload rd_ wr_ wg abase lane row col e0 e1 f0 f1 dhigh".split()
    u64 = "rd0 rd1 rd2 rd3 rd4 w0 w1 w2 w3 pa pb kw step da0 da1 db0 db1 s0 s1".split()
    decl = [f"\t.reg .b32 %{r};" for r in u32] + [f"\t.reg .b64 %{r};" for r in u64] + ["\t.reg .pred %q, %one;", "\t.reg .f32 %x0, %x1, %y;", f"\t.reg .b32 %a<{64 * accs}>;", f"\tmov.u32 %dhigh, {64 | 1 << 30};"]
    params = ",\n".join([f"\t.param .u64 {p}" for p in ("qa", "qb", "ea", "eb", "c")] + [f"\t.param .u32 {p}" for p in ("k", "n", "rows", "cols")])
    return f".version 8.0\n.target sm_90a\n.address_size 64\n.extern .shared .align 1024 .b8 dynamic[];\n.visible .entry fused(\n{params}\n)\n.maxntid 256, 1, 1\n.minnctapersm 1\n{{\n" + "\n".join(decl) + "\n" + body + "\n}\n"


class Fused:
    def __init__(self, full):
        self.cu = ctypes.CDLL("libcuda.so.1")
        m, self.f = ctypes.c_void_p(), ctypes.c_void_p()
        self._check(self.cu.cuModuleLoadData(ctypes.byref(m), ptx(full).encode() + b"\0"))
        self._check(self.cu.cuModuleGetFunction(ctypes.byref(self.f), m, b"fused"))
        self._check(self.cu.cuFuncSetAttribute(self.f, 8, SHARED))  # MAX_DYNAMIC_SHARED_SIZE_BYTES

    @staticmethod
    def _check(r):
        if r:
            raise RuntimeError(f"libcuda: error {r}")

    def matmul(self, qa, ea, qb, eb):
        import torch

        m, n, k = qa.shape[0], qb.shape[0], qa.shape[1] // 2
        c = torch.empty(m, n, dtype=torch.float32, device=qa.device)
        args = [ctypes.c_uint64(x.data_ptr()) for x in (qa, qb, ea, eb, c)] + [ctypes.c_uint32(x) for x in (k, n, m // 128, n // 128)]
        p = (ctypes.c_void_p * len(args))(*[ctypes.addressof(a) for a in args])
        s = ctypes.c_void_p(torch.cuda.current_stream().cuda_stream)
        self._check(self.cu.cuLaunchKernel(self.f, (m // 128) * (n // 128), 1, 1, 256, 1, 1, SHARED, s, p, None))
        return c


if __name__ == "__main__":
    open(sys.argv[1], "w").write(ptx(sys.argv[2] == "full"))
