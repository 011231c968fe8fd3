package lower

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"refute/trainer/program"
	"refute/trainer/program/progtest"
	"refute/trainer/tensor"
)

// einsumOf is the kernel of a product: "mk,nk->mn" with extents by letter. Letters of the operands are their layout, row-major.
func einsumOf(spec string, size map[byte]int64) program.Kernel {
	in, out, _ := strings.Cut(spec, "->")
	x, y, _ := strings.Cut(in, ",")
	letters := out
	for _, c := range x + y {
		if !strings.ContainsRune(letters, c) {
			letters += string(c)
		}
	}
	k := program.Kernel{Type: tensor.F32, Window: 1, Body: []program.Instr{{Op: program.Load, A: 0}, {Op: program.Load, A: 1}, {Op: program.Acc}, {Op: program.FMA, A: 0, B: 1, C: 2}}}
	for i := range letters {
		if e := size[letters[i]]; i < len(out) {
			k.Out = append(k.Out, e)
		} else {
			k.Reduce = append(k.Reduce, e)
		}
	}
	for i, s := range []string{x, y} {
		o := program.Operand{Space: program.InConst, Tensor: i, Type: tensor.F32, Gather: program.NoGather, Stride: make([]int64, len(letters))}
		n := int64(1)
		for j := len(s) - 1; j >= 0; j-- {
			o.Stride[strings.IndexByte(letters, s[j])] = n
			n *= size[s[j]]
		}
		o.Count = n
		k.Operands = append(k.Operands, o)
	}
	return k
}

// masked is a program of weights e[b,h,s,t] that are +0 where s > t, and of their product with x, over s or over t.
func masked(r *rand.Rand) (*program.Program, []tensor.Tensor) {
	size := map[byte]int64{'b': 1 + r.Int64N(2), 'h': 1 + r.Int64N(2), 's': 8 * (1 + r.Int64N(12)), 't': 8 * (1 + r.Int64N(12)), 'd': 4 * (1 + r.Int64N(10))}
	spec := []string{"bhst,bshd->bthd", "bhst,bthd->bshd"}[r.IntN(2)]
	k := einsumOf(spec, size)
	e := program.Kernel{Type: tensor.F32, Out: []int64{size['b'], size['h'], size['s'], size['t']}, Window: 1, Body: []program.Instr{
		{Op: program.Load}, {Op: program.Index, A: 2}, {Op: program.Index, A: 3}, {Op: program.Le, A: 1, B: 2}, {Op: program.ConstF}, {Op: program.Select, A: 3, B: 0, C: 4}}}
	if r.IntN(3) == 0 {
		e.Body[3].Op = program.Lt
	}
	weights := k.Operands[0]
	weights.Stride = []int64{size['h'] * size['s'] * size['t'], size['s'] * size['t'], size['t'], 1}
	e.Operands = []program.Operand{weights}
	k.Operands[0].Space, k.Operands[0].Tensor = program.InKernel, 0
	k.Operands[1].Tensor = 1
	if r.IntN(2) == 0 {
		k.Body[3].A, k.Body[3].B = 1, 0
	}
	scale := []uint32{0x3f800000, 0x20000000, 0x0a000000}[r.IntN(3)] // the smallest ones make products that are rounded to zeros
	var consts []tensor.Tensor
	for i := range k.Operands {
		c := tensor.New(tensor.F32, int(k.Operands[i].Count))
		for j := range c.Words {
			c.Words[j] = scale | r.Uint32()&0x007fffff
			if r.IntN(2) == 0 {
				c.Words[j] |= 1 << 31
			}
		}
		for range r.IntN(3) * r.IntN(3) {
			c.Words[r.IntN(len(c.Words))] = []uint32{0x7f800000, 0xff800000, 0x7fc00000, 0x80000000, 0}[r.IntN(5)]
		}
		consts = append(consts, c)
	}
	p := progtest.One(e, consts)
	p.Kernels = append(p.Kernels, k)
	p.States[0] = program.State{Name: "y", Type: tensor.F32, Shape: k.Out, Kernel: 1}
	return p, consts
}

// What is left out of a product with zeros changes no bit, whatever the other factor is.
func TestProductsOfZeros(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	for n := range cases() {
		r := rand.New(rand.NewPCG(seed, uint64(n)))
		p, consts := masked(r)
		c := newContraction(&p.Kernels[1])
		if c == nil {
			t.Fatal("no product")
		}
		if c.findBlanks(p); c.blanks == nil && c.k > 1 && min(c.m, c.n) > 1 {
			t.Fatalf("no zeros are found in %v over %v", p.Kernels[1].Out, p.Kernels[1].Reduce)
		}
		tile := randomTile(r)
		if r.IntN(4) > 0 {
			tile.k = []int{4, 8}[r.IntN(2)]
		}
		op := newGemm(c, tile, nil).op([]int{1})
		t.Logf("case %d: %d x %d x %d of %d: %s", n, c.m, c.n, c.k, c.batch, op.How)
		run(t, op, consts, definition(t, p, consts, 0), 0)
	}
}
