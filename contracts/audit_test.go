package contracts_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"refute/bisect"
	"refute/contracts"
	"refute/contracts/bindings"
	"refute/dispute/referee"
	"refute/trainer/program"
	"refute/trainer/program/progtest"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// pattern fills a tensor with words in turn.
func pattern(t tensor.Type, n int, words ...uint32) tensor.Tensor {
	x := tensor.New(t, n)
	for i := range n {
		if t.Size() == 4 {
			x.Words[i] = words[i%len(words)]
		}
	}
	return x
}

// heaviest is a kernel made to cost more than the table says, over the data that do it.
type heaviest struct {
	name   string
	kernel program.Kernel
	consts []tensor.Tensor
}

func operandOf(t tensor.Type, count int64, stride ...int64) program.Operand {
	return program.Operand{Space: program.InConst, Type: t, Count: count, Stride: stride, Gather: program.NoGather}
}

// heavies are kernels that use most of what the cost table gives away: instructions without a price, many chunks, columns
// made anew for each chunk, folds that leave their fast path with every term.
func heavies() (all []heaviest) {
	add := func(name string, k program.Kernel, consts ...tensor.Tensor) {
		all = append(all, heaviest{name, k, consts})
	}
	line := operandOf(tensor.F32, 2048, 1)
	subnormal := pattern(tensor.F32, 2048, 1, 0x80000001, 0x007fffff, 0xff7fffff, 0x7f7fffff, 0x00800000, 0x7fc00001, 0xffc00000, 0, 0x80000000)

	// loads and constants have no price of their own; 512 of them make chunks of 31 terms
	free := func(op program.Instr, tail ...program.Instr) (body []program.Instr) {
		for len(body) < program.MaxBody-len(tail) {
			body = append(body, op)
		}
		return append(body, tail...)
	}
	for _, c := range []struct {
		name string
		op   program.Instr
	}{
		{"loads", program.Instr{Op: program.Load}}, {"accumulators", program.Instr{Op: program.Acc}}, {"constants", program.Instr{Op: program.ConstF, Imm: 0x00000001}},
		{"index", program.Instr{Op: program.Index}}, {"step", program.Instr{Op: program.StepNo}},
	} {
		last := uint16(program.MaxBody - 1)
		body := free(c.op, program.Instr{Op: program.Load}, program.Instr{Op: program.Acc}, program.Instr{Op: program.FMA, A: last - 2, B: last - 2, C: last - 1})
		add("free "+c.name, program.Kernel{Type: tensor.F32, Reduce: []int64{2048}, Operands: []program.Operand{line}, Body: body}, subnormal)
		masked := free(c.op, program.Instr{Op: program.ConstU, Imm: 1}, program.Instr{Op: program.Load}, program.Instr{Op: program.Acc},
			program.Instr{Op: program.FMA, A: last - 3, B: last - 3, C: last - 2}, program.Instr{Op: program.Select, A: last - 4, B: last - 1, C: last - 2})
		add("masked "+c.name, program.Kernel{Type: tensor.F32, Reduce: []int64{2048}, Operands: []program.Operand{line}, Body: masked}, subnormal)
	}
	// plain folds over numbers that none of the loops expects
	for _, op := range []program.Op{program.FAdd, program.FMin, program.FMax} {
		add("fold "+op.String(), program.Kernel{
			Type: tensor.F32, Reduce: []int64{2048}, Operands: []program.Operand{line},
			Body: []program.Instr{{Op: program.Load}, {Op: program.Acc}, {Op: op, A: 0, B: 1}},
		}, subnormal)
	}
	add("fold fma", program.Kernel{
		Type: tensor.F32, Reduce: []int64{2048}, Operands: []program.Operand{line, operandOf(tensor.F32, 2048, -1)},
		Body: []program.Instr{{Op: program.Load}, {Op: program.Load, A: 1}, {Op: program.Acc}, {Op: program.FMA, A: 0, B: 1, C: 2}},
	}, subnormal)
	// one long chain of each instruction
	for _, op := range program.Ops() {
		if op.Values() == 0 {
			continue
		}
		args, result := op.Signature()
		if op == program.Select {
			args, result = []tensor.Type{tensor.U32, tensor.U32, tensor.U32}, tensor.U32
		}
		for _, n := range []int{1, 20, 400} {
			k := program.Kernel{Type: args[0], Reduce: []int64{512}, Operands: []program.Operand{operandOf(args[0], 2048, 1)}}
			k.Body = []program.Instr{{Op: program.Load}, {Op: program.Acc}}
			for range n {
				in := program.Instr{Op: op, A: 1}
				if len(args) > 1 && args[1] == args[0] {
					in.A, in.B = 1, 0
				}
				k.Body = append(k.Body, in)
				if result == args[0] {
					k.Body[len(k.Body)-1].A = uint16(max(1, len(k.Body)-2))
				}
			}
			if result != args[0] {
				k.Body = append(k.Body, program.Instr{Op: program.Acc})
			}
			data := subnormal
			if args[0] == tensor.U32 {
				data = pattern(tensor.U32, 2048, 0, 1, 0xffffffff, 0x80000000, 31, 32)
			}
			add(fmt.Sprintf("%d times %s", n, op), k, data)
		}
	}
	// 16 operands with four bounds over eight iterators of two, each term a run of its own
	for _, extents := range [][]int64{{2, 2, 2, 2, 2, 2, 2, 2}, {4, 4, 4, 4}, {128, 2}, {256}} {
		for _, n := range []int{1, 2, 4, 16} {
			k := program.Kernel{Type: tensor.U32, Reduce: extents}
			stride, unit := make([]int64, len(extents)), int64(1)
			for d := len(extents) - 1; d >= 0; d-- {
				stride[d], unit = unit, unit*extents[d]
			}
			var data []tensor.Tensor
			for j := range n {
				o := operandOf(tensor.U32, 512, stride...)
				o.Tensor = j
				for range program.MaxBounds {
					o.Bounds = append(o.Bounds, program.Bound{Stride: stride, Lo: -1, Hi: 1 << 20})
				}
				if j > 0 {
					o.Gather, o.GatherStride = j-1, 1
				}
				k.Operands = append(k.Operands, o)
				k.Body = append(k.Body, program.Instr{Op: program.Load, A: uint16(j)})
				data = append(data, pattern(tensor.U32, 512, 0, 255))
			}
			add(fmt.Sprintf("%d gathers over %v", n, extents), k, data...)
		}
	}
	return all
}

// Whatever a valid kernel and its data are, a window is judged for what the cost table promises, and far below what a
// transaction may take: nobody can make a window that an honest defender cannot get judged.
func TestAttackWindowBeyondATransaction(t *testing.T) {
	c, err := contracts.NewReferee()
	if err != nil {
		t.Fatal(err)
	}
	worst, most := 0.0, uint64(0)
	for _, h := range heavies() {
		k := h.kernel
		if err := k.ChooseWindow(); err != nil {
			continue // refused: no such job
		}
		if err := k.Validate(program.Init, 0); err != nil {
			t.Fatalf("%s: %v", h.name, err)
		}
		s := spaces{{pattern(tensor.F32, 1, 0)}, h.consts, {pattern(tensor.F32, 1, 0)}}
		for _, acc := range []uint32{0, 1, 0x80000000, 0x7f7fffff} {
			q := s.query(&k, 0, k.Windows()/2, acc)
			openings, err := referee.Open(q, trace{&s})
			if err != nil {
				t.Fatalf("%s: %v", h.name, err)
			}
			from := q.Window * int64(k.Window)
			want, err := reference.Fold(&k, q.Step, q.Element, from, min(from+int64(k.Window), k.Terms()), acc, reference.Tensors(&k, s[0], s[1], s[2]))
			if err != nil {
				t.Fatal(err)
			}
			got, err := c.Window(bind(q), openings)
			if err != nil || !got.Valid || got.Acc != want {
				t.Fatalf("%s: %v, %08x, want %08x", h.name, err, got.Acc, want)
			}
			ratio := float64(got.Total) / float64(k.Gas(k.Window)-game)
			if ratio > worst {
				worst = ratio
				t.Logf("%s: window %d, %d gas of %d", h.name, k.Window, got.Total, k.Gas(k.Window)-game)
			}
			most = max(most, got.Total)
			if ratio > 1 {
				t.Errorf("%s: window %d of %d instructions: %d gas, the table promises %d", h.name, k.Window, len(k.Body), got.Total, k.Gas(k.Window)-game)
			}
		}
	}
	t.Logf("the heaviest takes %.2f of its bound; the most is %d gas", worst, most)
}

// Go's rules and the contract's are the same: a kernel that a solver's validation passes and the contract calls invalid
// would cost it its bond.
func TestAttackKernelOnlyOneSideCallsValid(t *testing.T) {
	c, err := contracts.NewReferee()
	if err != nil {
		t.Fatal(err)
	}
	n := 6_000
	if testing.Short() {
		n = 300
	}
	valid := 0
	for i := range n {
		r := rand.New(rand.NewPCG(71, uint64(i)))
		k, read := progtest.Kernel(r, progtest.Limits{Outputs: 6, Terms: 6, Body: 6, Operands: 3})
		s := spread(r, &k, read)
		q := s.query(&k, 0, 0, 0)
		for range 4 {
			section := append([]byte(nil), q.Section...)
			for range 1 + r.IntN(2) {
				at := r.IntN(len(section))
				switch r.IntN(4) {
				case 0:
					section[at] = []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 0x10, 0x7f, 0x80, 0xff}[r.IntN(13)]
				case 1:
					section[at] ^= 1 << r.IntN(8)
				case 2:
					section[at] += byte(r.IntN(5)) - 2
				case 3:
					// a number at or just beyond its limit
					edge := []uint64{1 << 40, 1<<40 + 1, -(1 << 40) & (1<<64 - 1), -(1<<40 + 1) & (1<<64 - 1), 1 << 63, 1<<40 - 1}[r.IntN(6)]
					for b := range min(8, len(section)-at) {
						section[at+b] = byte(edge >> (56 - 8*b))
					}
				}
			}
			place := q.Place
			if r.IntN(4) == 0 {
				place.Init = true
			}
			if r.IntN(4) == 0 {
				place.Position = uint32(r.IntN(3))
			}
			_, goErr := bisect.CheckKernel(section, place)
			facts, err := c.Check(section, bindings.Place(place))
			if err != nil {
				t.Fatal(err)
			}
			if (goErr == nil) != facts.Valid {
				t.Fatalf("case %d: Go says %v, the contract %v: %x at %+v", i, goErr, facts.Valid, section, place)
			}
			if facts.Valid {
				valid++
			}
		}
	}
	if valid < n/10 {
		t.Errorf("only %d of %d changed kernels are valid", valid, 4*n)
	}
}

// A window never reads more leaves than validation says, whatever the shape: openings can show 255, and nobody could
// judge what needs more.
func TestAttackMoreLeavesThanCounted(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 99))
	n := 4_000
	if testing.Short() {
		n = 400
	}
	strides := []int64{0, 1, -1, 2, -3, 7, 31, -64, 255, 256, 257, -256, 300, 512, 1000, 4096}
	for range n {
		k := program.Kernel{Type: tensor.U32, Out: []int64{1 << 20}, Body: []program.Instr{{Op: program.Load}}}
		o := operandOf(tensor.Type(r.IntN(4)), 1<<24, 1)
		unit := strides[r.IntN(len(strides))]
		for d := range 1 + r.IntN(4) {
			e := int64(1 + r.IntN([]int{3, 9, 40, 300}[r.IntN(4)]))
			k.Reduce = append(k.Reduce, e)
			s := strides[r.IntN(len(strides))]
			if d > 0 && r.IntN(3) == 0 { // one that may collapse with the one before
				s = o.Stride[d] / e
			}
			o.Stride = append(o.Stride, s)
			unit *= e
		}
		k.Operands = []program.Operand{o}
		k.Window = 1 << r.IntN(9)
		bound := k.Leaves(k.Window)
		terms := k.Terms()
		for range 12 {
			k := &k
			offset := int64(1<<23) + r.Int64N(3000)
			from := r.Int64N(k.Windows()) * int64(k.Window)
			seen := map[int64]bool{}
			for m := from; m < min(from+int64(k.Window), terms); m++ {
				at, rest := offset, m
				for d := len(k.Reduce) - 1; d >= 0; d-- {
					at += o.Stride[1+d] * (rest % k.Reduce[d])
					rest /= k.Reduce[d]
				}
				if at >= 0 && at < o.Count {
					seen[at*int64(o.Type.Size())/1024] = true
				}
			}
			if len(seen) > bound {
				t.Fatalf("%v by %v of %s, window %d from %d at %d: %d leaves, bound %d", k.Reduce, o.Stride, o.Type, k.Window, from, offset, len(seen), bound)
			}
		}
	}
}

// The largest transaction of a dispute must fit what nodes of the chain pass on: 128 KiB. A judgement of a state shows the
// whole header, 16 bytes for each state tensor and constant.
func TestAttackHeaderTooLongToSend(t *testing.T) {
	const pool = 128 << 10
	const around = 8 << 10 // spec, proofs, a leaf, the envelope
	if n := 24 + 16*program.MaxTensors; n+around > pool {
		t.Errorf("a header of %d bytes cannot be sent", n)
	}
}

// A tensor that is shown twice, or whose leaves are shown under two names, is refused or read as it is: never otherwise.
func TestAttackSourceShownTwice(t *testing.T) {
	c := newReferee(t)
	for _, second := range []uint8{0, 1} {
		for _, moved := range []int{0, 1, 2} { // leaves of the first that go to the second
			q, o, want := opened(t)
			o.Sources = append(o.Sources, o.Sources[second])
			leaves := of(o, second)
			kept := of(o, 1-second)
			for i := range leaves {
				if i >= len(leaves)-moved {
					leaves[i].Source = 2
				}
			}
			o.Leaves = nil
			for s := range uint8(3) {
				for _, l := range append(kept[:len(kept):len(kept)], leaves...) {
					if l.Source == s {
						o.Leaves = append(o.Leaves, l)
					}
				}
			}
			answers(t, c, q, o.Pack(), want)
			if moved < len(leaves) {
				refused(t, c, q, o.Pack(), "MissingLeaf")
			}
		}
	}
	// A source of one operand does not serve another that says another count of the same tensor.
	k, s := product(20, 784, 256, 9)
	k.Operands[1] = k.Operands[0]
	k.Operands[1].Count--
	q := s.query(&k, 13, 1, 0)
	honest, _ := product(20, 784, 256, 9)
	honest.Operands[1] = honest.Operands[0]
	packed, err := referee.Open(s.query(&honest, 13, 1, 0), trace{&s})
	if err != nil {
		t.Fatal(err)
	}
	refused(t, c, q, packed, "MissingLeaf")
}
