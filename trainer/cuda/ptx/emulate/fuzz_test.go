package emulate_test

import (
	"testing"

	"refute/trainer/cuda/ptx/emulate"
)

// No text makes the parser or the emulator fail otherwise than with an error.
func FuzzParse(f *testing.F) {
	f.Add(saxpy(1))
	for _, body := range []string{
		"ld.param.u64 %d0, [in]; ld.global.v4.u32 {%r0, %r1, %r2, %r3}, [%d0]; st.global.v2.u64 [%d0], {%d0, %d0}; ret;",
		"mov.u32 %r0, dyn; mov.u32 %r1, %tid.x; st.shared.u32 [%r0+4], %r1; bar.sync 0; red.shared.add.u32 [%r0+4], %r1; shfl.sync.idx.b32 %r2|%p0, %r1, 3, 0x1c1f, -1; ret;",
		"L: setp.lt.and.u32 %p0|%p1, 1, 2, !%p2; @!%p0 bra L; bfi.b32 %r1, %r2, %r3, 4, 8; mov.b64 {%r1, _}, %d2; vote.sync.ballot.b32 %r1, %p0, 15; exit;",
		"ld.param.u64 %d0, [in]; mov.u32 %r0, dyn; cp.async.ca.shared.global [%r0], [%d0], 8, 3; cp.async.commit_group; cp.async.wait_group 0; atom.global.cas.b64 %d1, [%d0], 0, 1; ret;",
		"cvt.rn.f32.s64 %f0, -5; cvt.s8.u32 %h0, 200; selp.f32 %f1, %f0, 0f7FC00000, %p0; prmt.b32 %r0, 1, 2, 0x7531; shf.l.wrap.b32 %r0, 1, 2, 3; mul.wide.s32 %d0, -1, 2; ret;",
	} {
		f.Add(module(".param .u64 in, .param .u32 n", begin+body))
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			return
		}
		m, err := emulate.Parse(text)
		if err != nil {
			return
		}
		for _, k := range m {
			if k.Static > 1<<16 {
				continue
			}
			mem := emulate.NewMemory(1 << 20)
			r, err := mem.Alloc(256)
			if err != nil {
				t.Fatal(err)
			}
			l := emulate.Launch{Grid: [3]int{2, 1, 1}, Block: 40}
			if k.Dynamic {
				l.Shared = 128
			}
			for _, bytes := range k.Params {
				l.Args = append(l.Args, map[int]uint64{4: 7, 8: r.Base}[bytes])
			}
			var touched []emulate.Access
			k.Run(mem, l, emulate.Options{Steps: 2000, Unwritten: true, Touched: &touched})
		}
	})
}
