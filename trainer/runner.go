package trainer

import (
	"context"
	"time"

	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Runner runs the steps of a job one after another and keeps the state where it is computed: in this process's memory, or on a card. A step may be
// under way while the one before it is waited for, and a state be copied away while the next is computed, so that who hashes, signs and stores
// holds nobody up. The results depend on nothing but the programs, the constants, the state that was loaded and the steps' numbers.
//
// One goroutine uses a runner, and its Pendings; a Copy may be another's. After an error, of a method or of a Pending, the state is unknown: Load
// it again, or Close.
type Runner interface {
	// Load sets the state before the next step. It takes the tensors over: the caller must neither change nor read them any more. No state at all (nil)
	// is what an init program begins with, and a new runner.
	Load(state []tensor.Tensor) error
	// Step begins step t, which runs p, one of the runner's programs, on the state after the step before. It may return before the step is
	// done, and even before the one before it is. At most MaxInFlight steps may have been begun and not waited for.
	Step(ctx context.Context, p *program.Program, t uint32) (Pending, error)
	// Save begins to copy the state after the last step that was begun, or loaded, away from the runner: later steps do not change the copy.
	// A second copy before the first was released takes as much memory again.
	Save() (Copy, error)
	// Close ends what is under way and gives the memory back. Copies that were not released are valid no longer.
	Close() error
}

// MaxInFlight is how many steps of a runner may be under way: one that is computed, one whose state is hashed, and one that waits for both.
const MaxInFlight = 3

// Pending is a step that was begun.
type Pending interface {
	// Wait waits until the step is done. Steps are waited for in the order in which they were begun, each once. An error of ctx leaves the step
	// under way; any other says that it failed, as then all those do that were begun after it.
	Wait(ctx context.Context) (Done, error)
}

// Ready is a Pending of which can be asked whether it is done.
type Ready interface {
	// Ready reports whether Wait would return at once.
	Ready() bool
}

// Done is what a step gave.
type Done struct {
	// Outputs are those that the program names, in its order. They are the caller's.
	Outputs []tensor.Tensor
	// Roots are the roots of the tensors of the state after the step (docs/program.md, "Trees"), by position; nil if the runner was made without.
	// They are the caller's.
	Roots [][32]byte
}

// Output returns the single f32 of the output that p, the step's program, gives the name, and false if there is none.
func (d Done) Output(p *program.Program, name string) (float32, bool) {
	for i, o := range p.Outputs {
		if o.Name == name && i < len(d.Outputs) && d.Outputs[i].Type == tensor.F32 && d.Outputs[i].Len() == 1 {
			return d.Outputs[i].F32()[0], true
		}
	}
	return 0, false
}

// Copy is a state that was copied away from a runner.
type Copy interface {
	// Wait waits until the state is here and returns it. It must not be changed, and is valid until Release.
	Wait(ctx context.Context) ([]tensor.Tensor, error)
	// Release says that the tensors are needed no more. It may be called at any time, by any goroutine, once.
	Release()
}

// RunnerOptions say what else a runner does. The zero value is a runner that computes.
type RunnerOptions struct {
	// Roots: the state after every step is hashed.
	Roots bool
	// Program, if not nil, says what a step is going to run, nil if it will not: a runner may begin it before it is asked to.
	Program func(t uint32) *program.Program
	// Span, if not nil, is told of what ran: a lane (the Lane constants), a step, and when. It is for looking at where the time goes, may be called
	// by any goroutine, and late.
	Span func(lane string, t uint32, from, to time.Time)
}

// Lanes of a runner's spans.
const (
	LaneStep = "steps"
	LaneHash = "hashing"
	LaneCopy = "copies" // of a state, from a card
)

// NewExecutor makes an executor of a program over a job's constants.
type NewExecutor = func(p *program.Program, consts []tensor.Tensor) (Executor, error)

// NewRunner makes a runner of a job's programs, which have the same state and read the same constants. Each is planned here: what cannot run, because
// of its size say, is refused now.
type NewRunner = func(programs []*program.Program, consts []tensor.Tensor, o RunnerOptions) (Runner, error)
