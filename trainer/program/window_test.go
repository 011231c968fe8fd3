package program_test

import (
	"math/rand/v2"
	"os"
	"testing"

	"refute/trainer/program"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// windows makes kernels whose addresses are hard to bound: strides of all sizes and signs, dimensions that nearly merge, gathers through
// gathers, bounds that turn a load into a fill, all element sizes.
type windows struct{ *rand.Rand }

func (g windows) stride(reach int64) int64 {
	s := []int64{0, 1, g.Int64N(10), 255 + g.Int64N(3), g.Int64N(600), 1023 + g.Int64N(3), g.Int64N(1 << 20), reach}[g.IntN(8)]
	if g.IntN(3) == 0 {
		return -s
	}
	return s
}

func (g windows) operand(k *program.Kernel, j int) program.Operand {
	e := k.Extents()
	o := program.Operand{Space: program.InConst, Tensor: j, Type: tensor.Type(g.IntN(4)), Gather: program.NoGather, Stride: make([]int64, len(e)), Fill: 7}
	reach := int64(1)
	for d := len(e) - 1; d >= 0; d-- {
		o.Stride[d] = g.stride(reach)
		if s := max(o.Stride[d], -o.Stride[d]); s > 0 {
			reach = s*e[d] + int64(g.IntN(3)-1)
		}
	}
	lo, hi := int64(0), int64(0)
	for d, s := range o.Stride {
		lo, hi = lo+min(0, s*(e[d]-1)), hi+max(0, s*(e[d]-1))
	}
	o.Offset, o.Count = -lo+g.Int64N(1200), hi-lo+1+g.Int64N(1500)
	if g.IntN(4) == 0 {
		o.Count = 1 + o.Count/(1+g.Int64N(20))
	}
	for g.IntN(3) == 0 && len(o.Bounds) < program.MaxBounds {
		b := program.Bound{Offset: g.Int64N(9) - 4, Stride: make([]int64, len(e))}
		for d := range e {
			b.Stride[d] = []int64{0, 0, 1, -1}[g.IntN(4)]
		}
		b.Lo = g.Int64N(20) - 10
		b.Hi = b.Lo + g.Int64N(30)
		o.Bounds = append(o.Bounds, b)
	}
	if i := g.IntN(j + 1); i < j && k.Operands[i].Type != tensor.F32 {
		o.Gather, o.GatherStride = i, g.stride(1)
	}
	return o
}

func (g windows) kernel() program.Kernel {
	k := program.Kernel{Type: tensor.U32, Body: []program.Instr{{Op: program.Acc}}}
	for range g.IntN(3) {
		k.Out = append(k.Out, 1+g.Int64N(5))
	}
	for terms, n := int64(2500), g.IntN(6); n > 0; n-- {
		e := []int64{1, 2, 3, 4, 5, 7, 8, 16, 17, 31, 32, 33, 64, 100, 255, 256, 257, 1 + g.Int64N(400)}[g.IntN(18)]
		if e > terms {
			continue
		}
		k.Reduce, terms = append(k.Reduce, e), terms/e
	}
	for j := range 1 + g.IntN(2)*g.IntN(4) {
		k.Operands = append(k.Operands, g.operand(&k, j))
		k.Body = append(k.Body, program.Instr{Op: program.Load, A: uint16(j)})
	}
	k.Body = append(k.Body, program.Instr{Op: program.Acc})
	return k
}

// content is the word at an address of a tensor that exists nowhere.
func content(o *program.Operand, addr int64) uint32 {
	x := uint32(addr*2654435761>>7) ^ uint32(addr>>3)
	if o.Type == tensor.U8 {
		return x & 0xff
	}
	return x & 0xfff
}

// touched returns the leaves that window n of w terms touches, all operands together, each counted apart, by doing it.
func touched(k *program.Kernel, e, n, w int64) int {
	type leaf struct {
		operand int
		index   int64
	}
	leaves := map[leaf]bool{}
	idx := make([]int64, k.Rank())
	split := func(x int64, extents, to []int64) {
		for d := len(extents) - 1; d >= 0; d-- {
			to[d], x = x%extents[d], x/extents[d]
		}
	}
	split(e, k.Out, idx)
	loads := make([]uint32, len(k.Operands))
	for term := n * w; term < min((n+1)*w, k.Terms()); term++ {
		split(term, k.Reduce, idx[len(k.Out):])
		for j := range k.Operands {
			o := &k.Operands[j]
			gathered := uint32(0)
			if o.Gather != program.NoGather {
				gathered = loads[o.Gather]
			}
			loads[j] = o.Fill
			if addr, ok := reference.Address(k, j, idx, gathered); ok {
				loads[j] = content(o, addr)
				leaves[leaf{j, addr * int64(o.Type.Size()) / 1024}] = true
			}
		}
	}
	return len(leaves)
}

// No window of any element opens more leaves than Leaves says, which is what a window's size is chosen by, and the price's bound grows with
// the window.
func TestNoWindowOpensMore(t *testing.T) {
	met, tight, kernels := 0, 0, 2500
	if os.Getenv("REFUTE_HEAVY") != "" {
		kernels = 200_000
	}
	for n := range kernels {
		g := windows{rand.New(rand.NewPCG(31, uint64(n)))}
		k := g.kernel()
		k.Window = 1
		if err := k.Validate(program.Step, 0); err != nil {
			t.Fatal(err)
		}
		gas := int64(0)
		for w := int64(1); w <= program.MaxWindow; w *= 2 {
			bound := k.Leaves(int(w))
			if next := k.Gas(int(w)); next < gas && w <= k.Terms() {
				t.Fatalf("kernel %d: a window of %d terms is cheaper than half of it: %d gas, %d\n%+v", n, w, next, gas, k)
			} else {
				gas = next
			}
			count := (k.Terms() + w - 1) / w
			most := 0
			for range 12 {
				for _, at := range []int64{0, count - 1, g.Int64N(count)} {
					most = max(most, touched(&k, g.Int64N(k.Count()), at, w))
				}
			}
			if most > bound {
				t.Fatalf("kernel %d: a window of %d terms opens %d leaves, Leaves says %d\n%+v", n, w, most, bound, k)
			}
			if met++; most == bound {
				tight++
			}
		}
	}
	if tight < met/8 {
		t.Errorf("the bound is met by %d of %d windows: the search does not search", tight, met)
	}
}

// ChooseWindow finds the largest window that the limits allow, or says why there is none: compared with trying all of them.
func TestChooseWindowIsLargest(t *testing.T) {
	chosen := map[int]int{}
	for n := range 4000 {
		g := windows{rand.New(rand.NewPCG(37, uint64(n)))}
		k := g.kernel()
		for len(k.Body) < program.MaxBody && g.IntN(60) > 0 { // bodies that are dear
			k.Body = append(k.Body, program.Instr{Op: program.Mul, A: uint16(len(k.Body) - 1)})
		}
		want := 0
		for w := 1; w <= program.MaxWindow; w *= 2 {
			if k.Leaves(w) <= program.MaxLeaves && k.Gas(w) <= program.MaxGas && (w == 1 || int64(w) < 2*k.Terms()) {
				want = w
			}
		}
		err := k.ChooseWindow()
		if (err != nil) != (want == 0) || err == nil && k.Window != want {
			t.Fatalf("kernel %d: window %d, error %v, want %d\n%+v", n, k.Window, err, want, k)
		}
		chosen[want]++
	}
	for w := 1; w <= program.MaxWindow; w *= 2 {
		if chosen[w] == 0 {
			t.Errorf("no kernel has window %d: %v", w, chosen)
		}
	}
}
