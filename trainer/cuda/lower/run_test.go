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

// machine runs ops on the emulator: every tensor in memory of its own, outputs and scratch with any content.
type machine struct {
	p         *program.Program
	mem       *emulate.Memory
	step      uint64
	state     []uint64
	consts    []uint64
	outs      []uint64
	functions map[string]*emulate.Function
}

func newMachine(p *program.Program, consts, state []tensor.Tensor, t uint32) (*machine, error) {
	m := &machine{p: p, mem: emulate.NewMemory(1 << 32), functions: map[string]*emulate.Function{}}
	var err error
	if m.step, err = m.put(binary.LittleEndian.AppendUint32(nil, t)); err != nil {
		return nil, err
	}
	for _, x := range []struct {
		from []tensor.Tensor
		to   *[]uint64
	}{{consts, &m.consts}, {state, &m.state}} {
		for _, v := range x.from {
			at, err := m.put(bytesOf(v))
			if err != nil {
				return nil, err
			}
			*x.to = append(*x.to, at)
		}
	}
	for i := range p.Kernels {
		r, err := m.mem.Alloc(4 * p.Kernels[i].Count())
		if err != nil {
			return nil, err
		}
		m.outs = append(m.outs, r.Base)
	}
	return m, nil
}

// put returns memory that kernels must not write.
func (m *machine) put(b []byte) (uint64, error) {
	r, err := m.mem.Alloc(int64(len(b)))
	if err != nil {
		return 0, err
	}
	if err := m.mem.Write(r.Base, b); err != nil {
		return 0, err
	}
	r.ReadOnly = true
	return r.Base, nil
}

func bytesOf(v tensor.Tensor) (b []byte) {
	for i := range v.Len() {
		switch w := v.At(i); v.Type.Size() {
		case 1:
			b = append(b, byte(w))
		case 2:
			b = binary.LittleEndian.AppendUint16(b, uint16(w))
		default:
			b = binary.LittleEndian.AppendUint32(b, w)
		}
	}
	return b
}

// run runs an op.
func (m *machine) run(o *lower.Op) error {
	var scratch, tables, lists []uint64
	for _, n := range o.Scratch {
		r, err := m.mem.Alloc(n)
		if err != nil {
			return err
		}
		scratch = append(scratch, r.Base)
	}
	defer func() {
		for _, at := range append(scratch, lists...) {
			m.mem.Release(at)
		}
	}()
	for _, words := range o.Tables {
		at, err := m.put(bytesOf(tensor.FromU32(words)))
		if err != nil {
			return err
		}
		tables = append(tables, at)
	}
	address := func(a lower.Arg) uint64 {
		return [][]uint64{lower.State: m.state, lower.Const: m.consts, lower.Output: m.outs, lower.Scratch: scratch, lower.Table: tables}[a.From][a.Index]
	}
	for _, list := range o.Lists {
		var b []byte
		for _, a := range list {
			b = binary.LittleEndian.AppendUint64(b, address(a))
		}
		at, err := m.put(b)
		if err != nil {
			return err
		}
		lists = append(lists, at)
	}
	for n := range o.Launches {
		l := &o.Launches[n]
		text := ptx.Module(l.Entry)
		f := m.functions[text]
		if f == nil {
			module, err := emulate.Parse(text)
			if err != nil {
				return fmt.Errorf("launch %d: %w\n%s", n, err, text)
			}
			f = module["k"]
			m.functions[text] = f
		}
		args := make([]uint64, len(l.Args))
		for i, a := range l.Args {
			switch a.From {
			case lower.Number:
				args[i] = uint64(a.Index)
			case lower.Step:
				args[i] = m.step
			case lower.List:
				args[i] = lists[a.Index]
			default:
				args[i] = address(a)
			}
		}
		if _, err := f.Run(m.mem, emulate.Launch{Grid: l.Grid, Block: l.Block, Shared: l.Shared, Args: args}, emulate.Options{}); err != nil {
			return fmt.Errorf("launch %d: %w\n%s", n, err, text)
		}
	}
	return nil
}

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

// tile makes a sum over rows or columns, that is staged.
func stagedKernel(r *rand.Rand) (program.Kernel, []tensor.Tensor) {
	for {
		outer, extent, terms := int64(1+r.IntN(3)), []int64{1, 4, 7, 8, 12, 31, 32, 33, 64, 100}[r.IntN(10)], []int64{64, 65, 68, 127, 128, 130, 256, 300, 513, 700}[r.IntN(10)]
		k := program.Kernel{Type: tensor.F32, Out: []int64{outer, extent}, Reduce: []int64{terms}, Init: progtest.Word(r) & 0x80000000}
		var consts []tensor.Tensor
		k.Body = []program.Instr{{Op: program.Acc}}
		acc := 0
		for j := range 1 + r.IntN(3) {
			o := program.Operand{Space: program.InConst, Tensor: j, Type: tensor.F32, Gather: program.NoGather}
			gap := int64(r.IntN(2) * 4)
			switch r.IntN(4) {
			case 0: // terms far apart
				o.Stride = []int64{(extent + gap) * terms, 1, extent + gap}
			case 1: // terms side by side
				o.Stride = []int64{(terms + gap) * extent, terms + gap, 1}
			case 2: // a word for all outputs of a term
				o.Stride = []int64{0, 0, 1 + int64(r.IntN(2))}
			case 3: // a word for each output
				o.Stride = []int64{extent, 1, 0}
			}
			o.Offset = int64(r.IntN(3) * r.IntN(5))
			o.Count = 1 + o.Offset
			for d, e := range k.Extents() {
				o.Count += o.Stride[d] * (e - 1)
			}
			x := tensor.New(tensor.F32, int(o.Count))
			tame := r.IntN(2) == 0
			for i := range x.Words {
				if x.Words[i] = progtest.Word(r); tame {
					x.Words[i] = 0x3f800000 | x.Words[i]&0x807fffff
				}
			}
			consts = append(consts, x)
			k.Operands = append(k.Operands, o)
			n := uint16(len(k.Body))
			k.Body = append(k.Body, program.Instr{Op: program.Load, A: uint16(j)}, []program.Instr{{Op: program.FMA, A: n, B: n, C: uint16(acc)}, {Op: program.FAdd, A: uint16(acc), B: n}, {Op: program.FMax, A: n, B: uint16(acc)}}[r.IntN(3)])
			acc = len(k.Body) - 1
		}
		if r.IntN(3) == 0 {
			n := uint16(len(k.Body))
			k.Body = append(k.Body, program.Instr{Op: program.Index, A: uint16(1 + r.IntN(2))}, program.Instr{Op: program.U2F, A: n}, program.Instr{Op: program.FSub, A: uint16(acc), B: n + 1})
		}
		if k.ChooseWindow() == nil {
			return k, consts
		}
	}
}

func TestStaged(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	staged, together := 0, 0
	for n := range 150 {
		k, consts := stagedKernel(r)
		p := progtest.One(k, consts)
		if n%3 == 0 { // another sum of the same
			k.Init = 0x3f800000
			k.Body = []program.Instr{{Op: program.Load}, {Op: program.Acc}, {Op: program.FSub, A: 1, B: 0}}
			k.Operands = k.Operands[:1]
			p.Kernels = append(p.Kernels, k)
			p.States = append(p.States, program.State{Name: "z", Type: k.Type, Shape: k.Out, Kernel: 1})
		}
		hows, err := compare(p, consts, nil, 0, true)
		if err != nil {
			t.Fatalf("kernel %d: %v", n, err)
		}
		if slices.Contains(hows, "staged") {
			if staged++; n%3 == 0 && len(hows) == 1 {
				together++
			}
		}
	}
	if staged < 50 || together < 10 {
		t.Errorf("of 150 %d are staged, and of 50 that are two %d run together", staged, together)
	}
}
