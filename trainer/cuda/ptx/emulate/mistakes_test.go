package emulate_test

import (
	"slices"
	"strings"
	"testing"

	"refute/trainer/cuda/ptx/emulate"
)

// Every kind of mistake is found, and without the mistake nothing is: each case is a kernel with MISTAKE and a line in its place that is right.
// in has 1,024 bytes at %d0, out as many at %d1 that nobody wrote, %r0 is the thread of 64, %r1 its block of 2, %r2 its place in shared memory, %d2 and %d3
// its words of in and out, 64 bytes apart by block.
func TestMistakes(t *testing.T) {
	for _, c := range []struct{ name, body, wrong, right, want string }{
		{"a register that is not written", `
			MISTAKE
			st.global.u32 [%d3], %r5;`, ``, `mov.u32 %r5, 1;`, "register %r5 is read before it is written"},
		{"a register that some threads write", `
			setp.ne.u32 %p0, %r0, 37;
			MISTAKE
			st.global.u32 [%d3], %r5;`, `@%p0 mov.u32 %r5, 1;`, `mov.u32 %r5, 1;`, "thread 37: register %r5 is read before it is written"},
		{"a guard that is not written", `
			MISTAKE
			@%p1 st.global.u32 [%d3], %r0;`, ``, `setp.eq.u32 %p1, %r0, 0;`, "register %p1 is read before it is written"},
		{"a vector that is not written", `
			mov.u32 %r6, 1;
			MISTAKE
			mad.wide.u32 %d4, %r0, 8, %d1;
			setp.eq.u32 %p0, %r1, 0;
			@%p0 st.global.v2.u32 [%d4], {%r6, %r5};`, ``, `mov.u32 %r5, 1;`, "register %r5 is read before it is written"},
		{"misaligned global", `MISTAKE`, `ld.global.u32 %r5, [%d0+2];`, `ld.global.u32 %r5, [%d0+4];`, "not a multiple of 4"},
		{"misaligned vector", `MISTAKE`, `ld.global.v4.u32 {%r5, %r6, %r7, %r8}, [%d0+8];`, `ld.global.v4.u32 {%r5, %r6, %r7, %r8}, [%d0+16];`, "not a multiple of 16"},
		{"misaligned shared", `st.shared.u32 [%r2], %r0; MISTAKE`, `ld.shared.u32 %r5, [%r2+1];`, `ld.shared.u32 %r5, [%r2];`, "not a multiple of 4"},
		{"beyond global", `MISTAKE`, `ld.global.u32 %r5, [%d0+1024];`, `ld.global.u32 %r5, [%d0+1020];`, "is not in memory that was taken (1024 bytes after"},
		{"across the end", `MISTAKE`, `ld.global.v4.u32 {%r5, %r6, %r7, %r8}, [%d9+992];`, `ld.global.v4.u32 {%r5, %r6, %r7, %r8}, [%d9+976];`, "16 bytes across the end"},
		{"before global", `MISTAKE`, `ld.global.u32 %r5, [%d0+-4];`, `ld.global.u32 %r5, [%d0];`, "is not in memory that was taken"},
		{"the null address", `MISTAKE`, `mov.u64 %d5, 0; ld.global.u32 %r5, [%d5];`, ``, "global memory at 0x0 is not in memory that was taken"},
		{"beyond shared", `MISTAKE`, `st.shared.u32 [%r2+1024], %r0;`, `st.shared.u32 [%r2], %r0;`, "not in the block's 1024 from 1024"},
		{"shared at 0", `mov.u32 %r5, 0; MISTAKE`, `st.shared.u32 [%r5], %r0;`, ``, "not in the block's"},
		{"a store to read-only memory", `MISTAKE`, `st.global.u32 [%d2], %r0;`, `st.global.u32 [%d3], %r0;`, "the input, byte 0, must not be written"},
		{"an atomic on read-only memory", `MISTAKE`, `red.global.add.u32 [%d2], %r0;`, ``, "must not be written"},
		{"global that nobody wrote", `MISTAKE ld.global.u32 %r5, [%d3];`, ``, `st.global.u32 [%d3], %r0;`, "is read before it is written"},
		{"shared that nobody wrote", `MISTAKE ld.shared.u32 %r5, [%r2];`, ``, `st.shared.u32 [%r2], %r0;`, "is read before it is written"},
		{"shared that nobody wrote, by an atomic", `MISTAKE red.shared.add.u32 [%r2], %r0;`, ``, `st.shared.u32 [%r2], %r0;`, "is read before it is written"},

		{"shared: read after a write", `
			st.shared.u32 [%r2], %r0;
			MISTAKE
			xor.b32 %r5, %r2, 256;
			setp.lt.u32 %p0, %r0, 64;
			@%p0 ld.shared.u32 %r6, [%r3];`, ``, `bar.sync 0;`, "without a barrier between"},
		{"shared: read after a write in the warp", `
			st.shared.u32 [%r2], %r0;
			MISTAKE
			ld.shared.u32 %r6, [%r4];`, ``, `bar.warp.sync 0xffffffff;`, "without a barrier between"},
		{"shared: write after a read", `
			st.shared.u32 [%r2], %r0;
			bar.sync 0;
			ld.shared.u32 %r6, [%r3];
			MISTAKE
			st.shared.u32 [%r2], %r6;`, ``, `bar.sync 0;`, "it was written by thread 0, without a barrier between"},
		{"shared: write after reads of many", `
			mov.u32 %r7, dyn;
			setp.eq.u32 %p0, %r0, 5;
			@%p0 st.shared.u32 [%r7], %r0;
			bar.sync 0;
			ld.shared.u32 %r6, [%r7];
			MISTAKE
			@%p0 st.shared.u32 [%r7], %r1;`, ``, `bar.sync 0;`, "it was read by thread"},
		{"shared: two writes", `MISTAKE`, `mov.u32 %r7, dyn; st.shared.u32 [%r7], %r0;`, `mov.u32 %r7, dyn; st.shared.u32 [%r7], %r1;`, "it was written by thread 0"},
		{"shared: in the next round of a loop", `
			mov.u32 %r7, 0;
		LOOP:
			st.shared.u32 [%r2], %r7;
			bar.sync 0;
			ld.shared.u32 %r6, [%r3];
			MISTAKE
			add.u32 %r7, %r7, 1;
			setp.lt.u32 %p0, %r7, 3;
			@%p0 bra LOOP;`, ``, `bar.sync 0;`, "it was written by thread 0, without a barrier between"},
		{"shared: atomic and not", `
			st.shared.u32 [%r2], %r0;
			bar.sync 0;
			red.shared.add.u32 [%r3], %r0;
			MISTAKE
			ld.shared.u32 %r6, [%r2];`, ``, `bar.sync 0;`, "it was read by thread 0, without a barrier"},

		{"shared: write over what a later warp wrote, read before", `
			setp.lt.u32 %p0, %r0, 32;
			@!%p0 bra LATER;
			st.shared.u32 [%r2], %r0;
			st.shared.u32 [%r2+128], %r0;
		LATER:
			bar.sync 0;
			@%p0 ld.shared.u32 %r6, [%r2+128];
			MISTAKE
			@!%p0 st.shared.u32 [%r2], %r0;`, ``, `bar.sync 0;`, "it was read by thread"},
		{"shared: an atomic after reads", `
			st.shared.u32 [%r2], %r0;
			bar.sync 0;
			ld.shared.u32 %r6, [%r2];
			MISTAKE
			red.shared.add.u32 [%r3], %r0;`, ``, `bar.sync 0;`, "without a barrier between"},
		{"shared: reads of a warp, then a write of another", `
			mov.u32 %r7, dyn;
			setp.eq.u32 %p0, %r0, 0;
			@%p0 st.shared.u32 [%r7], %r1;
			bar.sync 0;
			setp.lt.u32 %p1, %r0, 32;
			@%p1 ld.shared.u32 %r6, [%r7];
			@%p1 bar.warp.sync -1;
			MISTAKE
			setp.eq.u32 %p2, %r0, 40;
			@%p2 st.shared.u32 [%r7], %r1;`, ``, `bar.sync 0;`, "it was read by thread"},
		{"shared: a write seen in its warp, then a read of another", `
			mov.u32 %r7, dyn;
			setp.lt.u32 %p1, %r0, 32;
			setp.eq.u32 %p0, %r0, 3;
			@%p0 st.shared.u32 [%r7], %r1;
			bar.warp.sync -1;
			@%p1 ld.shared.u32 %r6, [%r7];
			MISTAKE
			setp.eq.u32 %p2, %r0, 40;
			@%p2 ld.shared.u32 %r6, [%r7];`, ``, `bar.sync 0;`, "it was written by thread"},
		{"global: of another block", `
			st.global.u32 [%d3], %r0;
			MISTAKE`, `ld.global.u32 %r5, [%d5];`, `ld.global.u32 %r5, [%d3];`, "by another block|is read before it is written"},
		{"global: two blocks write", `MISTAKE`, `st.global.u32 [%d1], %r1;`, `st.global.u32 [%d1], 7;`, "by another block"},
		{"global: in the block", `
			st.global.u32 [%d3], %r0;
			MISTAKE
			ld.global.u32 %r5, [%d6];`, ``, `bar.sync 0;`, "without a barrier between"},
		{"global: write after a read in the block", `
			st.global.u32 [%d3], %r0;
			bar.sync 0;
			ld.global.u32 %r5, [%d6];
			MISTAKE
			st.global.u32 [%d3], %r5;`, ``, `bar.sync 0;`, "without a barrier between"},
		{"global: what a block read, another writes", `
			setp.eq.u32 %p0, %r1, 1;
			@%p0 ld.global.u32 %r5, [%d7];
			MISTAKE
			@!%p0 st.global.u32 [%d8], 7;`, `add.u64 %d8, %d7, 0;`, `mov.b64 %d8, %d3;`, "by another block"},
		{"global: what both blocks read, one writes", `
			ld.global.u32 %r5, [%d7];
			setp.eq.u32 %p0, %r1, 1;
			MISTAKE
			@%p0 st.global.u32 [%d8], 7;`, `add.u64 %d8, %d7, 0;`, `mov.b64 %d8, %d3;`, "by another block"},
		{"global: an atomic, and a read of another block", `
			setp.eq.u32 %p0, %r1, 1;
			@%p0 red.global.add.u32 [%d7], 1;
			MISTAKE
			@!%p0 ld.global.u32 %r5, [%d8];`, `add.u64 %d8, %d7, 0;`, `mov.b64 %d8, %d2;`, "by another block"},
		{"global: .nc of what is written", `
			st.global.u32 [%d3], %r0;
			MISTAKE`, `ld.global.nc.u32 %r5, [%d3];`, `ld.global.u32 %r5, [%d3];`, "ld.global.nc of what was written in this launch"},

		{"cp.async: not waited for", `
			cp.async.ca.shared.global [%r2], [%d2], 4;
			MISTAKE
			ld.shared.u32 %r5, [%r2];`, ``, `cp.async.wait_all;`, "a copy of cp.async by thread 0 was not waited for"},
		{"cp.async: too many groups left", `
			cp.async.ca.shared.global [%r2], [%d2], 4;
			cp.async.commit_group;
			cp.async.ca.shared.global [%r2+512], [%d2], 4;
			cp.async.commit_group;
			MISTAKE
			ld.shared.u32 %r5, [%r2];`, `cp.async.wait_group 2;`, `cp.async.wait_group 1;`, "was not waited for"},
		{"cp.async: not committed", `
			cp.async.ca.shared.global [%r2], [%d2], 4;
			MISTAKE
			cp.async.wait_group 0;
			ld.shared.u32 %r5, [%r2];`, ``, `cp.async.commit_group;`, "was not waited for"},
		{"cp.async: no barrier", `
			cp.async.ca.shared.global [%r2], [%d2], 4;
			cp.async.wait_all;
			MISTAKE
			ld.shared.u32 %r5, [%r3];`, ``, `bar.sync 0;`, "without a barrier between"},
		{"cp.async: barrier before the wait", `
			cp.async.ca.shared.global [%r2], [%d2], 4;
			MISTAKE
			ld.shared.u32 %r5, [%r3];`, `bar.sync 0; cp.async.wait_all;`, `cp.async.wait_all; bar.sync 0;`, "was not waited for"},
		{"cp.async: over what is still read", `
			st.shared.u32 [%r2], %r0;
			bar.sync 0;
			ld.shared.u32 %r5, [%r3];
			MISTAKE
			cp.async.ca.shared.global [%r2], [%d2], 4;`, ``, `bar.sync 0;`, "a copy of cp.async by thread 0 was not waited for"},
		{"cp.async: misaligned", `MISTAKE`, `cp.async.cg.shared.global [%r2], [%d0], 16;`, `cp.async.ca.shared.global [%r2], [%d0], 4;`, "not a multiple of 16"},
		{"cp.async: source of too many bytes", `mov.u32 %r5, 8; MISTAKE`, `cp.async.ca.shared.global [%r2], [%d2], 4, %r5;`, `cp.async.ca.shared.global [%r2], [%d2], 4;`, "a source of 8 bytes"},

		{"barrier: a thread has ended", `
			setp.eq.u32 %p0, %r0, 40;
			MISTAKE
			bar.sync 0;`, `@%p0 ret;`, ``, "a barrier that not all threads of its warp reach: thread 40 has ended"},
		{"barrier: a warp has ended", `
			setp.gt.u32 %p0, %r0, 31;
			MISTAKE
			bar.sync 0;`, `@%p0 ret;`, ``, "it has ended"},
		{"barrier: guarded", `
			setp.gt.u32 %p0, %r0, 3;
			MISTAKE`, `@%p0 bar.sync 0;`, `bar.sync 0;`, "the guard holds back some"},
		{"barrier: some go around", `
			setp.gt.u32 %p0, %r0, 3;
			MISTAKE
			bar.sync 0;
		AROUND:`, `@%p0 bra AROUND;`, ``, "a barrier that not all threads of its warp reach"},
		{"barrier: warps at different ones", `
			setp.gt.u32 %p0, %r0, 31;
			MISTAKE
			bar.sync 0;
			bra END;
		OTHER:
			bar.sync 0;
		END:`, `@%p0 bra OTHER;`, ``, "a barrier at which thread 0 is not"},
		{"barrier: halves of a warp at different ones", `
			and.b32 %r5, %r0, 16;
			setp.eq.u32 %p0, %r5, 0;
			MISTAKE
			bar.sync 0;
			bra END;
		OTHER:
			bar.sync 0;
		END:`, `@%p0 bra OTHER;`, ``, "a barrier that not all threads of its warp reach"},
		{"shuffle: some are elsewhere", `
			setp.gt.u32 %p0, %r0, 3;
			MISTAKE
			shfl.sync.bfly.b32 %r5, %r0, 1, 31, 0xffffffff;
		AROUND:
			bar.sync 0;`, `@%p0 bra AROUND;`, ``, "waits for threads of its warp that never come: thread 4 is at line|that not all threads of its warp reach"},
		{"shuffle: from a thread that has ended", `
			setp.gt.u32 %p0, %r0, 3;
			MISTAKE
			shfl.sync.bfly.b32 %r5, %r0, 4, 31, 0xffffffff;
			setp.eq.u32 %p1, %r5, 0xbaadf00d; @!%p1 bra END; mov.u64 %d5, 0; ld.global.u32 %r5, [%d5];
		END:`, `@%p0 ret;`, ``, "global memory at 0x0"},
		{"shuffle: without itself", `MISTAKE`, `shfl.sync.bfly.b32 %r5, %r0, 1, 31, 0xfffffffe;`, `shfl.sync.bfly.b32 %r5, %r0, 1, 31, 0xffffffff;`, "are without itself"},
		{"shuffle: guarded", `setp.gt.u32 %p0, %r0, 3; MISTAKE`, `@%p0 shfl.sync.bfly.b32 %r5, %r0, 1, 31, 0xffffffff;`, `shfl.sync.bfly.b32 %r5, %r0, 1, 31, 0xffffffff;`, "more than the threads that are here"},
		{"a jump that is not uniform", `
			setp.gt.u32 %p0, %r0, 3;
			MISTAKE
		NEXT:`, `@%p0 bra.uni NEXT;`, `@%p0 bra NEXT;`, "bra.uni, but not all threads"},
		{"no end", `LOOP: MISTAKE`, `bra LOOP;`, ``, "does it end?"},
	} {
		for _, wrong := range []bool{true, false} {
			line := c.right
			if wrong {
				line = c.wrong
			}
			text := module(".param .u64 in, .param .u64 out, .param .u64 odd", begin+`
			ld.param.u64 %d0, [in]; ld.param.u64 %d1, [out]; mov.u32 %r0, %tid.x; mov.u32 %r1, %ctaid.x;
			mov.u32 %r2, dyn; mad.lo.u32 %r2, %r0, 4, %r2;
			xor.b32 %r3, %r0, 32; mov.u32 %r4, dyn; mad.lo.u32 %r3, %r3, 4, %r4;
			xor.b32 %r8, %r0, 1; mad.lo.u32 %r4, %r8, 4, %r4;
			mad.wide.u32 %d2, %r0, 4, %d0;
			mad.lo.u32 %r9, %r1, 64, %r0; mad.wide.u32 %d3, %r9, 4, %d1;
			xor.b32 %r9, %r9, 64; mad.wide.u32 %d5, %r9, 4, %d1;
			xor.b32 %r9, %r9, 65; mad.wide.u32 %d6, %r9, 4, %d1;
			ld.param.u64 %d9, [odd]; add.u64 %d7, %d9, 512;`+strings.Replace(c.body, "MISTAKE", line, 1)+"\nret;")
			f := load(t, text, "k")
			m := emulate.NewMemory(1 << 20)
			in, out, odd := alloc(t, m, 1024, make([]byte, 1024)), alloc(t, m, 1024, nil), alloc(t, m, 1000, make([]byte, 1000))
			r, err := m.Find(in, 1)
			if err != nil {
				t.Fatal(err)
			}
			r.ReadOnly, r.Name = true, "the input"
			_, err = f.Run(m, emulate.Launch{Grid: [3]int{2, 1, 1}, Block: 64, Shared: 1024, Args: []uint64{in, out, odd}}, emulate.Options{Steps: 10000, Workers: 1})
			if !wrong {
				if err != nil {
					t.Errorf("%s: without the mistake: %v", c.name, err)
				}
				continue
			}
			found := func(want string) bool { return strings.Contains(err.Error(), want) }
			if err == nil || !slices.ContainsFunc(strings.Split(c.want, "|"), found) || !strings.HasPrefix(err.Error(), "kernel k, line ") {
				t.Errorf("%s: %v, want %q", c.name, err, c.want)
			}
		}
	}
}

// What is not in the subset, or would leave a bit to a compiler, is refused with the line.
func TestRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"add.f32 %f0, %f1, %f2;":                        "without .rn",
		"mul.f32 %f0, %f1, %f2;":                        "without .rn",
		"fma.f32 %f0, %f1, %f2, %f3;":                   "without .rn",
		"add.rn.ftz.f32 %f0, %f1, %f2;":                 ".ftz",
		"add.rz.f32 %f0, %f1, %f2;":                     ".rz",
		"div.approx.f32 %f0, %f1, %f2;":                 ".approx",
		"div.full.f32 %f0, %f1, %f2;":                   ".full",
		"sqrt.approx.f32 %f0, %f1;":                     ".approx",
		"add.rn.sat.f32 %f0, %f1, %f2;":                 ".sat",
		"mad.f32 %f0, %f1, %f2, %f3;":                   "fma.rn.f32",
		"mad.rn.f32 %f0, %f1, %f2, %f3;":                "fma.rn.f32",
		"min.f32 %f0, %f1, %f2;":                        "NaN",
		"max.f32 %f0, %f1, %f2;":                        "NaN",
		"ex2.approx.f32 %f0, %f1;":                      ".approx",
		"rcp.rn.f32 %f0, %f1;":                          "not in the subset",
		"add.rn.f64 %d0, %d1, %d2;":                     ".f64",
		"add.f16 %h0, %h1, %h2;":                        ".f16",
		"atom.global.add.f32 %f0, [%d0], %f1;":          "order of threads",
		"red.global.add.f32 [%d0], %f1;":                "order of threads",
		"red.global.exch.b32 [%d0], %r1;":               "not in the subset",
		"cvt.rn.f32.f32 %f0, %f1;":                      "not in the subset",
		"cvt.f32.u32 %f0, %r1;":                         "not in the subset",
		"cvt.rni.s32.f32 %r0, %f1;":                     "not in the subset",
		"cvt.u32.s16 %d0, %h1;":                         "two steps",
		"cvt.u64.u32 %r0, %r1;":                         "result %r0 is declared .b32",
		"add.u32 %r0, %r1, %f1;":                        "operand %f1 is declared .f32",
		"add.u32 %r0, %r1, %d1;":                        "operand %d1 is declared .b64",
		"add.u32 %d0, %r1, %r1;":                        "result %d0 is declared .b64",
		"add.u32 %r0, %r1;":                             "2 operands, want 3",
		"add.u32 %r0, %r1, %r99;":                       "register %r99 is not declared",
		"add.u32 %r0, %r1, 5000000000;":                 "5000000000 does not fit .u32",
		"add.u32 %r0, %r1, 0f3F800000;":                 "binary32 constant",
		"add.rn.f32 %f0, %f1, 1;":                       "a whole number as an operand of type f32",
		"mov.u32 %r0, %f1;":                             "operand %f1 is declared .f32",
		"mov.u32 %r0, %warpid;":                         "register %warpid is not declared",
		"mov.u32 %r0, %clock.x;":                        "special register",
		"mov.u64 %d0, %tid.x;":                          "special register %tid.x is read by mov.u32",
		"add.u32 %r0, %r1, %tid.x;":                     "read by mov.u32",
		"add.u32 %r0, %r1, dyn;":                        "by mov.u32 or mov.u64",
		"mov.u32 %r0, other+4;":                         "variable other is not declared",
		"setp.lt.b32 %p0, %r1, %r2;":                    "not in the subset",
		"setp.lo.s32 %p0, %r1, %r2;":                    "not in the subset",
		"setp.ltu.u32 %p0, %r1, %r2;":                   "not in the subset",
		"setp.eq.u32 %r0, %r1, %r2;":                    "result %r0 is declared .b32",
		"setp.eq.u32 %p0|%p0, %r1, %r2;":                "not another predicate",
		"setp.eq.s16 %p0, %h1, %h2;":                    "not in the subset",
		"selp.u32 %r0, %r1, %r2, %r3;":                  "operand 4 is not a predicate",
		"@%r0 mov.u32 %r1, 0;":                          "guard %r0 is not a predicate",
		"bra NOWHERE;":                                  "label \"NOWHERE\" is not declared",
		"ld.global.u32 %r0, [%r1];":                     "address %r1 is declared .b32",
		"ld.global.u32 %r0, [%f1];":                     "address %f1 is declared .f32",
		"ld.global.u32 %h0, [%d1];":                     "result %h0 is declared .b16",
		"ld.global.u32 %f0, [%d1];":                     "result %f0 is declared .f32",
		"ld.global.v2.u32 %r0, [%d1];":                  "must be 2 registers",
		"ld.global.v2.u32 {%r0, %r0}, [%d1];":           "twice",
		"ld.global.v4.u64 {%d0, %d1, %d2, %d3}, [%d4];": "more than 16 bytes",
		"ld.global.v3.u32 {%r0, %r1, %r2}, [%d4];":      "not in the subset",
		"ld.volatile.global.u32 %r0, [%d1];":            "emulated",
		"ld.u32 %r0, [%d1];":                            "emulated",
		"ld.local.u32 %r0, [%d1];":                      "emulated",
		"ld.param.u32 %r0, [in];":                       "parameter in is declared .u64",
		"ld.param.u64 %d0, [none];":                     "parameter none is not declared",
		"ld.param.u64 %d0, [in+4];":                     "read whole",
		"st.param.u64 [in], %d0;":                       "emulated",
		"cp.async.cg.shared.global [%r0], [%d0], 4;":    ".cg 16",
		"cp.async.ca.shared.global [%r0], [%d0], 3;":    "4, 8 or 16",
		"cp.async.bulk.commit_group;":                   "not in the subset",
		"bar.sync 1;":                                   "from 0 to 0",
		"shfl.bfly.b32 %r0, %r1, 1, 31;":                "not in the subset",
		"call foo;":                                     "not in the subset",
		"mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 %f0, %f1, %f2, %f3;": "not allowed",
		"lop3.b32 %r0, %r1, %r2, %r3, 256;":                                      "from 0 to 255",
		"not.pred %p0, !%p1;":                                                    "negated",
		"mov.b64 %d0, {%r0, %r1, %r2};":                                          "two registers",
		"@%p0 mov.b64 {%r0, _}, %d1;":                                            "without a guard",
		"ld.global.v2.u32 {_, %r0}, [%d1];":                                      "only for mov",
		"add.u32 %r0, %r1, {%r0, %r1};":                                          "not a value",
		"add.u32 %r0 %r1, %r2;":                                                  "where \",\" was expected",
		".reg .u8 %b;":                                                           "not emulated",
		".reg .b32 %r0;":                                                         "a second register %r0",
		".local .b8 x[4];":                                                       "instruction was expected",
		"X: X: ret;":                                                             "a second label X",
		"mov.u32 %r0, #;":                                                        "unexpected byte",
	} {
		_, err := emulate.Parse(module(".param .u64 in", begin+text+"\nret;"))
		e, ok := err.(*emulate.Error)
		if !ok || !strings.Contains(err.Error(), want) || e.Line != 9 {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	for text, want := range map[string]string{
		"":                            "\"\" where \".version\" was expected",
		".version 6.0 .target sm_80":  "7.0 or later",
		".version 7.4 .target sm_75":  "sm_80 or later",
		".version 7.4 .target sm_80 ": "address_size",
		module("", "ret;")[:40]:       "where \"64\" was expected",
		strings.Replace(module("", "ret;"), "}", "", 1):                                 "a kernel without an end",
		module("", "mov.u32 %r0, 1;"):                                                   "register %r0 is not declared",
		module("", begin+"mov.u32 %r0, 1;"):                                             "the last instruction must be",
		module("", begin+"setp.eq.u32 %p0, 1, 1; @%p0 ret;"):                            "the last instruction must be",
		module("", "ret; END:"):                                                         "no instruction after label END",
		module(".param .u8 x", "ret;"):                                                  "of 4 or 8 bytes",
		module(".param .u32 x, .param .u32 x", "ret;"):                                  "a second parameter x",
		module("", ".shared .b8 big[2000000]; ret;"):                                    "up to 49152",
		module("", ".shared .b8 a[40000]; .shared .b8 b[40000]; ret;"):                  "more than 49152 bytes",
		module("", ".shared .b8 dyn[4]; ret;"):                                          "a second variable dyn",
		module("", ".reg .b32 %r<9999999>; ret;"):                                       "up to 1048576",
		module("", "ret;") + module("", "ret;")[54:]:                                    "is not in the subset",
		module("", "/* never ends"):                                                     "a comment without an end",
		strings.Replace(module("", "ret;"), ".visible .entry", ".visible .func", 1):     "\".func\" is not in the subset",
		strings.Replace(module("", "ret;"), ".maxntid 256, 1, 1", ".maxntid 2000", 1):   "up to 1024",
		strings.Replace(module("", "ret;"), ".maxntid 256, 1, 1", ".cluster_dim 2", 1):  "body was expected",
		strings.Replace(module("", "ret;"), ".extern .shared", ".global .b8 x[4]; ", 1): "not in the subset",
	} {
		if _, err := emulate.Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestLaunchChecks(t *testing.T) {
	f := load(t, module(".param .u64 in, .param .u32 n", "ret;"), "k")
	m := emulate.NewMemory(1 << 20)
	ok := emulate.Launch{Grid: [3]int{1, 1, 1}, Block: 32, Args: []uint64{0, 0}}
	for want, l := range map[string]func(*emulate.Launch){
		"":             func(*emulate.Launch) {},
		"a grid":       func(l *emulate.Launch) { l.Grid[2] = 65536 },
		"at most 256":  func(l *emulate.Launch) { l.Block = 512 },
		"a block":      func(l *emulate.Launch) { l.Block = 0 },
		"1 arguments":  func(l *emulate.Launch) { l.Args = l.Args[:1] },
		"of 8 bytes":   func(l *emulate.Launch) { l.Args = []uint64{0, 1 << 32} },
		"dynamic":      func(l *emulate.Launch) { l.Shared = -1 },
		"of 2000000 b": func(l *emulate.Launch) { l.Grid[0] = 0; l.Shared = 0; l.Grid[0] = 1; l.Shared = 2000000 },
	} {
		x := ok
		l(&x)
		_, err := f.Run(m, x, emulate.Options{})
		if want == "" != (err == nil) {
			t.Errorf("%s: %v", want, err)
		}
	}
}
