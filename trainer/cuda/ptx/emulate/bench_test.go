package emulate_test

import (
	"fmt"
	"testing"

	"refute/trainer/cuda/ptx/emulate"
)

// tile is a product of 64 x 64 elements by 256 threads, 4 x 4 each, with operands staged in shared memory, k at a time: what most of a training step is like.
func tile(steps int) string {
	body := begin + `.reg .f32 %x<8>; .reg .f32 %y<8>; .reg .f32 %z<20>;
		ld.param.u64 %d0, [in]; ld.param.u64 %d1, [out];
		mov.u32 %r0, %tid.x; mov.u32 %r1, dyn; mad.lo.u32 %r2, %r0, 4, %r1;
		and.b32 %r3, %r0, 15; shr.u32 %r4, %r0, 4;
		mad.lo.u32 %r5, %r3, 16, %r1; mad.lo.u32 %r6, %r4, 16, %r1;
		mad.wide.u32 %d2, %r0, 4, %d0;
		mov.u32 %r7, 0;
	`
	for i := range 16 {
		body += fmt.Sprintf("mov.f32 %%z%d, 0f00000000;\n", i)
	}
	body += `LOOP:
		ld.global.f32 %f0, [%d2]; ld.global.f32 %f1, [%d2+1024];
		bar.sync 0;
		st.shared.f32 [%r2], %f0; st.shared.f32 [%r2+1024], %f1;
		bar.sync 0;
	`
	for k := range 4 {
		body += fmt.Sprintf("ld.shared.v4.f32 {%%x0, %%x1, %%x2, %%x3}, [%%r5+%d]; ld.shared.v4.f32 {%%y0, %%y1, %%y2, %%y3}, [%%r6+%d];\n", 256*k, 1024+256*k)
		for i := range 16 {
			body += fmt.Sprintf("fma.rn.f32 %%z%d, %%x%d, %%y%d, %%z%d;\n", i, i/4, i%4, i)
		}
	}
	body += fmt.Sprintf(`
		add.u32 %%r7, %%r7, 1;
		setp.lt.u32 %%p0, %%r7, %d;
		@%%p0 bra LOOP;
		mov.u32 %%r8, %%ctaid.x;
		mad.lo.u32 %%r8, %%r8, 256, %%r0;
		mad.wide.u32 %%d3, %%r8, 64, %%d1;
	`, steps)
	for i := 0; i < 16; i += 4 {
		body += fmt.Sprintf("st.global.v4.f32 [%%d3+%d], {%%z%d, %%z%d, %%z%d, %%z%d};\n", 4*i, i, i+1, i+2, i+3)
	}
	return module(".param .u64 in, .param .u64 out", body+"ret;")
}

// integers is a loop of integer instructions without memory.
func integers(steps int) string {
	return module(".param .u64 in, .param .u64 out", begin+fmt.Sprintf(`
		ld.param.u64 %%d1, [out]; mov.u32 %%r0, %%tid.x; mov.u32 %%r1, %%ctaid.x; mad.lo.u32 %%r0, %%r1, 256, %%r0; mov.u32 %%r2, %%r0; mov.u32 %%r7, 0;
	LOOP:
		mul.lo.u32 %%r3, %%r2, 0x9e3779b9; xor.b32 %%r2, %%r2, %%r3; shr.u32 %%r3, %%r2, 13; add.u32 %%r2, %%r2, %%r3; mul.hi.u32 %%r3, %%r2, 0x85ebca6b; and.b32 %%r4, %%r2, 0xffff; or.b32 %%r2, %%r3, %%r4;
		shf.l.wrap.b32 %%r2, %%r2, %%r2, 7; lop3.b32 %%r2, %%r2, %%r3, %%r4, 0x96; sub.u32 %%r2, %%r2, %%r0;
		add.u32 %%r7, %%r7, 1; setp.lt.u32 %%p0, %%r7, %d; @%%p0 bra LOOP;
		mad.wide.u32 %%d3, %%r0, 4, %%d1; st.global.u32 [%%d3], %%r2; ret;`, steps))
}

func BenchmarkRun(b *testing.B) {
	for _, c := range []struct{ name, text string }{{"tile", tile(64)}, {"integers", integers(1000)}} {
		for _, o := range []emulate.Options{{}, {Trust: true}} {
			b.Run(fmt.Sprintf("%s/trust=%t", c.name, o.Trust), func(b *testing.B) {
				f := load(b, c.text, "k")
				m := emulate.NewMemory(1 << 24)
				in, out := alloc(b, m, 2048, normal(512)), alloc(b, m, 16*256*64, nil)
				l := emulate.Launch{Grid: [3]int{16, 1, 1}, Block: 256, Args: []uint64{in, out}}
				if c.name == "tile" {
					l.Shared = 2048
				} else {
					l.Shared = 0
				}
				var steps int64
				for b.Loop() {
					n, err := f.Run(m, l, o)
					if err != nil {
						b.Fatal(err)
					}
					steps += n
				}
				b.ReportMetric(float64(steps)/b.Elapsed().Seconds()/1e6, "Minstr/s")
			})
		}
	}
}
