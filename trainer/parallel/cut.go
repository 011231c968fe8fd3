// Package parallel cuts a step in two, so that several workers can compute steps that make one update together.
//
// Of the steps whose gradients are summed (docs/layers.md, "Gradients of several steps") each reads parameters that none of them changes, and adds to
// sums that all of them change. What depends on the sums must be computed where they are, in the order of the steps; the rest of any of the steps can be
// computed by anybody who has the parameters, at any time. Nothing here knows of gradients: a kernel is late if it depends on a state tensor that may have
// changed, and that is all.
//
//	step t:    S_w ──ahead──▶ boundary tensors ──┐
//	                                             ├──late──▶ S_t       S_w: the state before the first of these steps
//	           S_{t-1} ──────────────────────────┘
//
// Both parts are valid programs of kernels of the step's own, so every executor runs them, and gives the bits that it gives for the whole.
package parallel

import (
	"fmt"
	"slices"

	"refute/trainer/program"
)

// Part is a program that computes a part of a step.
type Part struct {
	Program *program.Program
	// Tensors says what the program's state tensors are: number i < S is state tensor i of the step, of which there are S, and S + b the boundary
	// tensor b. The program keeps what it only reads.
	Tensors []int
	// Outputs says which of the step's outputs the program's are.
	Outputs []int
}

// Cut is a step cut in two.
type Cut struct {
	Ahead *Part // needs nothing that may have changed; nil if nothing can be computed ahead
	Late  *Part // the rest; nil if there is none
	// Boundary tensors are made ahead: these are their kernels in the step's program.
	Boundary []int
	// State says what becomes of each state tensor of the step: a boundary tensor, FromLate or Kept.
	State []int
	// Share is the part of the step's terms that are computed ahead, 0 to 1.
	Share float64
}

// What becomes of a state tensor, if it is no boundary tensor.
const (
	Kept     = -1 // nothing
	FromLate = -2 // the late part makes it
)

// New cuts a valid step program. changed says which state tensors may have changed since the state that is known ahead.
func New(p *program.Program, changed []bool) (*Cut, error) {
	if p.Kind != program.Step || len(changed) != len(p.States) {
		return nil, fmt.Errorf("parallel: only a step program can be cut, by its %d state tensors", len(p.States))
	}
	n := len(p.Kernels)
	x := &cutter{program: p, later: later(p, changed), late: make([]bool, n), ahead: make([]bool, n), boundary: make([]bool, n), number: make([]int, n)}
	for _, s := range p.States {
		if k := s.Kernel; k != program.Keep {
			x.late[k], x.boundary[k] = x.later[k], !x.later[k]
		}
	}
	for _, o := range p.Outputs {
		x.late[o.Kernel], x.ahead[o.Kernel] = x.later[o.Kernel], !x.later[o.Kernel]
	}
	for k := n - 1; k >= 0; k-- { // a kernel reads those before it
		for _, j := range x.reads(x.late, k) {
			x.late[j], x.boundary[j] = x.late[j] || x.later[j], x.boundary[j] || !x.later[j]
		}
	}
	for k := n - 1; k >= 0; k-- {
		x.ahead[k] = x.ahead[k] || x.boundary[k]
		for _, j := range x.reads(x.ahead, k) {
			x.ahead[j] = true
		}
	}
	c := &Cut{}
	for k := range x.boundary {
		if x.boundary[k] {
			x.number[k] = len(c.Boundary)
			c.Boundary = append(c.Boundary, k)
		}
	}
	for _, s := range p.States {
		switch k := s.Kernel; {
		case k == program.Keep:
			c.State = append(c.State, Kept)
		case x.later[k]:
			c.State = append(c.State, FromLate)
		default:
			c.State = append(c.State, x.number[k])
		}
	}
	c.Share = x.terms(x.ahead) / (x.terms(x.ahead) + x.terms(x.late))
	var err error
	if c.Ahead, err = x.part(true); err == nil {
		c.Late, err = x.part(false)
	}
	return c, err
}

// cutter cuts a program. Its slices are by kernel.
type cutter struct {
	program     *program.Program
	later       []bool // left to the late part, if it is needed at all
	late, ahead []bool // in the part; one that costs little may be in both
	boundary    []bool // made ahead, and read late or state from then on
	number      []int  // among the boundary tensors
}

// reads returns the kernels that kernel k reads, if it is in.
func (x *cutter) reads(in []bool, k int) (from []int) {
	if in[k] {
		for _, o := range x.program.Kernels[k].Operands {
			if o.Space == program.InKernel {
				from = append(from, o.Tensor)
			}
		}
	}
	return from
}

// terms returns how many terms the kernels have that are in.
func (x *cutter) terms(in []bool) (n float64) {
	for k := range in {
		if in[k] {
			n += float64(x.program.Kernels[k].Count()) * float64(x.program.Kernels[k].Terms())
		}
	}
	return n
}

// later says which kernels are left to the late part: those that depend on what may have changed; and, if there are any, those that make element by element
// what state and constants give, which cost no more to make than to bring over.
func later(p *program.Program, changed []bool) []bool {
	late, light, some := make([]bool, len(p.Kernels)), make([]bool, len(p.Kernels)), false
	for k := range p.Kernels {
		light[k] = p.Kernels[k].Terms() == 1
		for _, o := range p.Kernels[k].Operands {
			late[k] = late[k] || o.Space == program.InState && changed[o.Tensor] || o.Space == program.InKernel && late[o.Tensor]
			light[k] = light[k] && (o.Space != program.InKernel || light[o.Tensor])
		}
		some = some || late[k]
	}
	for k := range late {
		late[k] = late[k] || some && light[k]
	}
	return late
}

// part makes the program of a part, nil if it has no kernels.
func (x *cutter) part(ahead bool) (*Part, error) {
	in, p := x.late, x.program
	if ahead {
		in = x.ahead
	}
	b := &builder{Part: Part{Program: &program.Program{Kind: program.Step, Consts: p.Consts}}, place: map[int]int{}}
	at := make([]int, len(p.Kernels))
	for k := range p.Kernels {
		if !in[k] {
			continue
		}
		y := p.Kernels[k]
		y.Operands = slices.Clone(y.Operands)
		for i := range y.Operands {
			switch o := &y.Operands[i]; {
			case o.Space == program.InState:
				o.Tensor = b.tensor(o.Tensor, p.States[o.Tensor])
			case o.Space == program.InKernel && in[o.Tensor]:
				o.Tensor = at[o.Tensor]
			case o.Space == program.InKernel:
				o.Space, o.Tensor = program.InState, b.tensor(x.over(o.Tensor))
			}
		}
		at[k] = len(b.Program.Kernels)
		b.Program.Kernels = append(b.Program.Kernels, y)
	}
	if len(b.Program.Kernels) == 0 {
		return nil, nil
	}
	for k := range p.Kernels {
		if ahead && x.boundary[k] {
			i := b.tensor(x.over(k))
			b.Program.States[i].Kernel = at[k]
		}
	}
	for s, state := range p.States {
		if !ahead && state.Kernel != program.Keep && x.later[state.Kernel] {
			i := b.tensor(s, state)
			b.Program.States[i].Kernel = at[state.Kernel]
		}
	}
	for i, o := range p.Outputs {
		if x.later[o.Kernel] != ahead {
			b.Outputs = append(b.Outputs, i)
			b.Program.Outputs = append(b.Program.Outputs, program.Output{Name: o.Name, Kernel: at[o.Kernel]})
		}
	}
	if len(b.Program.States) == 0 { // every program has some
		b.tensor(0, p.States[0])
	}
	if err := b.Program.Validate(); err != nil {
		return nil, fmt.Errorf("parallel: a part of the step is not valid by itself: %w", err)
	}
	return &b.Part, nil
}

// over returns the boundary tensor that a kernel makes.
func (x *cutter) over(k int) (int, program.State) {
	y := &x.program.Kernels[k]
	return len(x.program.States) + x.number[k], program.State{Name: y.Name, Type: y.Type, Shape: y.Out}
}

// builder makes a part.
type builder struct {
	Part
	place map[int]int // of a tensor of Tensors among them
}

// tensor returns the place of a tensor, which the program keeps if it is new.
func (b *builder) tensor(which int, s program.State) int {
	i, ok := b.place[which]
	if !ok {
		i = len(b.Tensors)
		b.place[which], b.Tensors = i, append(b.Tensors, which)
		s.Kernel = program.Keep
		b.Program.States = append(b.Program.States, s)
	}
	return i
}
