package lower_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"refute/trainer/cuda/lower"
	"refute/trainer/cuda/ptx"
	"refute/trainer/cuda/ptx/emulate"
	"refute/trainer/program"
	"refute/trainer/program/progtest"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// compare runs a program's ops, and compares all outputs that they store with the definition's. It returns how the ops were made.
func compare(p *program.Program, consts, state []tensor.Tensor, t uint32, fuse bool) (hows []string, err error) {
	x, err := reference.New(p, consts)
	if err != nil {
		return nil, err
	}
	want := make([]tensor.Tensor, len(p.Kernels))
	next := make([]tensor.Tensor, len(p.States))
	for i, s := range p.States {
		next[i] = tensor.New(s.Type, int(s.Count()))
	}
	if err := x.Step(context.Background(), next, state, t, func(k int, out tensor.Tensor) error { want[k] = out.Clone(); return nil }); err != nil {
		return nil, err
	}
	m, err := newMachine(p, consts, state, t)
	if err != nil {
		return nil, err
	}
	for _, o := range lower.Plan(p, fuse, card) {
		hows = append(hows, o.How)
		if err := m.run(&o); err != nil {
			return nil, fmt.Errorf("%s of kernels %v: %w", o.How, o.Kernels, err)
		}
		for _, k := range o.Stores {
			got := make([]byte, 4*want[k].Len())
			var unseen func(int64) bool
			if fuse {
				unseen = lower.Unseen(p, k)
			}
			if written, err := m.mem.Read(got, m.outs[k]); err != nil || !written && unseen == nil {
				return nil, fmt.Errorf("%s of kernels %v: not all of output %d is written: %v", o.How, o.Kernels, k, err)
			}
			for e, w := range want[k].Words {
				if g := binary.LittleEndian.Uint32(got[4*e:]); g != w && (unseen == nil || !unseen(int64(e))) {
					return nil, fmt.Errorf("%s of kernels %v: element %d of output %d is %08x, want %08x\n%s", o.How, o.Kernels, e, k, g, w, ptx.Module(o.Launches[len(o.Launches)-1].Entry))
				}
			}
		}
	}
	return hows, nil
}

// All kernels, of every kind, give the definition's bits, alone and with others, in the ways that small kernels go and in those of large ones.
func TestRandomKernels(t *testing.T) {
	for _, eager := range []bool{false, true} {
		if eager {
			defer lower.Eager()()
		}
		r := rand.New(rand.NewPCG(5, 6))
		seen := map[string]int{}
		for n := range 600 {
			k, consts := progtest.Kernel(r, progtest.Small)
			if n%2 == 0 {
				k, consts = progtest.Hostile(r, progtest.Kinds[r.IntN(len(progtest.Kinds))])
			}
			p := progtest.One(k, consts)
			hows, err := compare(p, consts, nil, 0, true)
			if err != nil {
				t.Fatalf("kernel %d: %v", n, err)
			}
			for _, h := range hows {
				seen[h]++
			}
		}
		t.Log(seen)
		if seen["map"] < 50 || seen["fold"] < 50 || eager && seen["scatter"] < 10 {
			t.Errorf("of each kind there should be some: %v", seen)
		}
	}
}

// Kernels of more threads than 32 bits number are like others, but for that.
func TestWide(t *testing.T) {
	defer lower.Wide()()
	r := rand.New(rand.NewPCG(11, 12))
	for n := range 100 {
		k, consts := progtest.Kernel(r, progtest.Small)
		if _, err := compare(progtest.One(k, consts), consts, nil, 0, true); err != nil {
			t.Fatalf("kernel %d: %v", n, err)
		}
	}
	// A tensor that no card holds: it is written all the same.
	k := program.Kernel{Type: tensor.F32, Out: []int64{3, 1 << 31, 5}, Body: []program.Instr{{Op: program.Load}}, Operands: []program.Operand{{
		Space: program.InConst, Type: tensor.F32, Count: 1 << 39, Offset: 7, Stride: []int64{1 << 36, 5, -1}, Gather: program.NoGather,
		Bounds: []program.Bound{{Offset: -1 << 40, Stride: []int64{1 << 39, -1 << 9, 1}, Lo: -1 << 40, Hi: 1 << 39}},
	}}}
	for _, l := range lower.Loops(&program.Program{Kernels: []program.Kernel{k}}, []int{0}, func(int) bool { return true }, card).Launches {
		if _, err := emulate.Parse(ptx.Module(l.Entry)); err != nil {
			t.Fatal(err)
		}
		if int64(l.Grid[0])*int64(l.Grid[1])*int64(l.Block) < k.Count() || l.Grid[0] > 1<<31-1 || l.Grid[1] > 65535 {
			t.Errorf("a grid of %v blocks", l.Grid)
		}
	}
}

// Counts of words that the program's first kernel makes.
func TestScatterOfKernel(t *testing.T) {
	defer lower.Eager()()
	p := &program.Program{Kind: program.Init, Kernels: []program.Kernel{{
		Type: tensor.U32, Out: []int64{400}, Body: []program.Instr{{Op: program.Index}, {Op: program.ConstU, Imm: 23}, {Op: program.Rem, A: 0, B: 1}},
	}, {
		Type: tensor.U32, Out: []int64{20}, Reduce: []int64{400},
		Operands: []program.Operand{{Space: program.InKernel, Type: tensor.U32, Count: 400, Stride: []int64{0, 1}, Gather: program.NoGather}},
		Body: []program.Instr{{Op: program.Load}, {Op: program.Index}, {Op: program.Eq, A: 0, B: 1}, {Op: program.Acc}, {Op: program.ConstU, Imm: 1},
			{Op: program.Add, A: 3, B: 4}, {Op: program.Select, A: 2, B: 5, C: 3}},
	}}, States: []program.State{{Name: "counts", Type: tensor.U32, Shape: []int64{20}, Kernel: 1}}}
	for i := range p.Kernels {
		if err := p.Kernels[i].ChooseWindow(); err != nil {
			t.Fatal(err)
		}
	}
	for _, fuse := range []bool{false, true} {
		hows, err := compare(p, nil, nil, 0, fuse)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(hows, "scatter") {
			t.Errorf("terms are not sorted: %v", hows)
		}
	}
}

func TestRandomPrograms(t *testing.T) {
	for _, eager := range []bool{false, true} {
		if eager {
			defer lower.Eager()()
		}
		r := rand.New(rand.NewPCG(7, 8))
		for n := range 80 {
			p, consts, state := progtest.Program(r, progtest.Small, 8)
			for _, fuse := range []bool{false, true} {
				if _, err := compare(p, consts, state, uint32(r.IntN(5)+1), fuse); err != nil {
					t.Fatalf("program %d, fusion %v: %v", n, fuse, err)
				}
			}
		}
	}
}
