package parallel

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"refute/trainer"
	"refute/trainer/data"
	"refute/trainer/models"
	"refute/trainer/program"
	"refute/trainer/program/progtest"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// step runs a program by the definition and returns its state, and its outputs by number.
func step(t *testing.T, p *program.Program, consts, prev []tensor.Tensor, at uint32) (next []tensor.Tensor, outputs map[int]tensor.Tensor) {
	t.Helper()
	x, err := reference.New(p, consts)
	if err != nil {
		t.Fatal(err)
	}
	next, outputs = trainer.NewState(p), map[int]tensor.Tensor{}
	err = x.Step(t.Context(), next, prev, at, func(k int, out tensor.Tensor) error {
		for i, o := range p.Outputs {
			if o.Kernel == k {
				outputs[i] = out.Clone()
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return next, outputs
}

// both runs a step in two parts: the first on the state base, the second on prev.
func both(t *testing.T, p *program.Program, c *Cut, consts, base, prev []tensor.Tensor, at uint32) (next []tensor.Tensor, outputs map[int]tensor.Tensor) {
	t.Helper()
	n := len(p.States)
	boundary, late := make([]tensor.Tensor, len(c.Boundary)), make([]tensor.Tensor, n)
	outputs = map[int]tensor.Tensor{}
	run := func(part *Part, state []tensor.Tensor, made func(which int, of tensor.Tensor)) {
		if part == nil {
			return
		}
		in := trainer.NewState(part.Program)
		for i, which := range part.Tensors {
			if which < n {
				in[i] = state[which]
			} else if b := boundary[which-n]; b.Len() > 0 {
				in[i] = b
			}
		}
		out, named := step(t, part.Program, consts, in, at)
		for i, s := range part.Program.States {
			if s.Kernel != program.Keep {
				made(part.Tensors[i], out[i])
			}
		}
		for i, o := range named {
			if _, twice := outputs[part.Outputs[i]]; twice {
				t.Fatalf("output %d comes from both parts", part.Outputs[i])
			}
			outputs[part.Outputs[i]] = o
		}
	}
	run(c.Ahead, base, func(which int, x tensor.Tensor) { boundary[which-n] = x })
	run(c.Late, prev, func(which int, x tensor.Tensor) { late[which] = x })
	for i, s := range c.State {
		switch s {
		case Kept:
			next = append(next, prev[i])
		case FromLate:
			next = append(next, late[i])
		default:
			next = append(next, boundary[s])
		}
	}
	return next, outputs
}

func same(a, b tensor.Tensor) bool { return a.Type == b.Type && slices.Equal(a.Words, b.Words) }

// Both parts together give what the whole gives, whichever state tensors have changed.
func TestRandomCuts(t *testing.T) {
	kinds := map[string]int{}
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 5))
		p, consts, state := progtest.Program(r, progtest.Limits{Outputs: 60, Terms: 20, Body: 8, Operands: 5}, 1+r.IntN(12))
		if p.Kind != program.Step {
			continue
		}
		for k := range p.Kernels {
			if r.IntN(4) == 0 {
				p.Outputs = append(p.Outputs, program.Output{Name: fmt.Sprint(k), Kernel: k})
			}
		}
		base, changed := trainer.CloneState(state), make([]bool, len(state))
		for i := range changed {
			if changed[i] = r.IntN(3) == 0; changed[i] {
				for e := range base[i].Words {
					base[i].Words[e] = progtest.Word(r)
				}
			}
		}
		c, err := New(p, changed)
		if err != nil {
			t.Fatal(err)
		}
		kinds[fmt.Sprint(c.Ahead != nil, c.Late != nil, len(c.Boundary) > 0)]++
		want, wantOut := step(t, p, consts, state, 7)
		got, gotOut := both(t, p, c, consts, base, state, 7)
		for i := range want {
			if !same(got[i], want[i]) {
				t.Fatalf("seed %d: state %d differs", seed, i)
			}
		}
		for i := range p.Outputs {
			if !same(gotOut[i], wantOut[i]) {
				t.Fatalf("seed %d: output %d differs", seed, i)
			}
		}
	}
	for _, k := range []string{"true true true", "true false true", "false true false"} {
		if kinds[k] < 5 {
			t.Errorf("of the kind %q (ahead, late, boundary) there were %d cuts: %v", k, kinds[k], kinds)
		}
	}
}

// Of the steps that make one update nearly all is computed ahead, and no more is handed over than the gradients and the loss.
func TestAccumulation(t *testing.T) {
	set, err := data.Digits()
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []string{models.SGD, models.AdamW} {
		m, err := models.MLP{Hidden: []int{6}, Training: models.Training{Batch: 8, Accumulate: 4, Optimiser: o, Rates: []float32{0.1, 0.2}, Clip: 1}}.Build(set)
		if err != nil {
			t.Fatal(err)
		}
		params := int64(0)
		for _, i := range m.Params {
			params += m.Init.States[i].Count()
		}
		changed := make([]bool, len(m.Init.States))
		for at := uint32(1); at <= 5; at++ {
			p := m.ProgramOf(at)
			c, err := New(p, changed)
			if err != nil {
				t.Fatal(err)
			}
			over := int64(0)
			for _, k := range c.Boundary {
				over += p.Kernels[k].Count()
			}
			switch {
			case at == 1 && (c.Late != nil || c.Share != 1):
				t.Errorf("%s: the first step depends on nothing that has changed, and %.2f of it is computed ahead", o, c.Share)
			case at > 1 && at < 5 && (c.Late == nil || c.Share < 0.7 || over != params):
				t.Errorf("%s, step %d: %.2f is computed ahead and %d elements are handed over, of %d parameters", o, at, c.Share, over, params)
			case at == 5 && c.Share > 0.5:
				t.Errorf("%s: after an update %.2f of a step is computed ahead of it", o, c.Share)
			}
			if at > 1 && at < 5 {
				for i, which := range c.Ahead.Tensors {
					if which < len(changed) && !slices.Contains(m.Params, which) {
						t.Errorf("%s, step %d: what is computed ahead reads %s", o, at, c.Ahead.Program.States[i].Name)
					}
				}
			}
			for i, s := range p.States {
				changed[i] = changed[i] || s.Kernel != program.Keep
			}
		}
	}
}
