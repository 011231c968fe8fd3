package emulate_test

import (
	"encoding/binary"
	"fmt"
	"testing"

	"refute/trainer/cuda/ptx/emulate"
)

// Threads whose loops and branches differ give what each alone gives: the steps of a number to 1 by the rule n/2 or 3n+1, with a jump from the middle.
func TestDivergence(t *testing.T) {
	const threads = 200
	in := make([]byte, 4*threads)
	for i := range threads {
		binary.LittleEndian.PutUint32(in[4*i:], uint32(1+i*i%97+i))
	}
	out, err := run(t, `
		mad.wide.u32 %d2, %r0, 4, %d0;
		mad.wide.u32 %d3, %r0, 4, %d1;
		ld.global.u32 %r1, [%d2];
		mov.u32 %r2, 0;
	LOOP:
		setp.eq.u32 %p0, %r1, 1;
		@%p0 bra DONE;
		add.u32 %r2, %r2, 1;
		and.b32 %r3, %r1, 1;
		setp.eq.u32 %p1, %r3, 0;
		@%p1 bra EVEN;
		mad.lo.u32 %r1, %r1, 3, 1;
		setp.gt.u32 %p2, %r2, 60;
		@%p2 bra LATE;
		bra LOOP;
	EVEN:
		shr.u32 %r1, %r1, 1;
		bra LOOP;
	LATE:
		add.u32 %r2, %r2, 1000;
	DONE:
		st.global.u32 [%d3], %r2;
		ret;`, threads, 0, in, threads)
	if err != nil {
		t.Fatal(err)
	}
	for i := range threads {
		n, want := binary.LittleEndian.Uint32(in[4*i:]), uint32(0)
		for n != 1 {
			want++
			if n%2 == 0 {
				n /= 2
			} else if n = 3*n + 1; want > 60 {
				want += 1000
				break
			}
		}
		if out[i] != want {
			t.Fatalf("thread %d: %d, want %d", i, out[i], want)
		}
	}
}

// Shuffles in every mode, with segments, compared with the pseudo-code of the PTX ISA ("shfl.sync").
func TestShuffle(t *testing.T) {
	for _, mode := range []string{"up", "down", "bfly", "idx"} {
		for _, by := range []int{0, 1, 3, 16, 31} {
			for _, seg := range []int{32, 16, 8, 4} {
				clamp := 31
				if mode == "up" {
					clamp = 0
				}
				c := (32-seg)<<8 | clamp
				body := fmt.Sprintf(`
					mad.lo.u32 %%r1, %%r0, 7, 3;
					shfl.sync.%s.b32 %%r2|%%p0, %%r1, %d, %d, 0xffffffff;
					selp.u32 %%r3, 1, 0, %%p0;
					mad.wide.u32 %%d2, %%r0, 8, %%d1;
					st.global.v2.u32 [%%d2], {%%r2, %%r3};
					ret;`, mode, by, c)
				out, err := run(t, body, 64, 0, make([]byte, 4), 128)
				if err != nil {
					t.Fatal(err)
				}
				for i := range 64 {
					lane, bval, cval, segmask := i%32, by&31, c&31, c>>8&31
					maxLane := lane&segmask | cval&^segmask
					minLane := lane & segmask
					var j int
					var p bool
					switch mode {
					case "up":
						j = lane - bval
						p = j >= maxLane
					case "down":
						j = lane + bval
						p = j <= maxLane
					case "bfly":
						j = lane ^ bval
						p = j <= maxLane
					default:
						j = minLane | bval&^segmask
						p = j <= maxLane
					}
					if !p {
						j = lane
					}
					want := uint32((i-lane+j)*7 + 3)
					if out[2*i] != want || out[2*i+1] == 1 != p {
						t.Fatalf("%s by %d in %d: thread %d has %d, %d, want %d, %t", mode, by, seg, i, out[2*i], out[2*i+1], want, p)
					}
				}
			}
		}
	}
}

func TestVote(t *testing.T) {
	out, err := run(t, `
		setp.lt.u32 %p0, %r0, 40;
		vote.sync.all.pred %p1, %p0, 0xffffffff;
		vote.sync.any.pred %p2, %p0, 0xffffffff;
		vote.sync.uni.pred %p3, !%p0, 0xffffffff;
		vote.sync.ballot.b32 %r1, %p0, -1;
		selp.u32 %r2, 1, 0, %p1;
		selp.u32 %r3, 2, 0, %p2;
		selp.u32 %r4, 4, 0, %p3;
		or.b32 %r2, %r2, %r3;
		or.b32 %r2, %r2, %r4;
		and.b32 %r5, %r0, 1;
		setp.eq.u32 %p4, %r5, 0;
		mov.u32 %r6, 0;
		@!%p4 bra ODD;
		activemask.b32 %r6;
		vote.sync.ballot.b32 %r6, %p4, 0x55555555;
	ODD:
		bar.warp.sync 0xffffffff;
		mad.wide.u32 %d2, %r0, 16, %d1;
		st.global.v4.u32 [%d2], {%r1, %r2, %r6, %r6};
		ret;`, 96, 0, make([]byte, 4), 4*96)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 96 {
		want := [][2]uint32{{0xffffffff, 7}, {0xff, 2}, {0, 4}}[i/32]
		if out[4*i] != want[0] || out[4*i+1] != want[1] || out[4*i+2] != []uint32{0x55555555, 0}[i%2] {
			t.Fatalf("thread %d: %x", i, out[4*i:][:4])
		}
	}
}

// Barriers make all threads' words visible: a tree sum in shared memory, and one within warps.
func TestBarriers(t *testing.T) {
	const threads = 128
	in := random(4 * threads)
	out, err := run(t, `
		mad.wide.u32 %d2, %r0, 4, %d0;
		ld.global.nc.u32 %r1, [%d2];
		mov.u32 %r2, dyn;
		mad.lo.u32 %r2, %r0, 4, %r2;
		st.shared.u32 [%r2], %r1;
		mov.u32 %r3, 64;
	LOOP:
		bar.sync 0;
		setp.lt.u32 %p0, %r0, %r3;
		@!%p0 bra SKIP;
		mad.lo.u32 %r4, %r3, 4, %r2;
		ld.shared.u32 %r5, [%r4];
		ld.shared.u32 %r6, [%r2];
		add.u32 %r5, %r5, %r6;
		st.shared.u32 [%r2], %r5;
	SKIP:
		shr.u32 %r3, %r3, 1;
		setp.gt.u32 %p1, %r3, 16;
		@%p1 bra LOOP;
		// the last warp's 32 sums
		setp.gt.u32 %p2, %r0, 31;
		@%p2 ret;
		bar.warp.sync -1;
		xor.b32 %r7, %r0, 1;
		mov.u32 %r8, dyn;
		mad.lo.u32 %r8, %r7, 4, %r8;
		ld.shared.u32 %r9, [%r8];
		bar.warp.sync -1;
		add.u32 %r5, %r5, %r9;
		st.shared.u32 [%r2], %r5;
		mad.wide.u32 %d3, %r0, 4, %d1;
		st.global.u32 [%d3], %r5;
		ret;`, threads, 4*threads, in, 32)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 32 {
		var want uint32
		for k := range 4 {
			for _, j := range []int{i, i ^ 1} {
				want += binary.LittleEndian.Uint32(in[4*(32*k+j):])
			}
		}
		if out[i] != want {
			t.Fatalf("sum %d: %#x, want %#x", i, out[i], want)
		}
	}
}

// The result does not depend on how many blocks run at a time, nor does the error.
func TestWorkers(t *testing.T) {
	f := load(t, module(".param .u64 out, .param .u32 bad", begin+`
		ld.param.u64 %d0, [out]; ld.param.u32 %r9, [bad];
		mov.u32 %r0, %ctaid.x; mov.u32 %r1, %tid.x; mad.lo.u32 %r2, %r0, 32, %r1;
		setp.ge.u32 %p0, %r0, %r9;
		@%p0 ld.shared.u32 %r3, [%r1];
		mad.wide.u32 %d1, %r2, 4, %d0;
		st.global.u32 [%d1], %r2;
		ret;`), "k")
	for _, workers := range []int{1, 2, 7} {
		for _, bad := range []uint64{1000, 13} {
			m := emulate.NewMemory(1 << 20)
			out := alloc(t, m, 4*32*100, nil)
			_, err := f.Run(m, emulate.Launch{Grid: [3]int{100, 1, 1}, Block: 32, Args: []uint64{out, bad}}, emulate.Options{Workers: workers})
			if bad == 1000 {
				if err != nil {
					t.Fatal(err)
				}
				for i, w := range read(t, m, out, 3200) {
					if w != uint32(i) {
						t.Fatal(i, w)
					}
				}
				continue
			}
			if fault, ok := err.(*emulate.Fault); !ok || fault.Block != [3]int{13, 0, 0} || fault.Thread != 0 {
				t.Fatal(err)
			}
		}
	}
}

// What blocks tell each other by a fence and an atomic instruction is let pass: the last block to come adds what all have written.
func TestLastBlock(t *testing.T) {
	f := load(t, module(".param .u64 parts, .param .u64 done, .param .u64 out", begin+`
		ld.param.u64 %d0, [parts]; ld.param.u64 %d1, [done]; ld.param.u64 %d2, [out];
		mov.u32 %r0, %tid.x; mov.u32 %r1, %ctaid.x; mov.u32 %r2, %nctaid.x; mov.u32 %r3, dyn;
		setp.ne.u32 %p0, %r0, 0;
		@%p0 bra WAIT;
		mad.wide.u32 %d3, %r1, 4, %d0;
		mad.lo.u32 %r4, %r1, 3, 1;
		st.global.u32 [%d3], %r4;
		membar.gl;
		atom.global.add.u32 %r5, [%d1], 1;
		st.shared.u32 [%r3], %r5;
	WAIT:
		bar.sync 0;
		ld.shared.u32 %r5, [%r3];
		add.u32 %r5, %r5, 1;
		setp.ne.or.u32 %p1, %r5, %r2, %p0;
		@%p1 ret;
		mov.u32 %r6, 0; mov.u32 %r7, 0;
	LOOP:
		ld.global.u32 %r8, [%d0];
		add.u32 %r7, %r7, %r8; add.u32 %r6, %r6, 1; add.u64 %d0, %d0, 4;
		setp.lt.u32 %p2, %r6, %r2;
		@%p2 bra LOOP;
		st.global.u32 [%d2], %r7;
		ret;`), "k")
	m := emulate.NewMemory(1 << 20)
	const blocks = 50
	parts, done, out := alloc(t, m, 4*blocks, nil), alloc(t, m, 4, make([]byte, 4)), alloc(t, m, 4, nil)
	if _, err := f.Run(m, emulate.Launch{Grid: [3]int{blocks, 1, 1}, Block: 64, Shared: 16, Args: []uint64{parts, done, out}}, emulate.Options{}); err != nil {
		t.Fatal(err)
	}
	if got := read(t, m, out, 1)[0]; got != 3*blocks*(blocks-1)/2+blocks {
		t.Error(got)
	}
}
