// Command costs measures what the referee's parts cost, from the committed bytecode, and writes the table that validation uses
// (trainer/program/cost.go). Every figure is that of the worst data found, with a margin; contracts' tests check the sum against
// random kernels. It is run by `make costs`.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"math/rand/v2"
	"os"

	"refute/bisect"
	"refute/checkpoint"
	"refute/contracts"
	"refute/contracts/bindings"
	"refute/dispute/referee"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

const (
	// margin is added to every measured figure, in hundredths.
	margin = 5
	// game is set aside for what a transaction does around the referee: the move, its clocks and meters, the settlement.
	game = 250_000
	// memory is set aside for the referee's and the caller's memory, whose price grows faster than its size.
	memory = 60_000
	// calldata is set aside for the bytes of a move that are neither kernel nor openings.
	calldata = 1_600
)

// words are operands on which instructions take their longest ways.
var words = []uint32{
	0, 1, 3, 32, 0x7fffff, 0x800000, 0x800001, 0xffffff, 0x3f800000, 0x3f7fffff, 0x3f800001, 0x40000000, 0x34000000, 0x4b800000, 0x4effffff,
	0x4f000000, 0x4f800000, 0x7f000000, 0x7f7fffff, 0x7f800000, 0x7fc00000, 0x1f800000, 0x0d800000, 0x80000000, 0x80000001, 0x807fffff, 0x80800000, 0xbf800000,
	0xcb7fffff, 0xcf000000, 0xcf000001, 0xff7fffff, 0xff800000, 0xffffffff, 0x12345678, 0xc1234567,
}

func main() {
	out := flag.String("o", "trainer/program/cost.go", "the file to write")
	flag.Parse()
	if err := run(*out); err != nil {
		fmt.Fprintln(os.Stderr, "costs:", err)
		os.Exit(1)
	}
}

// bench measures; the first error stays.
type bench struct {
	c   *contracts.Referee
	err error
}

func run(out string) error {
	c, err := contracts.NewReferee()
	if err != nil {
		return err
	}
	b := &bench{c: c}
	t := b.table()
	if b.err != nil {
		return b.err
	}
	src, err := format.Source(source(&t))
	if err != nil {
		return err
	}
	return os.WriteFile(out, src, 0o644)
}

func ceil(x, n int64) int64 {
	x = x * (100 + margin) / 100
	return (x + n - 1) / n
}

func (b *bench) table() (t program.CostTable) {
	t.Calldata = calldata
	// one level of a tree, from a table of constants of one and of 2^12
	least := b.gas(loads(1, 0, 256), setting{})
	t.Node = ceil(b.gas(loads(1, 0, 256), setting{consts: 1 << 12})-least, 12)
	t.Leaf = ceil(b.gas(loads(1, 0, 512), setting{leaves: 2})-b.gas(loads(1, 0, 512), setting{leaves: 1}), 1)
	t.Source = ceil(b.gas(loads(16, 0, 256), setting{sources: 8})-b.gas(loads(16, 0, 256), setting{sources: 1}), 7)
	t.Operand = ceil(b.gas(loads(16, 0, 256), setting{})-b.gas(loads(1, 0, 256), setting{}), 15)
	t.Byte = ceil(b.gas(long(510), setting{})-b.gas(long(10), setting{}), 8*500)
	t.Term = ceil(b.gas(terms(256), setting{})-b.gas(terms(1), setting{}), 255)

	// moving is what the second operand adds to a kernel in which it reads the same word for all terms
	moving := func(distance int64, bounds int, reduce ...int64) int64 {
		all := setting{leaves: 32}
		still := gather(0, 0, reduce...)
		still.Operands[1].Stride, still.Operands[1].Gather = make([]int64, len(reduce)), program.NoGather
		return b.gas(gather(distance, bounds, reduce...), all) - b.gas(still, all)
	}
	far := moving(31*256, 0, 256) // a leaf of 32 after another
	t.Load = ceil(far, 256)
	t.Bound = ceil(moving(31*256, 4, 256)-far, 4*256)
	// 128 runs of two terms over two or eight iterators, against one run
	one, two, eight := moving(1, 0, 256), moving(1, 0, 128, 2), moving(1, 0, 2, 2, 2, 2, 2, 2, 2, 2)
	t.Iterator = ceil(eight-two, 6*128)
	t.Run = ceil(two-one, 127)
	t.BoundRun = ceil(moving(1, 4, 128, 2)-moving(1, 4, 256)-(two-one), 4*127)

	for _, op := range program.Ops() {
		if op.Values() > 0 {
			t.Instr[op] = b.instr(op)
		}
	}
	index := func(n int) program.Kernel {
		k := terms(256)
		k.Type, k.Reduce = tensor.U32, []int64{2, 128}
		k.Body = nil
		for range n {
			k.Body = append(k.Body, program.Instr{Op: program.Index, A: 1})
		}
		return k
	}
	t.Instr[program.Index] = ceil(b.gas(index(33), setting{})-b.gas(index(1), setting{}), 32*256)
	t.Fixed = ceil(least-t.Leaf-t.Source, 1) + game + memory
	return t
}

// setting says what is opened around a kernel, beyond what it needs.
type setting struct {
	consts  int // tensors in the table of constants
	leaves  int // leaves opened of constant 0
	sources int // how often constant 0's root is proven
	acc     uint32
}

// gas returns the execution gas of window 0 of element 0, by the plain interpreter. All operands read constant 0, an f32
// tensor of NaNs with payloads: the worst for opening it.
func (b *bench) gas(k program.Kernel, s setting) int64 {
	if b.err != nil {
		return 0
	}
	n := int64(1)
	for _, o := range k.Operands {
		n = o.Count
	}
	x := tensor.New(tensor.F32, int(n))
	if len(k.Operands) > 0 {
		x = tensor.New(k.Operands[len(k.Operands)-1].Type, int(n))
	}
	for i := range x.Words {
		x.Words[i] = 0xffc00000
		if x.Type == tensor.U32 {
			x.Words[i] = uint32(i) % 2
		}
	}
	return b.over(k, x, s)
}

func (b *bench) over(k program.Kernel, x tensor.Tensor, s setting) int64 {
	tree := checkpoint.TensorTree(x)
	consts := make([]bisect.Root, max(s.consts, 1))
	consts[0] = tree.Root()
	table := checkpoint.NodeTree(consts)
	proof, err := table.Proof(0)
	if err != nil {
		b.err = err
		return 0
	}
	var o referee.Openings
	if len(k.Operands) > 0 {
		for range max(s.sources, 1) {
			o.Sources = append(o.Sources, referee.Source{Operand: uint8(len(k.Operands) - 1), Root: tree.Root(), Proof: proof})
		}
		for i := range max(s.leaves, 1) {
			p, err := tree.Proof(uint64(i))
			if err != nil {
				b.err = err
				return 0
			}
			o.Leaves = append(o.Leaves, referee.Leaf{Source: uint8(len(o.Sources) - 1), Index: uint64(i), Data: checkpoint.LeafBytes(x, uint64(i)), Proof: p})
		}
	}
	r, err := b.c.WindowPlain(bindings.Query{
		Kernel: k.Encode(), Place: bindings.Place{States: 1, Consts: uint32(len(consts)), Kernels: 1},
		Acc: s.acc, ConstRoot: table.Root(),
	}, o.Pack())
	if err != nil || !r.Valid {
		b.err = fmt.Errorf("valid %v: %w", r.Valid, err)
	}
	return int64(r.Gas)
}

// loads is a kernel of one term with n operands over a tensor of the given count.
func loads(n int, stride, count int64) program.Kernel {
	k := program.Kernel{Type: tensor.F32, Out: []int64{1, 1, 1, 1, 1, 1, 1, 1}, Window: 1}
	for j := range n {
		k.Operands = append(k.Operands, program.Operand{
			Space: program.InConst, Type: tensor.F32, Count: count, Stride: []int64{stride, 0, 0, 0, 0, 0, 0, 0}, Gather: program.NoGather,
		})
		k.Body = append(k.Body, program.Instr{Op: program.Load, A: uint16(j)})
	}
	return k
}

// long is a kernel of one term with n instructions that nothing can spare.
func long(n int) program.Kernel {
	k := program.Kernel{Type: tensor.F32, Window: 1, Body: []program.Instr{{Op: program.Acc}}}
	for j := range n {
		k.Body = append(k.Body, program.Instr{Op: program.Select, A: uint16(j / 2), B: uint16(j), C: uint16(j)})
	}
	k.Type = tensor.U32
	return k
}

// terms is a kernel of n terms that does nothing.
func terms(n int64) program.Kernel {
	return program.Kernel{Type: tensor.F32, Reduce: []int64{n}, Window: 256, Body: []program.Instr{{Op: program.Acc}}}
}

// gather is a kernel that reads over 32 leaves, through words that are 0 and 1 in turn, at the given distance, under that many
// bounds.
func gather(distance int64, bounds int, reduce ...int64) program.Kernel {
	k := program.Kernel{Type: tensor.U32, Reduce: reduce, Window: 256}
	stride, unit := make([]int64, len(reduce)), int64(1)
	for d := len(reduce) - 1; d >= 0; d-- {
		stride[d] = unit
		unit *= reduce[d]
	}
	for j := range 2 {
		k.Operands = append(k.Operands, program.Operand{
			Space: program.InConst, Type: tensor.U32, Count: 32 * 256, Stride: stride, Gather: program.NoGather,
		})
		k.Body = append(k.Body, program.Instr{Op: program.Load, A: uint16(j)})
	}
	o := &k.Operands[1]
	o.Gather, o.GatherStride = 0, distance
	if distance > 1 {
		o.Stride = make([]int64, len(reduce))
	}
	for range bounds {
		o.Bounds = append(o.Bounds, program.Bound{Stride: stride, Lo: -1, Hi: 1 << 20})
	}
	return k
}

// instr measures one instruction, a term, chained to the accumulator, on the worst words found.
func (b *bench) instr(op program.Op) int64 {
	r := rand.New(rand.NewPCG(uint64(op), 4))
	var worst [3]uint32
	most := uint64(0)
	for range 6000 {
		w := [3]uint32{words[r.IntN(len(words))], words[r.IntN(len(words))], words[r.IntN(len(words))]}
		if r.IntN(4) == 0 {
			w[r.IntN(3)] = r.Uint32()
		}
		tuple := w[:op.Values()]
		var tuples []uint32
		for range 8 {
			tuples = append(tuples, tuple...)
		}
		_, gas, err := b.c.Evaluate(op, tuples)
		if err != nil {
			b.err = err
			return 0
		}
		if gas > most {
			most, worst = gas, w
		}
	}
	copies := func(n int) int64 {
		return b.over(chain(op, worst, n), tensor.New(tensor.F32, 1), setting{acc: worst[0]})
	}
	return ceil(copies(33)-copies(1), 32*256)
}

// chain is a kernel of 256 terms that runs the instruction n times a term, on the accumulator and constants, and keeps the
// accumulator.
func chain(op program.Op, w [3]uint32, n int) program.Kernel {
	args, _ := op.Signature()
	if op == program.Select {
		args = []tensor.Type{tensor.U32, tensor.U32, tensor.U32}
	}
	k := program.Kernel{Type: args[0], Reduce: []int64{256}, Window: 256, Body: []program.Instr{{Op: program.Acc}}}
	constant := program.ConstU
	if k.Type == tensor.F32 {
		constant = program.ConstF
		for i, x := range w {
			if x&0x7fffffff > 0x7f800000 {
				w[i] = 0x7fc00000
			}
		}
	}
	k.Body = append(k.Body, program.Instr{Op: constant, Imm: w[1]}, program.Instr{Op: constant, Imm: w[2]})
	in := program.Instr{Op: op}
	if len(args) > 1 {
		in.B = 1
	}
	if len(args) > 2 {
		in.C = 2
	}
	for range n {
		k.Body = append(k.Body, in)
	}
	k.Body = append(k.Body, program.Instr{Op: program.Acc})
	return k
}

// source writes the table as Go.
func source(t *program.CostTable) []byte {
	var w bytes.Buffer
	fmt.Fprintf(&w, `// Code generated by contracts/internal/costs from the committed bytecode of the referee. DO NOT EDIT.

package program

// Cost is the table that validation uses.
var Cost = CostTable{
	Calldata: %d, Fixed: %d, Byte: %d, Operand: %d, Source: %d, Leaf: %d, Node: %d, Term: %d,
	Load: %d, Bound: %d, Run: %d, BoundRun: %d, Iterator: %d,
	Instr: [numOps]int64{
`, t.Calldata, t.Fixed, t.Byte, t.Operand, t.Source, t.Leaf, t.Node, t.Term, t.Load, t.Bound, t.Run, t.BoundRun, t.Iterator)
	for _, op := range program.Ops() {
		fmt.Fprintf(&w, "%#02x: %d, // %s\n", uint8(op), t.Instr[op], op)
	}
	w.WriteString("},\n}\n")
	return w.Bytes()
}
