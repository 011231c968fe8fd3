package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"refute/trainer"
	"refute/trainer/cuda/emulated"
	"refute/trainer/program"
	"refute/trainer/selftest"
	"refute/trainer/tensor"
)

// flipped is an executor whose last kernel's last word has another last bit.
type flipped struct {
	trainer.Executor
	kernels int
}

func (f flipped) Step(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	err := f.Executor.Step(ctx, next, prev, t, func(k int, out tensor.Tensor) error {
		if k == f.kernels-1 {
			out = out.Clone()
			out.Words[len(out.Words)-1] ^= 1
		}
		return visit(k, out)
	})
	for _, s := range next {
		s.Words[len(s.Words)-1] ^= 1
	}
	return err
}

func TestDoctorFindsTheUnfit(t *testing.T) {
	wrong := func(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
		x, err := newCPU(p, consts)
		return flipped{x, len(p.Kernels)}, err
	}
	broken := func(*program.Program, []tensor.Tensor) (trainer.Executor, error) {
		return nil, errors.New("it is on fire")
	}
	var d diagnosis
	for name, x := range map[string]trainer.NewExecutor{"wrong": wrong, "broken": broken} {
		e := test(t.Context(), examinee{Name: name}, selftest.Subject{Executor: x})
		if e.State != unfit || name == "wrong" && len(e.Differences) == 0 {
			t.Errorf("%s: %+v", name, e)
		}
		d.Executors = append(d.Executors, e)
	}
	d.Cards = []cardReport{{Name: "Card", Capability: "9.0", Multiprocessors: 132, Memory: 80e9, Free: 79e9, Driver: "580.1, CUDA 13.0", UUID: "GPU-0"}}
	var b bytes.Buffer
	if err := d.tell(&b); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"wrong bits", "instructions, step 0, kernel ", " (select u32), element 63999: ", "it is on fire", "0          Card, compute capability 9.0, 132 multiprocessors, 79.0 GB of 80.0 GB free", "do not train with it"} {
		if !strings.Contains(b.String(), text) {
			t.Errorf("%q is not in:\n%s", text, b.String())
		}
	}
}

// TestDoctorOnACard tests the executor for cards as doctor does, on the card in Go.
func TestDoctorOnACard(t *testing.T) {
	e := testCard(t.Context(), examinee{Name: "cuda"}, emulated.New(emulated.Options{Seed: 1}))
	if e.State != fit {
		t.Errorf("%+v", e)
	}
	old := emulated.Default
	old.Major = 7
	if e := testCard(t.Context(), examinee{Name: "cuda"}, emulated.New(emulated.Options{Info: old})); e.State != unfit {
		t.Errorf("%+v", e)
	}
}
