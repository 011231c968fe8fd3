package host

import (
	"context"
	"sync"

	"refute/trainer"
	"refute/trainer/parallel"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// worker runs programs, and parts of programs, on executors of one kind. Several goroutines may have it run different ones.
type worker struct {
	consts   []tensor.Tensor
	executor trainer.NewExecutor

	mu   sync.Mutex
	made map[*parallel.Part]trainer.Executor
}

func newWorker(executor trainer.NewExecutor, consts []tensor.Tensor) *worker {
	return &worker{consts: consts, executor: executor, made: map[*parallel.Part]trainer.Executor{}}
}

func (w *worker) of(p *parallel.Part) (trainer.Executor, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if x := w.made[p]; x != nil {
		return x, nil
	}
	x, err := w.executor(p.Program, w.consts)
	if err == nil {
		w.made[p] = x
	}
	return x, err
}

// wholeOf returns a whole program as a part.
func wholeOf(p *program.Program) *parallel.Part {
	x := &parallel.Part{Program: p}
	for i := range p.States {
		x.Tensors = append(x.Tensors, i)
	}
	for i := range p.Outputs {
		x.Outputs = append(x.Outputs, i)
	}
	return x
}

// run runs a part of step t. have returns the cell of a tensor that the part reads; it may be nil for others. The cells of the tensors that the part
// makes are returned, in the program's order, and nil for those that it keeps. Its outputs are set, each at its number.
func (w *worker) run(ctx context.Context, m *memory, part *parallel.Part, t uint32, have func(int) *cell, outputs []tensor.Tensor) (made []*cell, err error) {
	x, err := w.of(part)
	if err != nil {
		return nil, err
	}
	p := part.Program
	_, inPlace := x.(trainer.KeepsInPlace)
	made = make([]*cell, len(p.States))
	var scratch []*cell // that nobody reads
	prev, next := make([]tensor.Tensor, len(p.States)), make([]tensor.Tensor, len(p.States))
	defer func() {
		m.release(scratch)
		if err != nil {
			m.release(made)
		}
	}()
	cell := func(s program.State) *cell { return m.cell(s.Type, int(s.Count())) }
	for i, s := range p.States {
		old := have(part.Tensors[i])
		if s.Kernel != program.Keep {
			made[i] = cell(s)
			next[i] = made[i].tensor
		}
		switch {
		case old != nil:
			prev[i] = old.tensor
		case inPlace:
			prev[i] = next[i]
		case p.Kind == program.Step:
			c := cell(s)
			scratch, prev[i] = append(scratch, c), c.tensor
		}
		if s.Kernel == program.Keep {
			if next[i] = prev[i]; !inPlace {
				c := cell(s)
				scratch, next[i] = append(scratch, c), c.tensor
			}
		}
	}
	if p.Kind == program.Init {
		prev = nil
	}
	if len(p.Outputs) == 0 {
		return made, x.Step(ctx, next, prev, t, nil)
	}
	return made, trainer.StepOutputs(ctx, x, p, next, prev, t, func(kernel int, out tensor.Tensor) error {
		for i, o := range p.Outputs {
			if o.Kernel == kernel {
				outputs[part.Outputs[i]] = out.Clone()
			}
		}
		return nil
	})
}
