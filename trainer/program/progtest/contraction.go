package progtest

import (
	"math/rand/v2"

	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Contraction returns a valid kernel whose body is fma(load 0, load 1, acc) and the two tensors that it reads: a convolution or one of its gradients, over
// images with borders, or a product of heads as in attention, or of matrices in any layout.
func Contraction(r *rand.Rand) (program.Kernel, []tensor.Tensor) {
	for {
		k, consts := []func(*rand.Rand) (program.Kernel, []tensor.Tensor){heads, convolution, convolution, matrices}[r.IntN(4)](r)
		if consts != nil {
			return k, consts
		}
	}
}

// term is a part of an index or an address: an iterator and what it is multiplied by.
type term struct {
	iterator string
	factor   int64
}

// reading is an operand of a kernel whose iterators have names.
type reading struct {
	offset int64
	addr   []term
	bounds []program.Bound // their offsets and limits
	of     [][]term        // and what is bounded
}

// fold returns a kernel whose body is fma(load 0, load 1, acc), iterators with their extents, and tensors of the count that the addresses need, or a bit less.
func fold(r *rand.Rand, out, reduce []term, x, y reading) (program.Kernel, []tensor.Tensor) {
	k := program.Kernel{Type: tensor.F32, Init: []uint32{0, 1 << 31, 0xff800000, 0x7fc00000, r.Uint32() & 0xbfffffff}[r.IntN(5)]}
	var names []string
	for _, i := range out {
		k.Out, names = append(k.Out, i.factor), append(names, i.iterator)
	}
	for _, i := range reduce {
		k.Reduce, names = append(k.Reduce, i.factor), append(names, i.iterator)
	}
	strides := func(terms []term) []int64 {
		s := make([]int64, len(names))
		for _, t := range terms {
			found := false
			for d, n := range names {
				if n == t.iterator {
					s[d] += t.factor
					found = true
				}
			}
			if !found {
				panic(t.iterator)
			}
		}
		return s
	}
	extents := append(append([]int64{}, k.Out...), k.Reduce...)
	var consts []tensor.Tensor
	for i, a := range []reading{x, y} {
		o := program.Operand{Space: program.InConst, Type: tensor.F32, Tensor: i, Gather: program.NoGather, Offset: a.offset, Stride: strides(a.addr)}
		most := max(a.offset, 0)
		for d, s := range o.Stride {
			most += max(0, s*(extents[d]-1))
		}
		o.Count = most + 1
		if r.IntN(6) == 0 {
			o.Count = max(1, o.Count-r.Int64N(o.Count/4+1))
		}
		if len(a.bounds) > 0 && r.IntN(3) > 0 {
			o.Fill = []uint32{1 << 31, 0x7f800000, 0x3f800000, 0x7fc00000, 1}[r.IntN(5)]
		}
		for b, bound := range a.bounds {
			bound.Stride = strides(a.of[b])
			o.Bounds = append(o.Bounds, bound)
		}
		k.Operands = append(k.Operands, o)
		c := tensor.New(tensor.F32, int(o.Count))
		for j := range c.Words {
			c.Words[j] = 0x3f000000 | r.Uint32()&0x80ffffff
			switch r.IntN(60) {
			case 0:
				c.Words[j] = r.Uint32()
			case 1:
				c.Words[j] &= 0x80000000 | uint32(r.IntN(2))
			}
		}
		consts = append(consts, c)
	}
	k.Body = []program.Instr{{Op: program.Load, A: 0}, {Op: program.Load, A: 1}, {Op: program.Acc}, {Op: program.FMA, A: 0, B: 1, C: 2}}
	if err := k.ChooseWindow(); err != nil {
		return k, nil
	}
	return k, consts
}

// convolution is a random convolution, or one of its gradients, or something like it.
func convolution(r *rand.Rand) (program.Kernel, []tensor.Tensor) {
	d := func(n int) int64 { return 1 + r.Int64N(int64(n)) }
	n, h, w, c, o, rows, cols := d(5), d(12), d(12), d(9), d(20), d(4), d(4)
	switch r.IntN(4) {
	case 0:
		c, o = 16, 32
	case 1: // several channels may be copied at once
		c, o = 4*d(3), 4*d(6)
	}
	if r.IntN(8) == 0 { // so many terms that a gradient's sum is made in parts
		n, c, o = 30, d(3), d(5)
	}
	step, dilation, pad := d(3), d(2), r.Int64N(3)
	hy, wy := d(10), d(10)
	last := r.IntN(3) > 0 // channels
	sn, sh, sw, sc := h*w*c, w*c, c, int64(1)
	if !last {
		sh, sw, sc = w, 1, h*w
	}
	flip := int64(1)
	if r.IntN(3) == 0 {
		flip, step = -1, 1
	}
	image := reading{offset: -flip*pad*sh - flip*pad*sw,
		addr:   []term{{"n", sn}, {"c", sc}, {"i", step * sh}, {"r", flip * dilation * sh}, {"j", step * sw}, {"s", flip * dilation * sw}},
		bounds: []program.Bound{{Offset: -flip * pad, Lo: r.Int64N(2) * r.Int64N(2), Hi: h}, {Offset: -flip * pad, Hi: w - r.Int64N(2)*r.Int64N(2)}},
		of:     [][]term{{{"i", step}, {"r", flip * dilation}}, {{"j", step}, {"s", flip * dilation}}}}
	switch r.IntN(12) {
	case 0: // a bound that says nothing about the address
		image.of[1] = []term{{"j", step}, {"s", 2 * dilation}}
	case 1: // only one
		image.bounds, image.of = image.bounds[:1], image.of[:1]
	case 2: // of something that has nothing to do with it
		image.of[0] = []term{{"c", 1}}
	case 3:
		image.of[1] = []term{{"n", 1}}
	}
	filter := reading{addr: []term{{"o", rows * cols * c}, {"r", cols * c}, {"s", c}, {"c", 1}}}
	outputs := reading{addr: []term{{"n", hy * wy * o}, {"i", wy * o}, {"j", o}, {"o", 1}}}
	if !last {
		filter.addr = []term{{"o", rows * cols * c}, {"c", rows * cols}, {"r", cols}, {"s", 1}}
		outputs.addr = []term{{"n", hy * wy * o}, {"o", hy * wy}, {"i", wy}, {"j", 1}}
	}
	places, taps := []term{{"n", n}, {"i", hy}, {"j", wy}}, []term{{"r", rows}, {"s", cols}, {"c", c}}
	if r.IntN(3) == 0 {
		taps = []term{{"c", c}, {"r", rows}, {"s", cols}}
	}
	y := filter
	var out, reduce []term
	if r.IntN(2) == 0 {
		out, reduce = append(places, term{"o", o}), taps
		if !last {
			out = []term{{"n", n}, {"o", o}, {"i", hy}, {"j", wy}}
		}
	} else {
		y = outputs
		out, reduce = append([]term{{"o", o}}, taps...), places
	}
	if r.IntN(2) == 0 {
		return fold(r, out, reduce, y, image)
	}
	return fold(r, out, reduce, image, y)
}

// matrices is a batch of products of matrices, each with its rows or its columns innermost, or neither, and with gaps between.
func matrices(r *rand.Rand) (program.Kernel, []tensor.Tensor) {
	d := func(n int) int64 { return 1 + r.Int64N(int64(n)) }
	b, m, n, k := []int64{1, 1, 2, 3}[r.IntN(4)], d(150), d(150), d(70)
	if r.IntN(3) == 0 { // multiples, that can be copied several at once
		m, n, k = 4*d(40), 4*d(40), 4*d(20)
	}
	size := map[string]int64{"b": b, "m": m, "n": n, "k": k}
	dense := func(names ...string) reading {
		var a reading
		stride := int64(1)
		if r.IntN(8) == 0 {
			stride = d(3)
		}
		for i := len(names) - 1; i >= 0; i-- {
			a.addr = append(a.addr, term{names[i], stride})
			if stride *= size[names[i]]; r.IntN(8) == 0 {
				stride += 4 * r.Int64N(3)
			}
		}
		if r.IntN(6) == 0 {
			a.offset = r.Int64N(9)
		}
		return a
	}
	layout := func(outer string) reading {
		switch r.IntN(5) {
		case 0, 1:
			return dense("b", outer, "k")
		case 2, 3:
			return dense("b", "k", outer)
		}
		return dense("k", outer, "b")
	}
	out := []term{{"b", b}, {"m", m}, {"n", n}}
	r.Shuffle(r.IntN(3)+1, func(i, j int) { out[i], out[j] = out[j], out[i] })
	return fold(r, out, []term{{"k", k}}, layout("m"), layout("n"))
}

// heads is a product of the kind that attention has: some of many, within tensors that all share.
func heads(r *rand.Rand) (program.Kernel, []tensor.Tensor) {
	d := func(n int) int64 { return 1 + r.Int64N(int64(n)) }
	b, t, s, h, e := d(3), d(70), d(70), d(4), d(40)
	size := map[string]int64{"b": b, "t": t, "s": s, "h": h, "e": e}
	within := func(names ...string) reading { // row-major
		var a reading
		stride := int64(1)
		for i := len(names) - 1; i >= 0; i-- {
			a.addr = append(a.addr, term{names[i], stride})
			stride *= size[names[i]]
		}
		return a
	}
	its := func(names ...string) (all []term) {
		for _, n := range names {
			all = append(all, term{n, size[n]})
		}
		return all
	}
	q, k, p := within("b", "t", "h", "e"), within("b", "s", "h", "e"), within("b", "h", "t", "s")
	switch r.IntN(3) {
	case 0:
		return fold(r, its("b", "h", "t", "s"), its("e"), q, k)
	case 1:
		return fold(r, its("b", "t", "h", "e"), its("s"), p, k)
	}
	return fold(r, its("b", "s", "h", "e"), its("t"), p, q)
}
