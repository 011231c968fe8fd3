package cuda_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"refute/checkpoint"
	"refute/trainer"
	"refute/trainer/cuda"
	"refute/trainer/cuda/driver"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// errInjected is what a faulty device says.
var errInjected = errors.New("injected fault")

// faulty is a device whose nth call fails, and all after it if it is broken then. It knows what memory is taken.
type faulty struct {
	driver.Device
	n, fail  int
	broken   bool
	memory   map[driver.Ptr]bool
	pinned   map[*byte]bool
	closed   int
	releases int // that failed
}

func newFaulty(d driver.Device, fail int, broken bool) *faulty {
	return &faulty{Device: d, fail: fail, broken: broken, memory: map[driver.Ptr]bool{}, pinned: map[*byte]bool{}}
}

func (f *faulty) call() error {
	if f.n++; f.fail > 0 && (f.n == f.fail || f.broken && f.n > f.fail) {
		return errInjected
	}
	return nil
}

func (f *faulty) Free() (int64, error) {
	if err := f.call(); err != nil {
		return 0, err
	}
	return f.Device.Free()
}
func (f *faulty) Alloc(n int64) (driver.Ptr, error) {
	if err := f.call(); err != nil {
		return 0, err
	}
	p, err := f.Device.Alloc(n)
	if err == nil {
		f.memory[p] = true
	}
	return p, err
}
func (f *faulty) Release(p driver.Ptr) error {
	if !f.memory[p] {
		return fmt.Errorf("memory at %x is given back that was not taken", p)
	}
	if err := f.call(); err != nil {
		f.releases++
		return err
	}
	delete(f.memory, p)
	return f.Device.Release(p)
}
func (f *faulty) Pinned(n int64) ([]byte, error) {
	if err := f.call(); err != nil {
		return nil, err
	}
	b, err := f.Device.Pinned(n)
	if err == nil {
		f.pinned[&b[0]] = true
	}
	return b, err
}
func (f *faulty) Unpin(b []byte) error {
	if !f.pinned[&b[0]] {
		return errors.New("host memory is given back that was not taken")
	}
	if err := f.call(); err != nil {
		f.releases++
		return err
	}
	delete(f.pinned, &b[0])
	return f.Device.Unpin(b)
}
func (f *faulty) Load(m string, names []string, shared int) ([]driver.Function, error) {
	if err := f.call(); err != nil {
		return nil, err
	}
	return f.Device.Load(m, names, shared)
}
func (f *faulty) NewStream(urgent bool) (driver.Stream, error) {
	if err := f.call(); err != nil {
		return 0, err
	}
	return f.Device.NewStream(urgent)
}
func (f *faulty) NewEvent() (driver.Event, error) {
	if err := f.call(); err != nil {
		return 0, err
	}
	return f.Device.NewEvent()
}
func (f *faulty) Record(e driver.Event, s driver.Stream) error {
	return f.or(func() error { return f.Device.Record(e, s) })
}
func (f *faulty) Wait(s driver.Stream, e driver.Event) error {
	return f.or(func() error { return f.Device.Wait(s, e) })
}
func (f *faulty) Sync(s driver.Stream) error {
	return f.or(func() error { return f.Device.Sync(s) })
}
func (f *faulty) SyncEvent(e driver.Event) error {
	return f.or(func() error { return f.Device.SyncEvent(e) })
}
func (f *faulty) Elapsed(a, b driver.Event) (float32, error) {
	if err := f.call(); err != nil {
		return 0, err
	}
	return f.Device.Elapsed(a, b)
}
func (f *faulty) Upload(p driver.Ptr, b []byte, s driver.Stream) error {
	return f.or(func() error { return f.Device.Upload(p, b, s) })
}
func (f *faulty) Download(b []byte, p driver.Ptr, s driver.Stream) error {
	return f.or(func() error { return f.Device.Download(b, p, s) })
}
func (f *faulty) Copy(a, b driver.Ptr, n int64, s driver.Stream) error {
	return f.or(func() error { return f.Device.Copy(a, b, n, s) })
}
func (f *faulty) Launch(l *driver.Launch, s driver.Stream) error {
	return f.or(func() error { return f.Device.Launch(l, s) })
}
func (f *faulty) NewGraph(n []driver.Node) (driver.Graph, error) {
	if err := f.call(); err != nil {
		return 0, err
	}
	return f.Device.NewGraph(n)
}
func (f *faulty) Run(g driver.Graph, s driver.Stream) error {
	return f.or(func() error { return f.Device.Run(g, s) })
}
func (f *faulty) Close() error {
	f.closed++
	return f.Device.Close()
}

func (f *faulty) or(do func() error) error {
	if err := f.call(); err != nil {
		return err
	}
	return do()
}

// faultCase is what the tests of faults run: a program with outputs, and a job.
type faultCase struct {
	job    job
	states [][]tensor.Tensor
}

// executor uses an executor in every way. It returns the first error.
func (fc *faultCase) executor(c *cuda.Card) error {
	m := fc.job.model
	x, err := cuda.New(m.Steps[0], m.Consts, c, cuda.Options{})
	if err != nil {
		return err
	}
	next := trainer.NewState(m.Init)
	see := func(int, tensor.Tensor) error { return nil }
	for _, visit := range []trainer.Visit{see, nil} {
		if err = x.Step(context.Background(), next, fc.states[0], 1, visit); err != nil {
			break
		}
		for i := range next {
			if !slices.Equal(next[i].Words, fc.states[1][i].Words) {
				return fmt.Errorf("state %d differs", i)
			}
		}
	}
	if err == nil {
		err = x.StepOutputs(context.Background(), next, fc.states[0], 1, see)
	}
	return errors.Join(err, x.Close())
}

// run uses a run. It returns the first error.
func (fc *faultCase) run(c *cuda.Card, tries int) error {
	m := fc.job.model
	r, err := cuda.NewRun(m.Programs(), m.Consts, c, cuda.Options{}, trainer.RunnerOptions{Roots: true})
	if err != nil {
		return err
	}
	var copies []trainer.Copy
	steps := func() error {
		if err := r.Load(trainer.CloneState(fc.states[0])); err != nil {
			return err
		}
		s := trainer.Sequence{Runner: r, Settle: func(_ *program.Program, at uint32, d trainer.Done) error {
			if checkpoint.RootOfState(d.Roots) != checkpoint.StateRoot(fc.states[at]) {
				return fmt.Errorf("step %d has another root", at)
			}
			return nil
		}}
		for at := uint32(1); at <= 3; at++ {
			if err := s.Step(context.Background(), m.ProgramOf(at), at); err != nil {
				return err
			}
			k, err := r.Save()
			if err != nil {
				return err
			}
			state, err := k.Wait(context.Background())
			if err != nil {
				return err
			}
			if checkpoint.StateRoot(state) != checkpoint.StateRoot(fc.states[at]) {
				return fmt.Errorf("the copy of step %d has another root", at)
			}
			copies = append(copies, k)
		}
		return s.Drain(context.Background())
	}
	for range tries {
		if err = steps(); err == nil || !errors.Is(err, errInjected) {
			break
		}
	}
	for _, k := range copies {
		k.Release()
	}
	return errors.Join(err, r.Close())
}

// Whatever call fails, the error comes out, nothing hangs, memory is given back, and the card can be used again or says that it cannot.
func TestFaults(t *testing.T) {
	fc := &faultCase{job: jobs(t)[1]}
	fc.job.steps = 3
	fc.states = fc.job.reference(t)
	all := func(c *cuda.Card) error { return errors.Join(fc.executor(c), fc.run(c, 1)) }

	good := newFaulty(newDevice(t), 0, false)
	c, err := cuda.Open(good)
	if err != nil {
		t.Fatal(err)
	}
	opened := good.n
	if err := all(c); err != nil {
		t.Fatal(err)
	}
	calls, memory, pinned := good.n, len(good.memory), len(good.pinned)
	if err := all(c); err != nil || len(good.memory) != memory || len(good.pinned) != pinned {
		t.Fatalf("the second time: error %v, %d pieces of memory, %d of the host's; after the first %d and %d", err, len(good.memory), len(good.pinned), memory, pinned)
	}
	c.Close()
	every := max(1, calls/heavy(20))
	for n := 1; n <= calls; n += every {
		for _, broken := range []bool{false, true} {
			f := newFaulty(newDevice(t), n, broken)
			c, err := cuda.Open(f)
			if n <= opened {
				if !errors.Is(err, errInjected) || f.closed != 1 {
					t.Fatalf("call %d of Open: error %v, closed %d times", n, err, f.closed)
				}
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			err = all(c)
			if !errors.Is(err, errInjected) && f.releases == 0 {
				t.Fatalf("call %d failed, and the error is %v", n, err)
			}
			if err != nil && strings.Contains(err.Error(), "differs") || err != nil && strings.Contains(err.Error(), "another root") {
				t.Fatalf("call %d failed, and the result is wrong: %v", n, err)
			}
			after := all(c)
			switch {
			case broken && !errors.Is(after, errInjected):
				t.Fatalf("call %d and all after it failed, and the error is %v", n, after)
			case !broken && after != nil && !strings.Contains(after.Error(), "open it again"):
				t.Fatalf("after call %d failed the card does not work, and does not say so: %v", n, after)
			case !broken && after == nil && f.releases == 0 && (len(f.memory) != memory || len(f.pinned) != pinned):
				t.Fatalf("after call %d failed: %d pieces of memory, %d of the host's; want %d and %d", n, len(f.memory), len(f.pinned), memory, pinned)
			}
			c.Close()
			if f.closed != 1 {
				t.Fatalf("after call %d failed the device was closed %d times", n, f.closed)
			}
		}
	}
}

// A run that failed goes on after the state is loaded again.
func TestRunGoesOn(t *testing.T) {
	fc := &faultCase{job: jobs(t)[1]}
	fc.job.steps = 3
	fc.states = fc.job.reference(t)
	good := newFaulty(newDevice(t), 0, false)
	c, err := cuda.Open(good)
	if err != nil {
		t.Fatal(err)
	}
	if err := fc.run(c, 1); err != nil {
		t.Fatal(err)
	}
	before, calls := good.n, 0
	if err := fc.run(c, 1); err != nil {
		t.Fatal(err)
	}
	calls = good.n - before
	again := 0
	for n := before + 1; n <= before+calls; n += 17 {
		f := newFaulty(newDevice(t), n, false)
		c, err := cuda.Open(f)
		if err != nil {
			t.Fatal(err)
		}
		if err := fc.run(c, 1); err != nil {
			t.Fatal(err)
		}
		if err := fc.run(c, 2); err == nil {
			again++
		} else if !errors.Is(err, errInjected) {
			t.Fatalf("call %d failed: %v", n, err)
		}
		c.Close()
	}
	c.Close()
	if again < calls/17/3 {
		t.Errorf("of %d runs with a fault %d went on", calls/17, again)
	}
}
