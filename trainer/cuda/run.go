package cuda

import (
	"errors"
	"fmt"
	"slices"

	"refute/trainer"
	"refute/trainer/cuda/driver"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Run is a runner whose state stays on the card. Each state tensor has two places there: a step makes the new tensor in the one while what was begun before
// still hashes or copies the old one in the other. A tensor that a step keeps stays where it is.
//
//	computing │ step 1     │ step 2     │ step 3     │ step 4        step t waits until the state after step t-2, in whose place it makes
//	hashing                │ hash 1         │        │ hash 3        the new one, was hashed and copied
//	hashing                             │ hash 2         │
//	copying                │ copy 1        │
type Run struct {
	card     *Card
	options  trainer.RunnerOptions
	programs []*program.Program
	of       map[*program.Program]*planned

	memory  region  // two states, and the outputs of two steps
	offsets []int64 // of the state tensors in a state's memory
	state   int64   // bytes of a state there
	outs    int64   // bytes of a step's outputs there
	hashes  region  // where hashing works
	all     *hashing

	current []byte // of each state tensor, in which of its places it is
	key     []byte // of where
	valid   bool   // there is a state
	rooted  bool   // the roots of the state are known once all steps are waited for
	roots   [][32]byte

	flights [trainer.MaxInFlight]flight
	begun   uint64       // steps begun; the state after them has this number
	waited  uint64       // of those
	latest  driver.Event // after which the state is there, 0 if it is there
	copies  []*copied    // which a step may have to wait for
	buffers []*buffer    // of copies
	clock   clock
	failed  error // since the last Load
	closed  bool
}

var _ trainer.Runner = (*Run)(nil)

// planned is one of the programs.
type planned struct {
	*Executor
	outs   []output
	hashes *hashing // of the tensors that it does not keep
	placed map[string]*placed
}

// output is an output that the program names.
type output struct {
	kernel int
	pinned int64 // its offset in a flight's memory
}

// NewRun makes a run of a job's programs. It refuses those that need more memory than there is.
func NewRun(programs []*program.Program, consts []tensor.Tensor, c *Card, o Options, ro trainer.RunnerOptions) (*Run, error) {
	if len(programs) == 0 {
		return nil, errors.New("cuda: a run of no program")
	}
	for i, p := range programs {
		err := p.Validate()
		if err == nil {
			err = trainer.CheckConsts(p, consts)
		}
		if err == nil {
			err = sameStates(programs[0], p)
		}
		if err != nil {
			return nil, fmt.Errorf("program %d: %w", i, err)
		}
	}
	if err := c.take(); err != nil {
		return nil, err
	}
	defer c.mu.Unlock()
	if err := c.shrink(&c.host); err != nil { // steps on the host's states take it again: what is planned here may count on it
		return nil, err
	}
	r := &Run{card: c, options: ro, programs: programs, of: map[*program.Program]*planned{}, current: make([]byte, len(programs[0].States)), roots: make([][32]byte, len(programs[0].States))}
	if err := r.make(consts, o); err != nil {
		r.release()
		return nil, err
	}
	return r, nil
}

func sameStates(a, b *program.Program) error {
	if len(a.States) != len(b.States) {
		return fmt.Errorf("%d state tensors, the first program has %d", len(b.States), len(a.States))
	}
	for i := range a.States {
		if a.States[i].Type != b.States[i].Type || a.States[i].Count() != b.States[i].Count() {
			return fmt.Errorf("state %d is %s[%d], in the first program %s[%d]", i, b.States[i].Type, b.States[i].Count(), a.States[i].Type, a.States[i].Count())
		}
	}
	return nil
}

// make plans the programs and takes memory. What was made before an error is the caller's to release.
func (r *Run) make(consts []tensor.Tensor, o Options) (err error) {
	c := r.card
	if err := c.holds(2 * trainer.StateBytes(r.programs[0])); err != nil {
		return err
	}
	var changed map[*program.Program]*hashing
	var hashes int64
	if r.options.Roots {
		if changed, hashes, err = r.makeHashes(); err != nil {
			return err
		}
	}
	pinned := int64(1)
	for i, p := range r.programs {
		if r.of[p] != nil {
			continue
		}
		x, err := newExecutor(p, consts, c, o, hashes)
		if err != nil {
			return fmt.Errorf("program %d: %w", i, err)
		}
		pl := &planned{Executor: x, hashes: changed[p], placed: map[string]*placed{}}
		r.of[p] = pl
		bytes := int64(0)
		for _, out := range p.Outputs {
			o := output{out.Kernel, bytes}
			if i := slices.IndexFunc(pl.outs, func(b output) bool { return b.kernel == o.kernel }); i >= 0 {
				o = pl.outs[i]
			} else {
				bytes += aligned(4 * p.Kernels[o.kernel].Count())
			}
			pl.outs = append(pl.outs, o)
		}
		r.offsets, r.state, r.outs, pinned = x.offsets, x.state, max(r.outs, x.homes.outs), max(pinned, bytes)
	}
	for _, m := range []struct {
		to    *region
		bytes int64
	}{{&r.memory, 2 * (r.state + r.outs)}, {&r.hashes, hashes}} {
		if m.bytes == 0 {
			continue
		}
		if m.to.at, err = c.dev.Alloc(m.bytes); err != nil {
			return err
		}
		m.to.bytes = m.bytes
	}
	for i := range r.flights {
		f := &r.flights[i]
		for _, e := range []*driver.Event{&f.begin, &f.done, &f.seen, &f.ended} {
			if *e, err = c.event(); err != nil {
				return c.settle(err)
			}
		}
		for _, m := range []struct {
			to    *[]byte
			bytes int64
		}{{&f.word, 4}, {&f.outs, pinned}, {&f.roots, int64(32 * len(r.roots))}} {
			if *m.to, err = c.dev.Pinned(m.bytes); err != nil {
				return c.settle(err)
			}
		}
	}
	return nil
}

// Load implements trainer.Runner.
func (r *Run) Load(state []tensor.Tensor) error {
	c := r.card
	if err := c.take(); err != nil {
		return err
	}
	defer c.mu.Unlock()
	if r.closed {
		return errRunClosed
	}
	r.valid = false
	if err := c.rest(); err != nil {
		return err
	}
	r.failed, r.waited, r.rooted, r.latest, r.copies = nil, r.begun, false, 0, nil
	if state == nil {
		return nil
	}
	if err := trainer.CheckState(r.programs[0], state); err != nil {
		return err
	}
	var pieces []piece
	for i := range state {
		pieces = append(pieces, piece{r.place(i, r.current[i]), state[i].Memory()})
	}
	if err := c.upload(pieces); err != nil {
		return err
	}
	r.valid = true
	return nil
}

// place returns one of the two places of a state tensor.
func (r *Run) place(i int, which byte) driver.Ptr {
	return r.memory.at + driver.Ptr(int64(which)*r.state+r.offsets[i])
}

var (
	errRunClosed = errors.New("cuda: the run was closed")
	errNoState   = errors.New("cuda: there is no state: load one, or begin with an init program")
)

// Close implements trainer.Runner.
func (r *Run) Close() error {
	c := r.card
	if err := c.take(); err != nil {
		return nil // all was given back, or cannot be
	}
	defer c.mu.Unlock()
	if r.closed {
		return nil
	}
	err := c.rest()
	r.release()
	return err
}

// release gives everything back.
func (r *Run) release() {
	c := r.card
	r.closed = true
	for i := range r.flights {
		f := &r.flights[i]
		for _, b := range [][]byte{f.word, f.outs, f.roots} {
			if b != nil {
				c.dev.Unpin(b)
			}
		}
		for _, e := range []driver.Event{f.begin, f.done, f.seen, f.ended} {
			if e != 0 {
				c.events = append(c.events, e)
			}
		}
	}
	for _, b := range r.buffers {
		c.dev.Unpin(b.bytes)
		c.events = append(c.events, b.marks...)
	}
	for _, m := range []*region{&r.memory, &r.hashes} {
		if m.bytes > 0 {
			c.dev.Release(m.at)
		}
	}
	for _, p := range r.programs {
		if pl := r.of[p]; pl != nil {
			delete(r.of, p)
			if pl.hashes != nil {
				c.unbind(pl.hashes.schedule)
			}
			pl.close()
		}
	}
	if r.all != nil {
		c.unbind(r.all.schedule)
	}
}
