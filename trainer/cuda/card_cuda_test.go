//go:build cuda

package cuda_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"refute/checkpoint"
	"refute/trainer"
	"refute/trainer/cuda"
	"refute/trainer/data"
	"refute/trainer/models"
	"refute/trainer/program"
)

func needsCard(t *testing.T) {
	if os.Getenv("REFUTE_CUDA") == "" {
		t.Skip("REFUTE_CUDA=1 runs it on a card")
	}
}

// A hundred steps of each reference job have the roots that processors give. How long they take is told.
func TestCardRoots(t *testing.T) {
	needsCard(t)
	want := roots(t)
	for _, j := range referenceJobs(t) {
		t.Run(j.name, func(t *testing.T) {
			c := open(t)
			for _, v := range []struct {
				name  string
				roots bool
				order func() func()
			}{{"", true, nil}, {"", false, nil}, {", in sequence", true, cuda.InSequence}, {", as soon as they can", true, cuda.AsNeeded}} {
				undo := func() {}
				if v.order != nil {
					undo = v.order()
				}
				begin := time.Now()
				r, err := cuda.NewRun(j.model.Programs(), j.model.Consts, c, cuda.Options{}, trainer.RunnerOptions{Roots: v.roots})
				if err != nil {
					t.Fatal(err)
				}
				planned := time.Since(begin)
				wrong := 0
				s := trainer.Sequence{Runner: r, Settle: func(_ *program.Program, at uint32, d trainer.Done) error {
					if !v.roots {
						return nil
					}
					if got := fmt.Sprint(checkpoint.RootOfState(d.Roots)); got != want[j.name][at] {
						if wrong++; wrong < 3 {
							t.Errorf("step %d: root %s, want %s", at, got, want[j.name][at])
						}
					}
					return nil
				}}
				for at := range j.steps + 1 {
					if at == 11 {
						begin = time.Now()
					}
					if err := s.Step(context.Background(), j.model.ProgramOf(at), at); err != nil {
						t.Fatal(err)
					}
				}
				err = s.Drain(context.Background())
				took := time.Since(begin)
				if err = errors.Join(err, r.Close()); err != nil {
					t.Fatal(err)
				}
				t.Logf("%s%s: planned and compiled in %v, %.3f ms a step, roots %t, %d wrong of %d", j.name, v.name, planned.Round(time.Millisecond), ms(took)/float64(j.steps-10), v.roots, wrong, j.steps+1)
				undo()
			}
			perOp(t, c, j)
		})
	}
}

func ms(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e6 }

// largeGPT is the model of 124 M parameters.
func largeGPT(t *testing.T, batch int) job {
	t.Helper()
	text, err := data.Opticks()
	if err != nil {
		t.Fatal(err)
	}
	m, err := models.GPT{Layers: 12, Width: 768, Heads: 12, Context: 1024, Vocabulary: 50257, Tied: true, Training: models.Training{Batch: batch, Optimiser: models.AdamW, Rate: 1e-4, Decay: 0.1}}.Build(text)
	if err != nil {
		t.Fatal(err)
	}
	m.SetSeed(7)
	return job{"gpt124m", m, 6}
}

// The model of 124 M parameters: the roots are the same with memory to spare and without; how long a step takes is told.
func TestCardLargeGPT(t *testing.T) {
	needsCard(t)
	j := largeGPT(t, 8)
	c := open(t)
	var first []string
	perOp(t, c, j)
	for _, v := range []struct {
		name    string
		roots   bool
		order   func() func()
		options cuda.Options
	}{{"with roots", true, nil, cuda.Options{}}, {"without roots", false, nil, cuda.Options{}}, {"without roots, as soon as they can", false, cuda.AsNeeded, cuda.Options{}},
		{"with roots, in 12 GB", true, nil, cuda.Options{Memory: 12e9, Recompute: true}}} {
		undo := func() {}
		if v.order != nil {
			undo = v.order()
		}
		begin := time.Now()
		r, err := cuda.NewRun(j.model.Programs(), j.model.Consts, c, v.options, trainer.RunnerOptions{Roots: v.roots})
		if err != nil {
			t.Fatal(err)
		}
		planned := time.Since(begin)
		var got []string
		var ends []time.Time
		s := trainer.Sequence{Runner: r, Settle: func(p *program.Program, at uint32, d trainer.Done) error {
			ends = append(ends, time.Now())
			if v.roots {
				got = append(got, fmt.Sprint(checkpoint.RootOfState(d.Roots)))
			}
			if loss, ok := d.Output(p, "loss"); ok && at%5 == 1 {
				t.Logf("step %d: loss %v", at, loss)
			}
			return nil
		}}
		for at := range j.steps + 1 {
			if err := s.Step(context.Background(), j.model.ProgramOf(at), at); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Drain(context.Background()); err != nil {
			t.Fatal(err)
		}
		var each []float64
		for i := 3; i < len(ends); i++ {
			each = append(each, ms(ends[i].Sub(ends[i-1])))
		}
		slices.Sort(each)
		t.Logf("%s: planned and compiled in %v, median %.2f ms a step (%.2f to %.2f)", v.name, planned.Round(time.Millisecond), each[len(each)/2], each[0], each[len(each)-1])
		if v.roots {
			if first == nil {
				first = got
			} else if !slices.Equal(first, got) {
				t.Errorf("%s: roots %v, before %v", v.name, got, first)
			}
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		undo()
	}
	t.Log("roots ", first)
	forDisputes(t, c, j)
}

// forDisputes tells how long a step takes whose states are the host's, and one whose outputs' roots are wanted.
func forDisputes(t *testing.T, c *cuda.Card, j job) {
	x, err := cuda.New(j.model.Init, j.model.Consts, c, cuda.Options{})
	if err != nil {
		t.Fatal(err)
	}
	prev, next := step(t, x, j.model.Init, nil, 0, nil), trainer.NewState(j.model.Init)
	if x, err = cuda.New(j.model.Steps[0], j.model.Consts, c, cuda.Options{}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		begin := time.Now()
		if err := x.Step(context.Background(), next, prev, 1, nil); err != nil {
			t.Fatal(err)
		}
		stepped := time.Since(begin)
		begin = time.Now()
		roots, err := x.Trace(context.Background(), next, prev, 1)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("with the host's states: a step %.1f ms, one with the roots of %d outputs %.1f ms", ms(stepped), len(roots), ms(time.Since(begin)))
	}
}

// perOp runs some steps op by op, and tells which take the time.
func perOp(t *testing.T, c *cuda.Card, j job) {
	type row struct {
		how, what string
		n         int
		ms        float64
	}
	var kernels []row
	var p *program.Program
	steps := 0
	r, err := cuda.NewRun(j.model.Programs(), j.model.Consts, c, cuda.Options{Timeline: func(s cuda.Span) {
		if s.Step < 2 {
			return
		}
		kernels = append(kernels, row{s.How, fmt.Sprintf("%-16s %s%v %v/%v", s.How, map[bool]string{true: "again "}[s.Again], p.Kernels[s.Kernels[0]].Name, p.Kernels[s.Kernels[0]].Out, p.Kernels[s.Kernels[0]].Reduce), 1, ms(s.End.Sub(s.Start))})
	}}, trainer.RunnerOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for at := range uint32(5) {
		p = j.model.ProgramOf(at)
		if at >= 2 {
			steps++
		}
		w, err := r.Step(context.Background(), p, at)
		if err == nil {
			_, err = w.Wait(context.Background())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	sum := func(of func(row) string) (list []row, total float64) {
		at := map[string]int{}
		for _, k := range kernels {
			what := of(k)
			i, ok := at[what]
			if !ok {
				i = len(list)
				at[what] = i
				list = append(list, row{what: what})
			}
			list[i].n++
			list[i].ms += k.ms / float64(steps)
			total += k.ms / float64(steps)
		}
		slices.SortStableFunc(list, func(a, b row) int { return cmp.Compare(b.ms, a.ms) })
		return list, total
	}
	var b strings.Builder
	how, total := sum(func(r row) string { return r.how })
	ops, _ := sum(func(r row) string { return shapeOnly(r.what) })
	fmt.Fprintf(&b, "op by op, with events between: %.3f ms a step\n", total)
	for _, list := range [][]row{how, ops} {
		for i, r := range list {
			fmt.Fprintf(&b, "%9.3f ms %4d  %s\n", r.ms, r.n/steps, r.what)
			if i == 11 && os.Getenv("REFUTE_OUT") == "" {
				break
			}
		}
	}
	if dir := os.Getenv("REFUTE_OUT"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, "ops-"+j.name+".txt"), []byte(b.String()), 0o644); err != nil {
			t.Error(err)
		}
	}
	lines := strings.Split(b.String(), "\n")
	t.Log(strings.Join(lines[:min(24, len(lines))], "\n"))
}

// shapeOnly leaves out of an op's description which tensor it makes: layers are alike.
func shapeOnly(s string) string {
	if i, j := strings.Index(s, " of "), strings.LastIndex(s, " ["); i >= 0 && j > i {
		if k := strings.Index(s, "["); k > i {
			j = k - 1
		}
		return s[:i] + s[j:]
	}
	return s
}
