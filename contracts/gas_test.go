package contracts_test

import (
	"math/rand/v2"
	"testing"

	"refute/contracts"
	"refute/dispute/referee"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// product is a matrix-vector product of rows of the given length, in a program of some size: the window that most
// disputes end in.
func product(rows, length int64, window int, seed uint64) (program.Kernel, spaces) {
	r := rand.New(rand.NewPCG(seed, 3))
	normal := func(n int64) tensor.Tensor {
		t := tensor.New(tensor.F32, int(n))
		for i := range t.F32() {
			t.F32()[i] = float32(r.NormFloat64())
		}
		return t
	}
	s := spaces{{normal(rows * length)}, {normal(rows * length)}, {normal(1), normal(1)}}
	for len(s[0]) < 12 {
		s[0] = append(s[0], normal(2))
	}
	for len(s[1]) < 4 {
		s[1] = append(s[1], normal(2))
	}
	operand := func(sp program.Space) program.Operand {
		return program.Operand{Space: sp, Type: tensor.F32, Count: rows * length, Stride: []int64{length, 1}, Gather: program.NoGather}
	}
	return program.Kernel{
		Type: tensor.F32, Out: []int64{rows}, Reduce: []int64{length}, Window: window,
		Operands: []program.Operand{operand(program.InState), operand(program.InConst)},
		Body:     []program.Instr{{Op: program.Load}, {Op: program.Load, A: 1}, {Op: program.Acc}, {Op: program.FMA, A: 0, B: 1, C: 2}},
	}, s
}

// A window of 256 fma terms is within the project's budget, as a whole transaction.
func TestWindowGas(t *testing.T) {
	c, err := contracts.NewReferee()
	if err != nil {
		t.Fatal(err)
	}
	k, s := product(512, 784, 256, 1)
	q := s.query(&k, 13, 1, 0x3f000000)
	openings, err := referee.Open(q, trace{&s})
	if err != nil {
		t.Fatal(err)
	}
	fast, err := c.Window(bind(q), openings)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := c.WindowPlain(bind(q), openings)
	if err != nil {
		t.Fatal(err)
	}
	if fast.Acc != plain.Acc {
		t.Errorf("%08x and %08x", fast.Acc, plain.Acc)
	}
	t.Logf("256 fma terms, %d bytes of openings: %d gas (execution %d), plain interpreter %d (execution %d); code of %d bytes",
		len(openings), fast.Total, fast.Gas, plain.Total, plain.Gas, c.CodeSize())
	if fast.Total > 350_000 || plain.Total > 500_000 {
		t.Error("over the budget of 350,000 and 500,000")
	}
}
