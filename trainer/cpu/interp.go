package cpu

import (
	"context"

	"refute/trainer/f32"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// maxLanes is how many outputs a block has at most. Registers of so many words are small enough that those of a body share the
// level-1 cache.
const maxLanes = 256

// group is how many lanes vector code takes at once: registers are rounded up to it, and the lanes beyond the block hold anything.
const group = 8

// frame is the memory of one goroutine that interprets blocks.
type frame struct {
	words   []uint32
	lanes   int        // words of a register
	n       int        // words of it that the block in hand uses
	values  [][]uint32 // of each node
	streams [program.MaxOperands]stream
	index   [program.MaxRank]int64
	buckets *buckets // of the kernel, if it is a scatter
}

// begin prepares the frame for blocks of a kernel of up to lanes outputs, and computes what is the same in all.
func (f *frame) begin(p *interp, lanes int, t uint32, from []tensor.Tensor) {
	f.lanes = wholeGroups(lanes)
	if len(f.words) < p.regs*f.lanes {
		f.words = make([]uint32, p.regs*f.lanes)
	}
	if cap(f.values) < len(p.nodes) {
		f.values = make([][]uint32, len(p.nodes))
	}
	f.values = f.values[:len(p.nodes)]
	for j := range p.loads {
		f.streams[j].from = from[j]
	}
	f.registers(p, f.lanes)
	fill(f.values[accNode], p.kernel.Init)
	for _, i := range p.order[perKernel] {
		switch n := &p.nodes[i]; n.op {
		case program.ConstF, program.ConstU:
			fill(f.values[i], n.imm)
		case program.StepNo:
			fill(f.values[i], t)
		case program.Load:
			l := p.loads[n.a]
			l.start(&f.streams[n.a], 0, f.lanes)
			f.values[i] = l.load(&f.streams[n.a], f.values[i], f.lanes, f.gathered(n))
		default:
			f.apply(n, f.values[i])
		}
	}
}

// registers points every node's value to the first n words of its register.
func (f *frame) registers(p *interp, n int) {
	f.n = n
	for i := range p.nodes {
		f.values[i] = f.register(&p.nodes[i])
	}
}

func (f *frame) register(n *node) []uint32 { return f.words[n.reg*f.lanes:][:f.n:f.n] }

func (f *frame) gathered(n *node) []uint32 {
	if n.b < 0 {
		return nil
	}
	return f.values[n.b]
}

// block computes the outputs first … first+len(out)-1 of the kernel, no more than begin was told.
func (f *frame) block(ctx context.Context, p *interp, first int64, out []uint32) {
	n := len(out)
	f.registers(p, wholeGroups(n))
	for j, l := range p.loads {
		if !l.whole {
			l.start(&f.streams[j], first, n)
		}
	}
	for _, i := range p.order[perBlock] {
		f.node(p, i, first, n)
	}
	if !p.single {
		fill(f.values[accNode], p.kernel.Init)
		if p.scatter != nil {
			f.sparse(ctx, p, first, n)
		} else {
			f.fold(ctx, p, first, n)
		}
	}
	result := f.values[p.last]
	switch {
	case p.kernel.Type != tensor.F32:
		copy(out, result)
	case n%group == 0 && vector(program.Bits, out, result, result, result):
	default:
		canon(out, result[:n])
	}
}

// fold runs all terms in order. The body's value has the accumulator's register.
func (f *frame) fold(ctx context.Context, p *interp, first int64, n int) {
	clear(f.index[:])
	for count := 1; ; count++ {
		if count%4096 == 0 && ctx.Err() != nil {
			return
		}
		f.term(p, first, n)
		d := advance(f.index[:], p.kernel.Reduce)
		if d < 0 {
			return
		}
		for _, j := range p.moving {
			p.loads[j].move(&f.streams[j], d)
		}
	}
}

// term runs the term at the index. If no output of the block takes it, it is skipped.
func (f *frame) term(p *interp, first int64, n int) {
	nodes := p.order[perTerm]
	for _, i := range nodes[:p.early] {
		f.node(p, i, first, n)
	}
	if p.mask >= 0 && !anySet(f.values[p.mask][:n]) {
		return
	}
	for _, i := range nodes[p.early:] {
		f.node(p, i, first, n)
	}
}

// node computes a node that is not the same for the whole kernel.
func (f *frame) node(p *interp, i int, first int64, n int) {
	x := &p.nodes[i]
	switch x.op {
	case program.Load:
		f.values[i] = p.loads[x.a].load(&f.streams[x.a], f.register(x), n, f.gathered(x))
	case program.Index:
		if d := x.a - len(p.kernel.Out); d >= 0 {
			fill(f.values[i], uint32(f.index[d]))
		} else {
			iterator(f.values[i][:n], p.kernel.Out, x.a, first)
		}
	default:
		f.apply(x, f.values[i])
	}
}

// iterator writes the values of output iterator d for consecutive elements.
func iterator(dst []uint32, out []int64, d int, first int64) {
	inner := program.Product(out[d+1:])
	v, r := uint32(first/inner%out[d]), first%inner
	for l := range dst {
		dst[l] = v
		if r++; r == inner {
			r = 0
			if v++; int64(v) == out[d] {
				v = 0
			}
		}
	}
}

// canon copies floats with every NaN made canonical.
func canon(dst, src []uint32) {
	src = src[:len(dst)]
	for i, x := range src {
		dst[i] = f32.Canon(x)
	}
}

// anySet reports whether a word is not zero.
func anySet(x []uint32) bool {
	var any uint32
	for _, w := range x {
		any |= w
	}
	return any != 0
}

func wholeGroups(n int) int { return (n + group - 1) / group * group }
