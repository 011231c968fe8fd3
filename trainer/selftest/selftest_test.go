package selftest

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"refute/checkpoint"
	"refute/checkpoint/host"
	"refute/trainer"
	"refute/trainer/cpu"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

var update = flag.Bool("update", false, "write golden.json by the reference")

// TestGolden computes golden.json by the definition.
func TestGolden(t *testing.T) {
	cases, err := Cases()
	if err != nil {
		t.Fatal(err)
	}
	var all []golden
	for _, c := range cases {
		g := golden{Case: c.Name}
		for _, p := range c.Steps {
			if err := p.Validate(); err != nil {
				t.Fatalf("%s: %v", c.Name, err)
			}
			g.Programs = append(g.Programs, checkpoint.Root(p.Root()))
		}
		if g.States, err = c.seen(t.Context(), Reference); err != nil {
			t.Fatalf("%s: %v", c.Name, err)
		}
		all = append(all, g)
	}
	b, err := json.MarshalIndent(all, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	b = append(b, '\n')
	if *update {
		if err := os.WriteFile("golden.json", b, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if !bytes.Equal(b, goldenJSON) {
		t.Error("golden.json is of other programs or other bits: if the format or a layer was changed on purpose, run `make golden`")
	}
}

func newCPU(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
	return cpu.New(p, consts, cpu.Options{})
}

func TestCPU(t *testing.T) {
	all, err := Run(t.Context(), Subject{newCPU, host.New(newCPU, 2)})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		t.Error(d)
	}
}

// wrong is an executor that errs in one kernel of one instruction.
type wrong struct {
	trainer.Executor
	p  *program.Program
	op program.Op
}

func (w wrong) Step(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	if err := w.Executor.Step(ctx, next, prev, t, func(k int, out tensor.Tensor) error {
		if k == w.at() {
			out = out.Clone()
			out.Words[len(out.Words)-1] ^= 1
		}
		if visit == nil {
			return nil
		}
		return visit(k, out)
	}); err != nil {
		return err
	}
	for i, s := range w.p.States {
		if k := w.at(); k >= 0 && s.Kernel == k {
			next[i].Words[len(next[i].Words)-1] ^= 1
		}
	}
	return nil
}

// at is the first kernel whose body ends with the instruction.
func (w wrong) at() int {
	for i, k := range w.p.Kernels {
		if k.Body[len(k.Body)-1].Op == w.op {
			return i
		}
	}
	return -2
}

func TestDifferenceIsNamed(t *testing.T) {
	executor := func(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
		x, err := newCPU(p, consts)
		return wrong{x, p, program.MulHi}, err
	}
	all, err := Run(t.Context(), Subject{Executor: executor})
	if err != nil || len(all) == 0 {
		t.Fatal(all, err)
	}
	d := all[0]
	if d.Case != "instructions" || d.Name != "mulhi" || d.Kernel < 0 || d.At != len(edges)*len(edges)-1 || d.Got != d.Want^1 || !strings.Contains(d.String(), "(mulhi), element 1599: ") {
		t.Errorf("%+v: %s", d, d)
	}
	// Right kernels, and a wrong whole.
	runner := host.New(executor, 1)
	all, err = Run(t.Context(), Subject{Executor: newCPU, Runner: runner})
	if err != nil || len(all) == 0 || all[0].Kernel != -1 || !all[0].Whole {
		t.Errorf("%v, %v", all, err)
	}
}
