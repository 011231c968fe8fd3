package lower_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"refute/trainer/cuda/lower"
	"refute/trainer/cuda/ptx"
	"refute/trainer/program"
	"refute/trainer/program/progtest"
)

var card = lower.Card{Multiprocessors: 132, Shared: 227 << 10}

// Every kernel that somebody needs is made once, after what it reads is in memory, and so are the state and the program's outputs.
func checkPlan(t *testing.T, p *program.Program, ops []lower.Op) {
	t.Helper()
	made, stored := make([]bool, len(p.Kernels)), make([]bool, len(p.Kernels))
	for n := range ops {
		o := &ops[n]
		for _, i := range o.Kernels {
			if made[i] {
				t.Fatalf("kernel %d is made twice", i)
			}
			for _, a := range p.Kernels[i].Operands {
				if a.Space == program.InKernel && !stored[a.Tensor] && !slices.Contains(o.Kernels, a.Tensor) {
					t.Fatalf("op %d (%s) makes kernel %d, which reads kernel %d, which is not stored before", n, o.How, i, a.Tensor)
				}
			}
			made[i] = true
		}
		for _, i := range o.Stores {
			stored[i] = true
		}
		for _, l := range o.Launches {
			if l.Block < 1 || l.Grid[0] < 1 || l.Shared > card.Shared {
				t.Fatalf("op %d: a launch of %v blocks of %d threads with %d bytes of shared memory", n, l.Grid, l.Block, l.Shared)
			}
			for _, a := range l.Args {
				if a.From == lower.Output && !slices.Contains(o.Stores, a.Index) && !stored[a.Index] {
					t.Fatalf("op %d has an argument, kernel %d, that is nowhere", n, a.Index)
				}
				if a.From == lower.Scratch && a.Index >= len(o.Scratch) || a.From == lower.Table && a.Index >= len(o.Tables) {
					t.Fatalf("op %d has no argument %v", n, a)
				}
			}
		}
	}
	for _, s := range p.States {
		if s.Kernel != program.Keep && !stored[s.Kernel] {
			t.Fatalf("the state reads kernel %d, which is not stored", s.Kernel)
		}
	}
	for _, o := range p.Outputs {
		if !stored[o.Kernel] {
			t.Fatalf("output %s is not stored", o.Name)
		}
	}
}

func TestPlanIsComplete(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		p, _, _ := progtest.Program(r, progtest.Small, 12)
		for _, fuse := range []bool{false, true} {
			ops := lower.Plan(p, fuse, card)
			checkPlan(t, p, ops)
			if !fuse && len(ops) != len(p.Kernels) {
				t.Fatal("without fusion each kernel is an op")
			}
		}
	}
}

// The text of a kernel says nothing of its tensors or of the card: layers of the same shape share functions.
func TestTextIsShared(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 100 {
		p, _, _ := progtest.Program(r, progtest.Small, 6)
		small := lower.Plan(p, true, lower.Card{Multiprocessors: 4, Shared: 99 << 10})
		for n, o := range lower.Plan(p, true, card) {
			for i, l := range o.Launches {
				if strings.HasPrefix(o.How, "product") {
					continue // the tile is chosen for the card
				}
				if a, b := ptx.Module(l.Entry), ptx.Module(small[n].Launches[i].Entry); a != b {
					t.Fatalf("op %d differs by the card:\n%s\n%s", n, a, b)
				}
			}
		}
	}
}

func TestCheck(t *testing.T) {
	p := &program.Program{Kernels: make([]program.Kernel, program.MaxKernels)}
	for i := range p.Kernels {
		p.Kernels[i].Body = make([]program.Instr, 64)
	}
	if err := lower.Check(p); err != nil {
		t.Error(err)
	}
	p.Kernels[0].Body = make([]program.Instr, 65)
	if err := lower.Check(p); err == nil || !strings.Contains(err.Error(), "4194305 instructions") {
		t.Errorf("of too many instructions: %v", err)
	}
}
