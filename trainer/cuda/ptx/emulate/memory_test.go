package emulate_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"refute/trainer/cuda/ptx/emulate"
)

const begin = ".reg .b64 %d<20>; .reg .b32 %r<40>; .reg .f32 %f<8>; .reg .b16 %h<8>; .reg .pred %p<8>;\n"

// run runs a kernel of two parameters, in and out, with a block, and returns the words of out.
func run(t *testing.T, body string, block, shared int, in []byte, out int) ([]uint32, error) {
	t.Helper()
	code := module(".param .u64 in, .param .u64 out", begin+"ld.param.u64 %d0, [in]; ld.param.u64 %d1, [out]; mov.u32 %r0, %tid.x;\n"+body)
	f := load(t, code, "k")
	m := emulate.NewMemory(1 << 20)
	args := []uint64{alloc(t, m, len(in), in), alloc(t, m, 4*out, nil)}
	l := emulate.Launch{Grid: [3]int{1, 1, 1}, Block: block, Shared: shared, Args: args}
	if _, err := f.Run(m, l, emulate.Options{}); err != nil {
		return nil, err
	}
	b := make([]byte, 4*out)
	if _, err := m.Read(b, args[1]); err != nil {
		t.Fatal(err)
	}
	if onCard != nil {
		before := make([]byte, 4*out)
		r, err := emulate.NewMemory(1 << 20).Alloc(int64(4 * out)) // what memory begins with
		if err != nil {
			t.Fatal(err)
		}
		copy(before, r.Data)
		if card := onCard(t, code, l, [][]byte{in, before})[1]; string(card) != string(b) {
			t.Errorf("%s: %x, on the card %x", body, b, card)
		}
	}
	w := make([]uint32, out)
	for i := range w {
		w[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return w, nil
}

func random(n int) []byte {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// Every width, extension and vector of loads from both kinds of memory, into registers of every width that may hold them, stored back in parts.
func TestLoads(t *testing.T) {
	in := random(256)
	for _, size := range []int{1, 2, 4, 8} {
		for _, c := range []string{"b", "u", "s", "f"} {
			if c == "f" && size != 4 {
				continue
			}
			for _, n := range []int{1, 2, 4} {
				if n*size > 16 {
					continue
				}
				for _, reg := range []string{"h", "r", "d", "f"} {
					regSize := map[string]int{"h": 2, "r": 4, "d": 8, "f": 4}[reg]
					if regSize < size || reg == "f" && (size != 4 || c == "u" || c == "s") || c == "f" && reg != "f" && reg != "r" {
						continue
					}
					for _, shared := range []bool{false, true} {
						vector, regs := "", ""
						for k := range n {
							if k > 0 {
								regs += ", "
							}
							regs += fmt.Sprintf("%%%s%d", reg, 4+k%4)
						}
						if n > 1 {
							vector, regs = fmt.Sprintf(".v%d", n), "{"+regs+"}"
						}
						typ := fmt.Sprintf("%s%s%d", vector+".", c, 8*size)
						body := fmt.Sprintf("mad.wide.u32 %%d2, %%r0, %d, %%d0;\n", n*size)
						at := "global" + typ + " " + regs + ", [%d2]"
						if shared {
							body += fmt.Sprintf("ld.global%s %s, [%%d2]; mov.u32 %%r1, dyn; mad.lo.u32 %%r1, %%r0, %d, %%r1;\n", typ, regs, n*size)
							body += fmt.Sprintf("st.shared%s [%%r1], %s; bar.sync 0;\n", typ, regs)
							at = "shared" + typ + " " + regs + ", [%r1]"
						}
						body += "ld." + at + ";\n"
						body += fmt.Sprintf("mad.wide.u32 %%d2, %%r0, %d, %%d1;\n", n*regSize)
						for k := range n {
							body += fmt.Sprintf("st.global.b%d [%%d2+%d], %%%s%d;\n", 8*regSize, k*regSize, reg, 4+k)
						}
						const threads = 16
						out, err := run(t, body+"ret;", threads, 256, in, threads*n*regSize/4)
						if err != nil {
							t.Fatalf("ld.%s: %v", at, err)
						}
						var want []byte
						for i := range threads * n {
							v := in[i*size : (i+1)*size]
							fill := byte(0)
							if c == "s" && v[size-1] > 127 {
								fill = 255
							}
							for b := range regSize {
								if b < size {
									want = append(want, v[b])
								} else {
									want = append(want, fill)
								}
							}
						}
						if !slices.Equal(words(out...), want) {
							t.Fatalf("ld.%s: %x, want %x", at, words(out...), want)
						}
					}
				}
			}
		}
	}
}

// Copies of every size, whole and in part, with groups waited for one after another.
func TestAsync(t *testing.T) {
	in := random(4096)
	for _, size := range []int{4, 8, 16} {
		for _, from := range []int{0, 1, 4, 5, 8, 16} {
			if from > size {
				continue
			}
			cache := "ca"
			if size == 16 {
				cache = "cg"
			}
			const threads = 64
			body := fmt.Sprintf(`
				mad.wide.u32 %%d2, %%r0, %[1]d, %%d0;
				mov.u32 %%r1, dyn;
				mad.lo.u32 %%r1, %%r0, %[1]d, %%r1;
				cp.async.%[2]s.shared.global [%%r1], [%%d2], %[1]d, %[3]d;
				cp.async.commit_group;
				cp.async.%[2]s.shared.global.L2::128B [%%r1+%[4]d], [%%d2+%[4]d], %[1]d;
				cp.async.commit_group;
				cp.async.wait_group 1;
				bar.sync 0;
				// the word of thread 63-tid, of the first copy
				sub.u32 %%r2, 63, %%r0;
				mov.u32 %%r3, dyn;
				mad.lo.u32 %%r3, %%r2, %[1]d, %%r3;
				ld.shared.u32 %%r4, [%%r3];
				cp.async.wait_all;
				bar.sync 0;
				ld.shared.u32 %%r5, [%%r3+%[4]d];
				mad.wide.u32 %%d3, %%r0, 8, %%d1;
				st.global.v2.u32 [%%d3], {%%r4, %%r5};
				ret;`, size, cache, from, threads*size)
			out, err := run(t, body, threads, 2*threads*size, in, 2*threads)
			if err != nil {
				t.Fatal(err)
			}
			for i := range threads {
				j := threads - 1 - i
				first := make([]byte, 4)
				copy(first, in[j*size:][:min(from, 4)])
				if got, want := out[2*i], binary.LittleEndian.Uint32(first); got != want {
					t.Fatalf("%d bytes, %d of the source: word %d is %#x, want %#x", size, from, i, got, want)
				}
				if got, want := out[2*i+1], binary.LittleEndian.Uint32(in[threads*size+j*size:]); got != want {
					t.Fatalf("%d bytes: word %d of the second group is %#x, want %#x", size, i, got, want)
				}
			}
		}
	}
}

// Atomic instructions of all threads on one word, in both kinds of memory.
func TestAtomics(t *testing.T) {
	const threads = 96
	in := random(8 * threads)
	for _, c := range []struct {
		op, typ string
		f       func(x, y uint64) uint64
	}{
		{"add", "u32", func(x, y uint64) uint64 { return uint64(uint32(x + y)) }}, {"add", "u64", func(x, y uint64) uint64 { return x + y }},
		{"min", "u32", func(x, y uint64) uint64 { return min(x, y) }}, {"max", "u32", func(x, y uint64) uint64 { return max(x, y) }},
		{"min", "s32", func(x, y uint64) uint64 { return uint64(uint32(min(int32(x), int32(y)))) }}, {"max", "s32", func(x, y uint64) uint64 { return uint64(uint32(max(int32(x), int32(y)))) }},
		{"min", "s64", func(x, y uint64) uint64 { return uint64(min(int64(x), int64(y))) }}, {"max", "u64", func(x, y uint64) uint64 { return max(x, y) }},
		{"and", "b32", func(x, y uint64) uint64 { return x & y }}, {"or", "b64", func(x, y uint64) uint64 { return x | y }}, {"xor", "b32", func(x, y uint64) uint64 { return x ^ y }},
	} {
		for _, memory := range []string{"global", "shared"} {
			size, reg := 4, "r"
			if c.typ[1:] == "64" {
				size, reg = 8, "d"
			}
			word := func(i int) uint64 {
				if size == 8 {
					return binary.LittleEndian.Uint64(in[8*i:])
				}
				return uint64(binary.LittleEndian.Uint32(in[4*i:]))
			}
			at := "%d1"
			if memory == "shared" {
				at = "%r9"
			}
			store, load := fmt.Sprintf("st.%s.b%d [%s], %%%s4;", memory, 8*size, at, reg), ""
			if memory == "shared" {
				load = fmt.Sprintf("ld.shared.b%d %%%s4, [%s]; st.global.b%d [%%d1], %%%s4;", 8*size, reg, at, 8*size, reg)
			}
			body := fmt.Sprintf(`
				mov.u32 %%r9, dyn;
				mad.wide.u32 %%d2, %%r0, %[1]d, %%d0;
				ld.global.b%[2]d %%%[3]s4, [%%d2];
				setp.eq.u32 %%p0, %%r0, 0;
				@%%p0 %[4]s
				bar.sync 0;
				@!%%p0 red.%[5]s.%[6]s.%[7]s [%[8]s], %%%[3]s4;
				bar.sync 0;
				@%%p0 atom.relaxed.gpu.%[5]s.%[6]s.%[7]s %%%[3]s5, [%[8]s], %%%[3]s4;
				@!%%p0 bra END;
				%[9]s
				st.global.b%[2]d [%%d1+8], %%%[3]s5;
				END: ret;`, size, 8*size, reg, store, memory, c.op, c.typ, at, load)
			out, err := run(t, body, threads, 64, in, 4)
			if err != nil {
				t.Fatalf("%s.%s: %v", c.op, c.typ, err)
			}
			want := word(0)
			for i := 1; i < threads; i++ {
				want = c.f(want, word(i))
			}
			value := func(i int) uint64 {
				if size == 8 {
					return uint64(out[i]) | uint64(out[i+1])<<32
				}
				return uint64(out[i])
			}
			if got := value(2); got != want { // what atom found
				t.Errorf("%s.%s.%s: %#x, want %#x", memory, c.op, c.typ, got, want)
			}
			if got, want := value(0), c.f(want, word(0)); got != want {
				t.Errorf("%s.%s.%s: %#x is left, want %#x", memory, c.op, c.typ, got, want)
			}
		}
	}
	out, err := run(t, `
		mov.u32 %r1, 5; st.global.u32 [%d1], %r1;
		atom.global.exch.b32 %r2, [%d1], 9;
		atom.global.cas.b32 %r3, [%d1], 8, 1;
		atom.global.cas.b32 %r4, [%d1], 9, 7;
		st.global.u32 [%d1+4], %r2; st.global.u32 [%d1+8], %r3; st.global.u32 [%d1+12], %r4; ret;`, 1, 0, in, 4)
	if err != nil || !slices.Equal(out, []uint32{7, 5, 9, 9}) {
		t.Error(out, err)
	}
	out, err = run(t, `
		ld.global.u64 %d2, [%d0]; mov.b64 {%r1, _}, %d2; mov.b64 {_, %r2}, %d2;
		st.global.v2.b32 [%d1], {%r2, %r1}; ret;`, 1, 0, in, 2)
	if err != nil || out[1] != binary.LittleEndian.Uint32(in) || out[0] != binary.LittleEndian.Uint32(in[4:]) {
		t.Error(out, err)
	}
}

func TestSpecialRegisters(t *testing.T) {
	names := []string{"tid.x", "tid.y", "tid.z", "ntid.x", "ntid.y", "ntid.z", "ctaid.x", "ctaid.y", "ctaid.z", "nctaid.x", "nctaid.y", "nctaid.z", "laneid", "lanemask_eq", "lanemask_lt", "lanemask_le", "lanemask_gt", "lanemask_ge"}
	body := begin + `ld.param.u64 %d1, [out];
		mov.u32 %r0, %ctaid.z; mov.u32 %r1, %nctaid.y; mov.u32 %r2, %ctaid.y; mad.lo.u32 %r0, %r0, %r1, %r2;
		mov.u32 %r1, %nctaid.x; mov.u32 %r2, %ctaid.x; mad.lo.u32 %r0, %r0, %r1, %r2;
		mov.u32 %r1, %ntid.x; mov.u32 %r2, %tid.x; mad.lo.u32 %r0, %r0, %r1, %r2;` + fmt.Sprintf("mad.wide.u32 %%d1, %%r0, %d, %%d1;\n", 4*len(names))
	for i, n := range names {
		body += fmt.Sprintf("mov.u32 %%r3, %%%s; st.global.u32 [%%d1+%d], %%r3;\n", n, 4*i)
	}
	f := load(t, module(".param .u64 out", body+"ret;"), "k")
	m := emulate.NewMemory(1 << 20)
	grid, block := [3]int{3, 2, 4}, 45
	total := 3 * 2 * 4 * block
	out := alloc(t, m, 4*total*len(names), nil)
	if _, err := f.Run(m, emulate.Launch{Grid: grid, Block: block, Args: []uint64{out}}, emulate.Options{}); err != nil {
		t.Fatal(err)
	}
	got := read(t, m, out, total*len(names))
	for i := range total {
		b, lane := i/block, i%block%32
		want := []uint32{uint32(i % block), 0, 0, uint32(block), 1, 1, uint32(b % 3), uint32(b / 3 % 2), uint32(b / 6), 3, 2, 4, uint32(lane)}
		var lt uint32
		for k := range lane {
			lt |= 1 << k
		}
		eq := uint32(1) << lane
		want = append(want, eq, lt, lt|eq, ^(lt | eq), ^lt)
		if g := got[i*len(names):][:len(names)]; !slices.Equal(g, want) {
			t.Fatalf("thread %d: %v, want %v", i, g, want)
		}
	}
}
