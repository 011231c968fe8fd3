package lower_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"refute/trainer/cuda/lower"
	"refute/trainer/program"
	"refute/trainer/program/progtest"
	"refute/trainer/tensor"
)

// mesh makes programs of which nearly all kernels can run with others: elementwise ones over a matrix (R, C), its rows (R), its columns (C), a number, and sums
// of rows, also by lanes (R, L), and of columns, each reading what was made before; and all that once for each of some matrices, in any order.
type mesh struct {
	*rand.Rand
	r, c, l int64
	made    []int // what each kernel of a matrix makes: one of the kinds below
	kernels []program.Kernel
}

const (
	matrix = iota
	rowsOf
	columnsOf
	lanesOf
	number
)

// strides returns those of a kind's elements for iterators (row, column), or with lanes (row, lane, column / L); false if it cannot be read there.
func (m *mesh) strides(kind int, lanes bool) ([]int64, bool) {
	s, ok := map[int][]int64{matrix: {m.c, 1}, rowsOf: {1, 0}, columnsOf: {0, 1}, number: {0, 0}}[kind]
	if lanes && ok {
		s = []int64{s[0], s[1], m.l * s[1]}
	}
	return s, ok
}

func (m *mesh) count(kind int) int64 {
	return []int64{m.r * m.c, m.r, m.c, m.r * m.l, 1}[kind]
}

// add adds a kernel that reads up to three of those before. Kernel -1 is the matrix itself.
func (m *mesh) add() {
	k := program.Kernel{Type: tensor.F32, Init: []uint32{0, 0, 0x80000000, 0xff800000, 0x3f800000}[m.IntN(5)]}
	from := func(kinds ...int) int { // the last of these kinds, or another
		for range 20 {
			if i := m.IntN(len(m.made)+1) - 1; i < 0 && slices.Contains(kinds, matrix) || i >= 0 && slices.Contains(kinds, m.made[i]) {
				return i
			}
		}
		return -2
	}
	read := func(i int, strides []int64) {
		o := program.Operand{Space: program.InState, Type: tensor.F32, Count: m.r * m.c, Stride: strides, Gather: program.NoGather}
		if i >= 0 {
			o.Space, o.Tensor, o.Count = program.InKernel, i, m.count(m.made[i])
		}
		k.Operands = append(k.Operands, o)
	}
	kind := m.IntN(7)
	some := func(swap, lanes bool, kinds ...int) {
		for range 1 + m.IntN(3) {
			i := from(kinds...)
			if i == -2 {
				continue
			}
			of := matrix
			if i >= 0 {
				of = m.made[i]
			}
			s, _ := m.strides(of, lanes)
			if swap {
				s = []int64{s[1], s[0]}
			}
			read(i, s)
		}
	}
	all := []int{matrix, rowsOf, columnsOf, number}
	switch kind {
	case 0, 1:
		k.Out = []int64{m.r, m.c}
		some(false, false, all...)
		m.made = append(m.made, matrix)
	case 2:
		k.Out, k.Reduce = []int64{m.r}, []int64{m.c}
		some(false, false, all...)
		m.made = append(m.made, rowsOf)
	case 3:
		k.Out, k.Reduce = []int64{m.c}, []int64{m.r}
		some(true, false, all...)
		m.made = append(m.made, columnsOf)
	case 4:
		k.Out, k.Reduce = []int64{m.r, m.l}, []int64{m.c / m.l}
		some(false, true, all...)
		m.made = append(m.made, lanesOf)
	case 5:
		k.Out = []int64{m.r}
		if i := from(lanesOf); i != -2 {
			k.Reduce = []int64{m.l}
			read(i, []int64{m.l, 1})
		} else if i := from(rowsOf); i != -2 {
			read(i, []int64{1})
		}
		m.made = append(m.made, rowsOf)
	case 6:
		if i := from(rowsOf); i != -2 {
			k.Reduce = []int64{m.r}
			read(i, []int64{1})
		}
		m.made = append(m.made, number)
	}
	m.body(&k)
	if k.ChooseWindow() != nil {
		m.made = m.made[:len(m.made)-1]
		return
	}
	m.kernels = append(m.kernels, k)
}

func (m *mesh) body(k *program.Kernel) {
	op := func(op program.Op, a, b, c int) int {
		k.Body = append(k.Body, program.Instr{Op: op, A: uint16(a), B: uint16(b), C: uint16(c)})
		return len(k.Body) - 1
	}
	v := op(program.ConstF, 0, 0, 0)
	k.Body[0].Imm = 0x3f000000
	for j := range k.Operands {
		x := op(program.Load, j, 0, 0)
		v = op([]program.Op{program.FAdd, program.FMul, program.FSub, program.FMin, program.FMax, program.FDiv}[m.IntN(6)], v, x, 0)
	}
	if len(k.Reduce) > 0 || m.IntN(5) == 0 {
		acc := op(program.Acc, 0, 0, 0)
		if m.IntN(2) == 0 {
			v = op([]program.Op{program.FAdd, program.FMax, program.FSub}[m.IntN(3)], acc, v, 0)
		} else {
			v = op(program.FMA, v, v, acc)
		}
		if len(k.Out) > 0 && len(k.Reduce) > 0 && m.IntN(4) == 0 { // a mask that some terms do not pass
			v = op(program.Select, op(program.Le, op(program.Index, len(k.Out), 0, 0), op(program.Index, m.IntN(len(k.Out)), 0, 0), 0), v, acc)
		}
	} else if len(k.Out) == 2 && m.IntN(3) == 0 {
		other := op(program.ConstF, 0, 0, 0)
		v = op(program.Select, op(program.Le, op(program.Index, m.IntN(2), 0, 0), op(program.Index, m.IntN(2), 0, 0), 0), v, other)
	}
}

// program returns that of some matrices.
func (m *mesh) program(matrices int) (*program.Program, []tensor.Tensor) {
	p := &program.Program{Kind: program.Step}
	var state []tensor.Tensor
	var order []int
	for s := range matrices {
		v := tensor.New(tensor.F32, int(m.r*m.c))
		for i := range v.Words {
			if v.Words[i] = 0x3f000000 | m.Uint32()&0x80ffffff; m.IntN(200) == 0 {
				v.Words[i] = progtest.Word(m.Rand)
			}
		}
		state = append(state, v)
		p.States = append(p.States, program.State{Name: "s", Type: tensor.F32, Shape: []int64{m.r, m.c}, Kernel: program.Keep})
		for range m.kernels {
			order = append(order, s)
		}
	}
	if m.IntN(2) == 0 {
		m.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	}
	places := make([][]int, matrices)
	for _, s := range order {
		n := len(places[s])
		k := m.kernels[n]
		k.Operands = slices.Clone(k.Operands)
		for j := range k.Operands {
			if o := &k.Operands[j]; o.Space == program.InState {
				o.Tensor = s
			} else {
				o.Tensor = places[s][o.Tensor]
			}
		}
		places[s] = append(places[s], len(p.Kernels))
		if m.made[n] == matrix {
			p.States[s].Kernel = len(p.Kernels)
		}
		if m.IntN(6) == 0 {
			p.Outputs = append(p.Outputs, program.Output{Name: "o", Kernel: len(p.Kernels)})
		}
		p.Kernels = append(p.Kernels, k)
	}
	return p, state
}

func TestMesh(t *testing.T) {
	for _, eager := range []bool{false, true} {
		if eager {
			defer lower.Eager()()
		}
		r := rand.New(rand.NewPCG(15, 16))
		seen := map[string]int{}
		kernels, ops := 0, 0
		for n := range 60 {
			m := &mesh{Rand: r, r: []int64{1, 3, 8, 40, 70}[r.IntN(5)], c: []int64{6, 8, 32, 66, 96, 130}[r.IntN(6)]}
			for m.l = []int64{2, 3, 8, 32, 13}[r.IntN(5)]; m.c%m.l != 0; {
				m.l = []int64{2, 3, 8, 32, 13}[r.IntN(5)]
			}
			for range 3 + r.IntN(12) {
				m.add()
			}
			if len(m.kernels) == 0 {
				continue
			}
			p, state := m.program(1 + r.IntN(3))
			hows, err := compare(p, nil, state, 1, true)
			if err != nil {
				t.Fatalf("program %d: %v", n, err)
			}
			for _, h := range hows {
				seen[h]++
			}
			kernels, ops = kernels+len(p.Kernels), ops+len(hows)
		}
		t.Log(kernels, "kernels,", ops, "ops:", seen)
		for _, how := range []string{"map", "fold", "rows", "staged", "map and fold"} {
			if seen[how] == 0 && (eager || how != "map and fold") && !(eager && how == "staged") {
				t.Errorf("none is %q", how)
			}
		}
	}
}
