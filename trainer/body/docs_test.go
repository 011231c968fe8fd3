package body

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"refute/trainer/program"
	"refute/trainer/tensor"
)

// docs/bodies.md states the lengths of the bodies and the errors that TestAccuracy holds them to.
func TestDocs(t *testing.T) {
	doc, err := os.ReadFile("../../docs/bodies.md")
	if err != nil {
		t.Fatal(err)
	}
	want := func(s string) {
		if !strings.Contains(string(doc), s) {
			t.Errorf("docs/bodies.md does not say %q", s)
		}
	}
	rows := 0
	for _, row := range []struct {
		name, call string
		fn         func(Value) Value
	}{{"exp", "Exp(x)", Exp}, {"expneg", "ExpNeg(a)", ExpNeg}, {"log", "Log(x)", Log}, {"tanh", "Tanh(x)", Tanh}, {"sigmoid", "Sigmoid(x)", Sigmoid}, {"erf", "Erf(x)", Erf}, {"rsqrt", "Rsqrt(x)", Rsqrt}} {
		for _, fn := range functions {
			if fn.name == row.name {
				rows++
				want(fmt.Sprintf("| `%s` | %d | %.3f |", row.call, len(unary(row.fn)), fn.ulp))
			}
		}
	}
	if rows != len(functions) {
		t.Errorf("%d rows for %d functions", rows, len(functions))
	}
	p0, p1 := philoxBodies()
	want(fmt.Sprintf("| `Philox` | %d | 64 bits; one of the words alone takes %d or %d |", both(), len(p0), len(p1)))
	const loads = 2 // of the words, in normalBody
	want(fmt.Sprintf("| `Normal` | + %d |", len(normalBody())-loads))
	b := New(tensor.F32)
	want(fmt.Sprintf("| `Uniform`, `UniformPositive` | + %d |", len(b.Result(Uniform(b.Load(0, tensor.U32))))-1))
	round, key := shuffleBodies()
	want(fmt.Sprintf("A round is %d instructions, its key %d", len(round), len(key)))
}

// both returns the length of a body that uses both words of Philox, without what uses them.
func both() int {
	b := New(tensor.U32)
	r0, r1 := Philox(b.Load(0, tensor.U32), b.Load(1, tensor.U32), b.Load(2, tensor.U32))
	instrs := b.Result(r0.Xor(r1))
	if instrs[len(instrs)-1].Op != program.Xor {
		panic("the last instruction is not the one that uses the words")
	}
	return len(instrs) - 1
}
