package cuda

import (
	"math/rand/v2"
	"slices"
	"testing"

	"refute/trainer/cuda/lower"
	"refute/trainer/program"
	"refute/trainer/program/progtest"
)

var shape = lower.Card{Multiprocessors: 132, Shared: 227 << 10}

func sizesOf(p *program.Program, h *homes) (z sizes) {
	for k := range p.Kernels {
		z.bytes, z.fixed = append(z.bytes, aligned(4*p.Kernels[k].Count())), append(z.fixed, h.fixed(k))
	}
	return z
}

func inOrder(n int) (order []int) {
	for i := range n {
		order = append(order, i)
	}
	return order
}

// checkSchedule checks a schedule by its addresses alone: two runs that use the same bytes, and one of them to write, are ordered; a run reads what the run
// before it in the list left there, the op that makes the output.
func checkSchedule(t *testing.T, s *schedule) {
	t.Helper()
	type use struct {
		run    int
		writes bool
		kernel int // or -1
	}
	reach := make([]set, len(s.runs)) // all runs that each comes after
	uses := map[int64][]use{}         // by block of memory: the arena, and places of their own for homes
	const homes = 1 << 40
	for at := range s.runs {
		r := &s.runs[at]
		reach[at] = newSet(len(s.runs))
		for _, b := range s.after[at] {
			if b >= at {
				t.Fatalf("run %d waits for run %d", at, b)
			}
			reach[at].add(b)
			reach[at].union(reach[b])
		}
		touch := func(v int, kernel int, writes bool) {
			first, end := homes+int64(kernel), homes+int64(kernel)+1
			if v >= 0 {
				x := &s.values[v]
				if x.offset%align != 0 || x.offset < 0 || x.offset+x.bytes > s.arena {
					t.Fatalf("value %d of %d bytes is at %d of %d", v, x.bytes, x.offset, s.arena)
				}
				first, end = x.offset/align, (x.offset+x.bytes)/align
			}
			for b := first; b < end; b++ {
				for _, u := range uses[b] {
					if (u.writes || writes) && u.run != at && !reach[at].has(u.run) {
						t.Fatalf("runs %d and %d use the same memory, and need not wait for one another", u.run, at)
					}
				}
				if n := len(uses[b]); !writes && (n == 0 || lastWrite(uses[b], func(u use) bool { return u.writes }).kernel != kernel) {
					t.Fatalf("run %d reads kernel %d, and there is another's", at, kernel)
				}
				uses[b] = append(uses[b], use{at, writes, kernel})
			}
		}
		stores := len(s.ops[r.op].Stores)
		for _, sl := range r.slots[stores:] {
			touch(sl.value, sl.kernel, false)
		}
		for _, sl := range r.slots[:stores] {
			touch(sl.value, sl.kernel, true)
		}
		for _, v := range r.scratch {
			touch(v, -1, true)
		}
	}
}

func lastWrite[T any](list []T, writes func(T) bool) (last T) {
	for _, u := range list {
		if writes(u) {
			last = u
		}
	}
	return last
}

// Schedules of random programs are right, with outputs made again and without, and take the less memory the less is allowed.
func TestSchedules(t *testing.T) {
	fell, again := 0, 0
	for n := range 200 {
		p, _, _ := progtest.Program(rand.New(rand.NewPCG(1, uint64(n))), progtest.Small, 40)
		h := newHomes(p)
		for _, fuse := range []bool{true, false} {
			ops := newOps(p, lower.Plan(p, fuse, shape), shape)
			for i := range ops { // scratch is rare
				if i%5 == 0 {
					ops[i].Scratch = []int64{int64(1 + 300*i), 8}
				}
			}
			full := newSchedule(p, ops, h, inOrder(len(ops)), 0, 0)
			checkSchedule(t, full)
			checkSchedule(t, newSchedule(p, ops, h, inOrder(len(ops)), 3, 1<<9))
			pl := newPlanner(sizesOf(p, &h), ops)
			_, most, _ := excess(pl.measure(inOrder(len(ops)), nil), 0)
			if full.arena < most {
				t.Fatalf("program %d: an arena of %d bytes, live are %d", n, full.arena, most)
			}
			for part := most; part > 0; part -= max(1, most/5) {
				order, peak := pl.fit(part)
				s := newSchedule(p, ops, h, order, 0, 0)
				checkSchedule(t, s)
				if _, live, _ := excess(pl.measure(order, nil), 0); live != peak || peak > most || peak > s.arena {
					t.Fatalf("program %d: peak %d, live %d, arena %d, of %d", n, peak, live, s.arena, most)
				}
				if peak < most {
					fell++
				}
				again += len(order) - len(ops)
				if !slices.IsSorted(firsts(order, len(ops))) {
					t.Fatal("the ops changed places")
				}
			}
		}
	}
	if fell < 100 || again < 100 {
		t.Errorf("the peak fell %d times, %d ops ran again: this tests little", fell, again)
	}
}

// firsts returns the first place of each op.
func firsts(order []int, ops int) (first []int) {
	for i := range ops {
		first = append(first, slices.Index(order, i))
	}
	return first
}

// chainProgram is a forward pass of n maps of the same size and a backward one that reads each map's output in the opposite order, as gradients do.
func chainProgram(layers int, size int64) *program.Program {
	p := &program.Program{Kind: program.Step, States: []program.State{{Name: "x", Type: 0, Shape: []int64{size}}}}
	read := func(space program.Space, i int) program.Operand {
		return program.Operand{Space: space, Tensor: i, Count: size, Stride: []int64{1}, Gather: program.NoGather}
	}
	add := func(operands ...program.Operand) {
		k := program.Kernel{Out: []int64{size}, Window: 1, Operands: operands}
		for i := range operands {
			k.Body = append(k.Body, program.Instr{Op: program.Load, A: uint16(i)})
		}
		last := uint16(0)
		if len(operands) > 1 {
			k.Body = append(k.Body, program.Instr{Op: program.FMul, A: 0, B: 1})
			last = 2
		}
		k.Body = append(k.Body, program.Instr{Op: program.FSqrt, A: last})
		p.Kernels = append(p.Kernels, k)
	}
	add(read(program.InState, 0))
	for i := 1; i < layers; i++ {
		add(read(program.InKernel, i-1))
	}
	for i := layers - 1; i >= 0; i-- {
		add(read(program.InKernel, len(p.Kernels)-1), read(program.InKernel, i))
	}
	p.States[0].Kernel = len(p.Kernels) - 1
	return p
}

// A chain of 64 maps whose outputs the way back reads needs 64 outputs, or about two times the root of 64 if they are made again; the plan is the same every time.
func TestRecomputeChain(t *testing.T) {
	p := chainProgram(64, 1<<16)
	if err := p.Validate(); err != nil {
		t.Fatal(err)
	}
	h := newHomes(p)
	ops := newOps(p, lower.Plan(p, false, shape), shape)
	pl := newPlanner(sizesOf(p, &h), ops)
	const bytes = 4 << 16
	_, most, _ := excess(pl.measure(inOrder(len(ops)), nil), 0)
	if most < 64*bytes {
		t.Fatalf("the peak is %d outputs, want 64", most/bytes)
	}
	for _, c := range []struct{ outputs, runs int64 }{{40, 160}, {20, 220}, {14, 300}} {
		order, peak := pl.fit(c.outputs * bytes)
		if peak > c.outputs*bytes || int64(len(order)) > c.runs {
			t.Errorf("%d outputs allowed: %d live in %d runs of %d ops", c.outputs, peak/bytes, len(order), len(ops))
		}
		t.Logf("%d outputs allowed: %d live in %d runs of %d ops", c.outputs, peak/bytes, len(order), len(ops))
		if same, _ := pl.fit(c.outputs * bytes); !slices.Equal(order, same) {
			t.Error("another plan the second time")
		}
		checkSchedule(t, newSchedule(p, ops, h, order, 0, 0))
	}
}

// Moving is copying, in parts too.
func TestMove(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, n := range []int{0, 1, 1000, 1<<21 - 1, 1<<21 + 5, 5<<20 + 3} {
		src, dst := make([]byte, n), make([]byte, n+7)
		for i := range src {
			src[i] = byte(r.Uint32())
		}
		move(dst, src)
		if !slices.Equal(dst[:n], src) || !slices.Equal(dst[n:], make([]byte, 7)) {
			t.Errorf("%d bytes are not moved", n)
		}
	}
}
