package lower

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"refute/trainer"
	"refute/trainer/cuda/ptx"
	"refute/trainer/cuda/ptx/emulate"
	"refute/trainer/program"
	"refute/trainer/program/progtest"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// definition returns the outputs of a program's kernels. It has no state before the step.
func definition(t *testing.T, p *program.Program, consts []tensor.Tensor, step uint32) []tensor.Tensor {
	t.Helper()
	ref, err := reference.New(p, consts)
	if err != nil {
		t.Fatal(err)
	}
	outs := make([]tensor.Tensor, len(p.Kernels))
	err = ref.Step(context.Background(), trainer.NewState(p), nil, step, func(i int, out tensor.Tensor) error { outs[i] = out; return nil })
	if err != nil {
		t.Fatal(err)
	}
	return outs
}

// run runs an op on the emulator and compares what it stores with the outputs of the program's kernels, those that it reads among them.
func run(t *testing.T, op *Op, consts, outs []tensor.Tensor, step uint32) {
	t.Helper()
	op.fill()
	mem := emulate.NewMemory(1 << 30)
	put := func(words []uint32, bytes int) uint64 {
		r, err := mem.Alloc(int64(bytes + 4*len(words)))
		if err != nil {
			t.Fatal(err)
		}
		if words != nil {
			b := make([]byte, 4*len(words))
			for i, w := range words {
				binary.LittleEndian.PutUint32(b[4*i:], w)
			}
			if err := mem.Write(r.Base, b); err != nil {
				t.Fatal(err)
			}
		}
		return r.Base
	}
	stored := map[int]uint64{}
	for _, i := range op.Stores {
		stored[i] = put(nil, 4*outs[i].Len())
	}
	var scratch []uint64
	for _, n := range op.Scratch {
		scratch = append(scratch, put(nil, int(n)))
	}
	for _, l := range op.Launches {
		var args []uint64
		for _, a := range l.Args {
			switch a.From {
			case Const:
				args = append(args, put(consts[a.Index].Words, 0))
			case Output:
				if at, ok := stored[a.Index]; ok {
					args = append(args, at)
				} else {
					args = append(args, put(outs[a.Index].Words, 0))
				}
			case Scratch:
				args = append(args, scratch[a.Index])
			case Table:
				args = append(args, put(op.Tables[a.Index], 0))
			case Step:
				args = append(args, put([]uint32{step}, 0))
			default:
				t.Fatalf("an argument %v", a)
			}
		}
		m, err := emulate.Parse(ptx.Module(l.Entry))
		if err != nil {
			t.Fatalf("%v\n%s", err, ptx.Module(l.Entry))
		}
		if _, err := m["k"].Run(mem, emulate.Launch{Grid: l.Grid, Block: l.Block, Shared: l.Shared, Args: args}, emulate.Options{}); err != nil {
			t.Fatalf("%v\n%s", err, l.Entry)
		}
	}
	for _, i := range op.Stores {
		b := make([]byte, 4*outs[i].Len())
		if written, err := mem.Read(b, stored[i]); err != nil || !written {
			t.Fatalf("%s: kernel %d: not all is written: %v", op.How, i, err)
		}
		for e, want := range outs[i].Words {
			if got := binary.LittleEndian.Uint32(b[4*e:]); got != want {
				t.Fatalf("%s: kernel %d, element %d is %08x, want %08x", op.How, i, e, got, want)
			}
		}
	}
}

// Products give the bits of the definition with every tile.
func TestProducts(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	for n := range cases() {
		r := rand.New(rand.NewPCG(seed, uint64(n)))
		k, consts := progtest.Contraction(r)
		c := newContraction(&k)
		if c == nil {
			continue
		}
		p := progtest.One(k, consts)
		outs := definition(t, p, consts, 0)
		for i, f := range []*factor{&c.a, &c.b} {
			if c.packable(f) && r.IntN(2) == 0 {
				c = c.packed(i)
			}
		}
		op := newGemm(c, randomTile(r), nil).op([]int{0})
		if op == nil {
			t.Fatal("no op")
		}
		t.Logf("case %d: %d x %d x %d of %d: %s", n, c.m, c.n, c.k, c.batch, op.How)
		run(t, op, consts, outs, 0)
	}
}

// cases is how many random cases a test tries.
func cases() int {
	if os.Getenv("REFUTE_HEAVY") == "1" {
		return 3000
	}
	return 50
}

// followed is a program of a product and elementwise kernels after it, of which the last is the state; sometimes others too.
func followed(r *rand.Rand) (*program.Program, []tensor.Tensor) {
	k, consts := progtest.Contraction(r)
	p := progtest.One(k, consts)
	p.Kernels[0].Name = "product"
	count := k.Count()
	for range 1 + r.IntN(3) {
		at := len(p.Kernels)
		e := program.Kernel{Type: tensor.F32, Out: k.Out, Window: 1}
		same := func(o program.Operand) program.Operand { // element by element
			o.Gather, o.Stride = program.NoGather, make([]int64, len(k.Out))
			s := int64(1)
			for d := len(k.Out) - 1; d >= 0; d-- {
				o.Stride[d] = s
				s *= k.Out[d]
			}
			return o
		}
		fresh := func(n int64) program.Operand {
			c := tensor.New(tensor.F32, int(n))
			for i := range c.Words {
				if c.Words[i] = 0x3f000000 | r.Uint32()&0x80ffffff; r.IntN(40) == 0 {
					c.Words[i] = r.Uint32()
				}
			}
			consts = append(consts, c)
			return program.Operand{Space: program.InConst, Tensor: len(consts) - 1, Type: tensor.F32, Count: n, Gather: program.NoGather, Stride: make([]int64, len(k.Out))}
		}
		e.Operands = append(e.Operands, same(program.Operand{Space: program.InKernel, Tensor: r.IntN(at), Type: tensor.F32, Count: count}))
		e.Body = []program.Instr{{Op: program.Load}}
		switch d := r.IntN(len(k.Out)); r.IntN(4) {
		case 0: // a bias along a dimension
			o := fresh(k.Out[d])
			o.Stride[d] = 1
			e.Operands = append(e.Operands, o)
			e.Body = append(e.Body, program.Instr{Op: program.Load, A: 1}, program.Instr{Op: program.FAdd, A: 0, B: 1})
		case 1: // a residual
			e.Operands = append(e.Operands, same(fresh(count)))
			e.Body = append(e.Body, program.Instr{Op: program.Load, A: 1}, program.Instr{Op: program.FMul, A: 0, B: 1}, program.Instr{Op: program.FMA, A: 1, B: 2, C: 0})
		case 2: // a mask by place
			e.Body = append(e.Body, program.Instr{Op: program.Index, A: uint16(d)}, program.Instr{Op: program.ConstU, Imm: uint32(r.IntN(int(k.Out[d])))},
				program.Instr{Op: program.Lt, A: 1, B: 2}, program.Instr{Op: program.ConstF, Imm: 0x80000000}, program.Instr{Op: program.Select, A: 3, B: 0, C: 4})
		case 3: // bits
			e.Body = append(e.Body, program.Instr{Op: program.Bits, A: 0}, program.Instr{Op: program.StepNo}, program.Instr{Op: program.Add, A: 1, B: 2}, program.Instr{Op: program.Float, A: 3})
		}
		p.Kernels = append(p.Kernels, e)
	}
	p.States, p.Consts = nil, progtest.One(k, consts).Consts
	last := len(p.Kernels) - 1
	for i := range p.Kernels {
		if i == last || r.IntN(4) == 0 {
			p.States = append(p.States, program.State{Name: fmt.Sprint("y", i), Type: tensor.F32, Shape: k.Out, Kernel: i})
		}
	}
	return p, consts
}

// Elementwise kernels after a product, and in the same launch, give the bits of the definition.
func TestProductsAndMore(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	for n := range cases() {
		r := rand.New(rand.NewPCG(seed, uint64(n)))
		p, consts := followed(r)
		c := newContraction(&p.Kernels[0])
		if c == nil {
			continue
		}
		outs := definition(t, p, consts, 0)
		kept := make([]bool, len(p.Kernels))
		for _, s := range p.States {
			kept[s.Kernel] = true
		}
		var kernels []int
		for i := range p.Kernels {
			kernels = append(kernels, i)
		}
		e := newEpilogue(p, kernels, func(i int) bool { return kept[i] })
		if e == nil {
			t.Fatal("no epilogue")
		}
		op := newGemm(c, randomTile(r), e).op(kernels)
		t.Logf("case %d: %d x %d x %d of %d: %s", n, c.m, c.n, c.k, c.batch, op.How)
		run(t, op, consts, outs, 0)
	}
}

// randomTile is one of the tiles, or one much like it.
func randomTile(r *rand.Rand) gemmTile {
	tile := gemmTiles[r.IntN(len(gemmTiles))]
	if r.IntN(2) == 0 {
		tile.k, tile.stages = []int{4, 8, 16, 32}[r.IntN(4)], 2+r.IntN(3)
	}
	return tile
}
