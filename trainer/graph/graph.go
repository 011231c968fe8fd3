package graph

import (
	"fmt"
	"slices"

	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Graph is a step program under construction, with how its state begins.
type Graph struct {
	kernels []program.Kernel
	states  []state
	consts  []program.Const
	outputs []program.Output
	tape    []record
	keys    map[uint32]*Tensor // by purpose; looked up only
	streams uint32             // see Stream
}

// state is a state tensor: how it begins, and the tensor that it becomes (nil: it is kept).
type state struct {
	tensor *Tensor
	start  Start
	next   *Tensor
}

// Seed is the name of constant 0 of every program, the u32 words (low, high) of the job's seed.
const Seed = "seed"

// New returns a graph whose only constant is the seed.
func New() *Graph {
	g := &Graph{keys: map[uint32]*Tensor{}}
	g.Const(Seed, tensor.U32, 2)
	return g
}

// Evaluation returns a new graph with g's state, in g's order, and no constant but the seed: for a program that reads a state of
// g's job and keeps it, such as the accuracy on a test set. Param and State find a tensor of the state by its name there.
// If tensors are named, the state is these alone.
func (g *Graph) Evaluation(only ...*Tensor) *Graph {
	e := New()
	for _, s := range g.states {
		if len(only) > 0 && !slices.Contains(only, s.tensor) {
			continue
		}
		e.State(s.tensor.name, s.tensor.typ, s.start, s.tensor.shape...)
	}
	return e
}

// Seed returns the seed's two words.
func (g *Graph) Seed() *Tensor { return g.constant(0) }

// Const adds a constant of the job, such as a data set or a table. Of all types; u8 and u16 are read as u32.
func (g *Graph) Const(name string, typ tensor.Type, shape ...int) *Tensor {
	g.consts = append(g.consts, program.Const{Name: name, Type: typ, Shape: extents(shape)})
	return g.constant(len(g.consts) - 1)
}

func (g *Graph) constant(i int) *Tensor {
	c := g.consts[i]
	return g.whole(c.Name, program.InConst, i, c.Type, c.Shape)
}

// Param returns the f32 state tensor of the name, adding it if there is none, with how it begins.
func (g *Graph) Param(name string, start Start, shape ...int) *Tensor {
	return g.State(name, tensor.F32, start, shape...)
}

// Params returns the f32 state tensors, in the order in which they were added: before an optimiser adds its own, the parameters.
func (g *Graph) Params() []*Tensor {
	var p []*Tensor
	for _, s := range g.states {
		if s.tensor.typ == tensor.F32 {
			p = append(p, s.tensor)
		}
	}
	return p
}

// State returns the state tensor of the name, adding it if there is none: f32 or u32. A second call must say the same type and shape.
func (g *Graph) State(name string, typ tensor.Type, start Start, shape ...int) *Tensor {
	for _, s := range g.states {
		if s.tensor.name == name {
			if s.tensor.typ != typ || !slices.Equal(s.tensor.shape, shape) {
				panic(fmt.Sprintf("graph: state %s is %s%v, not %s%v", name, s.tensor.typ, s.tensor.shape, typ, shape))
			}
			return s.tensor
		}
	}
	t := g.whole(name, program.InState, len(g.states), typ, extents(shape))
	g.states = append(g.states, state{tensor: t, start: start})
	return t
}

// Update says what becomes of a state tensor after the step. A state tensor without an update is kept.
func (g *Graph) Update(s, next *Tensor) {
	if s.space != program.InState || !s.isWhole() {
		panic("graph: update of " + s.name + ", which is not a state tensor")
	}
	if s.typ != next.typ || !slices.Equal(s.shape, next.shape) {
		panic(fmt.Sprintf("graph: update of %s, %s%v, with %s%v", s.name, s.typ, s.shape, next.typ, next.shape))
	}
	if next.space != program.InKernel || !next.isWhole() {
		next = copyOf(s.name, next)
	}
	g.states[s.index].next = next
}

// Output names the value of a tensor, so that whoever runs the program can find it; by convention, "loss" is the step's mean loss.
func (g *Graph) Output(name string, t *Tensor) {
	if t.space != program.InKernel || !t.isWhole() {
		t = copyOf(name, t)
	}
	g.outputs = append(g.outputs, program.Output{Name: name, Kernel: t.index})
}

// Programs returns the programs of a job: init, which makes the state before the first step, and step. Both are valid.
func (g *Graph) Programs() (init, step *program.Program, err error) {
	if init, err = g.initial().compile(program.Init); err != nil {
		return nil, nil, err
	}
	step, err = g.Program()
	return init, step, err
}

// Program returns the step program alone. It is valid.
func (g *Graph) Program() (*program.Program, error) { return g.compile(program.Step) }

// initial returns the graph of the init program: g's tables, and a kernel for each state tensor.
func (g *Graph) initial() *Graph {
	i := &Graph{consts: g.consts, keys: map[uint32]*Tensor{}}
	for n, s := range g.states {
		t := i.State(s.tensor.name, s.tensor.typ, s.start, s.tensor.shape...)
		k := i.kernel(t.typ, "start", t.name)
		e := k.Out(t.Len())
		i.states[n].next = k.Store(s.start(k, e, n)).Reshape(t.shape...)
	}
	return i
}

// compile leaves out what nothing depends on, chooses the windows and validates.
func (g *Graph) compile(kind program.Kind) (*program.Program, error) {
	live := make([]bool, len(g.kernels))
	for _, s := range g.states {
		if s.next != nil {
			live[s.next.index] = true
		}
	}
	for _, o := range g.outputs {
		live[o.Kernel] = true
	}
	for i := len(g.kernels) - 1; i >= 0; i-- {
		for _, o := range g.kernels[i].Operands {
			if live[i] && o.Space == program.InKernel {
				live[o.Tensor] = true
			}
		}
	}
	p := &program.Program{Kind: kind, Consts: slices.Clone(g.consts)}
	position := make([]int, len(g.kernels))
	for i, k := range g.kernels {
		if !live[i] {
			continue
		}
		position[i] = len(p.Kernels)
		k.Operands = slices.Clone(k.Operands)
		for j := range k.Operands {
			if o := &k.Operands[j]; o.Space == program.InKernel {
				o.Tensor = position[o.Tensor]
			}
		}
		if err := k.ChooseWindow(); err != nil {
			return nil, fmt.Errorf("graph: kernel %d (%s): %w: split its reduction or lay its operands out along it", position[i], k.Name, err)
		}
		p.Kernels = append(p.Kernels, k)
	}
	for _, s := range g.states {
		d := program.State{Name: s.tensor.name, Type: s.tensor.typ, Shape: extents(s.tensor.shape), Kernel: program.Keep}
		if s.next != nil {
			d.Kernel = position[s.next.index]
		}
		p.States = append(p.States, d)
	}
	for _, o := range g.outputs {
		p.Outputs = append(p.Outputs, program.Output{Name: o.Name, Kernel: position[o.Kernel]})
	}
	if err := p.Validate(); err != nil {
		return nil, err
	}
	return p, nil
}

func extents(shape []int) []int64 {
	var e []int64
	for _, n := range shape {
		if n < 1 {
			panic(fmt.Sprintf("graph: shape %v", shape))
		}
		e = append(e, int64(n))
	}
	return e
}
