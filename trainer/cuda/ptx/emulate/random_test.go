package emulate_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"refute/trainer/cuda/ptx/emulate"
)

// flow writes random control flow over %r1 to %r4, which begin with the thread's number, so that threads part and meet in all ways.
type flow struct {
	*rand.Rand
	*strings.Builder
	labels, counters int
	ends             []string // of the loops around
	far              []string // blocks that are behind the end, from where threads come back
}

func (f *flow) line(format string, args ...any) { fmt.Fprintf(f, format+"\n", args...) }

func (f *flow) label() string {
	f.labels++
	return fmt.Sprint("L", f.labels)
}

func (f *flow) reg() string { return fmt.Sprint("%r", 1+f.IntN(4)) }

// test sets %p0 to something that depends on the thread.
func (f *flow) test() {
	f.line("shr.u32 %%r5, %s, %d; xor.b32 %%r5, %%r5, %s; and.b32 %%r5, %%r5, %d; setp.%s.u32 %%p0, %%r5, %d;",
		f.reg(), f.IntN(12), f.reg(), 1+f.IntN(7), []string{"eq", "ne", "lt", "ge"}[f.IntN(4)], f.IntN(4))
}

func (f *flow) some(depth int) {
	for range 1 + f.IntN(4) {
		switch k := f.IntN(10); {
		case k < 4:
			f.line("mad.lo.u32 %s, %s, %d, %s;", f.reg(), f.reg(), 1+2*f.IntN(1000), f.reg())
		case k == 4:
			f.test()
			f.line("@%%p0 xor.b32 %s, %s, %d;", f.reg(), f.reg(), f.IntN(1<<20))
		case k == 5 && len(f.ends) > 0: // out of a loop, perhaps of several
			f.test()
			f.line("@!%%p0 bra %s;", f.ends[f.IntN(len(f.ends))])
		case k == 6 && f.IntN(6) == 0: // the end, with what there is
			f.test()
			f.line("@%%p0 st.global.v4.u32 [%%d1], {%%r1, %%r2, %%r3, %%r4};\n@%%p0 exit;")
		case k == 7 && depth > 0: // a block far away, while the other threads go on
			there, back := f.label(), f.label()
			f.test()
			f.line("@%%p0 bra %s;\n%s:", there, back)
			here := f.Builder
			f.Builder = &strings.Builder{}
			f.line("%s:", there)
			f.some(depth - 1)
			f.line("bra %s;", back)
			f.far = append(f.far, f.String())
			f.Builder = here
		case depth == 0:
			f.line("add.u32 %s, %s, %s;", f.reg(), f.reg(), f.reg())
		case k < 7:
			other, end := f.label(), f.label()
			f.test()
			f.line("@%%p0 bra %s;", other)
			f.some(depth - 1)
			f.line("bra %s;\n%s:", end, other)
			f.some(depth - 1)
			f.line("%s:", end)
		default:
			begin, end := f.label(), f.label()
			f.counters++
			count := "%c" + strconv.Itoa(f.counters)
			f.line("mov.u32 %s, 0;\n%s:", count, begin)
			f.ends = append(f.ends, end)
			f.some(depth - 1)
			f.ends = f.ends[:len(f.ends)-1]
			f.test()
			f.line("add.u32 %s, %s, 1; setp.lt.and.u32 %%p1, %s, %d, %%p0; @%%p1 bra %s;\n%s:", count, count, count, 1+f.IntN(6), begin, end)
		}
	}
}

// Threads side by side give what each gives alone.
func TestRandomFlow(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	const threads = 80
	parted := 0
	for n := range 300 {
		f := &flow{Rand: r, Builder: &strings.Builder{}}
		for range 1 + r.IntN(4) {
			f.some(3)
			f.line("bar.warp.sync 0xffffffff;") // all that have not ended come here
			if r.IntN(2) == 0 {
				f.line("setp.lt.u32 %%p2, %%r1, %%r2; vote.sync.any.pred %%p3, %%p2, 0xffffffff;")
			}
		}
		text := module(".param .u64 out", begin+fmt.Sprintf(".reg .b32 %%c<%d>;\n", f.counters+1)+`
			ld.param.u64 %d0, [out]; mov.u32 %r0, %tid.x; mov.u32 %r1, %ctaid.x; mov.u32 %r2, %ntid.x; mad.lo.u32 %r0, %r1, %r2, %r0;
			mad.wide.u32 %d1, %r0, 16, %d0;
			mul.lo.u32 %r1, %r0, 0x9e3779b9; mul.lo.u32 %r2, %r0, 0x85ebca6b; xor.b32 %r3, %r1, %r2; mov.u32 %r4, %r0;
			`+f.String()+"st.global.v4.u32 [%d1], {%r1, %r2, %r3, %r4};\nret;\n"+strings.Join(f.far, ""))
		k := load(t, text, "k")
		run := func(blocks, block int) ([]uint32, int64) {
			m := emulate.NewMemory(1 << 20)
			out := alloc(t, m, 16*threads, nil)
			steps, err := k.Run(m, emulate.Launch{Grid: [3]int{blocks, 1, 1}, Block: block, Args: []uint64{out}}, emulate.Options{Steps: 1 << 20, Workers: 1})
			if err != nil {
				t.Fatalf("%d: %v\n%s", n, err, text)
			}
			return read(t, m, out, 4*threads), steps
		}
		alone, single := run(threads, 1)
		together, steps := run(1, threads)
		if !slices.Equal(alone, together) {
			t.Fatalf("%d: threads differ:\n%s", n, text)
		}
		if onCard != nil && n < 60 {
			l := emulate.Launch{Grid: [3]int{1, 1, 1}, Block: threads}
			if card := onCard(t, text, l, [][]byte{make([]byte, 16*threads)})[0]; !slices.Equal(card, words(together...)) {
				t.Fatalf("%d: on the card threads differ:\n%s", n, text)
			}
		}
		if 10*threads*steps > 12*3*single { // the three warps took a fifth more than their threads on average
			parted++
		}
	}
	if parted < 50 {
		t.Errorf("threads parted in %d programs", parted)
	}
}
