package emulated

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"unsafe"

	"refute/trainer/cuda/driver"
	"refute/trainer/cuda/ptx/emulate"
)

// Default is the card if Options have none: a small one, so that kernels take more than one wave of blocks.
var Default = driver.Info{Name: "emulated", Major: 8, Minor: 0, Multiprocessors: 4, Memory: 1 << 30, Shared: 163 << 10, Driver: "none", UUID: "GPU-emulated"}

// Options are what a card is and how strictly it judges.
type Options struct {
	Info   driver.Info // the zero value: Default
	Seed   uint64      // in which order things happen
	Faults []Fault
	// Trust leaves out all that looks for races, and for uses before a wait: faster.
	Trust bool
	// Unwritten lets kernels and downloads read memory that nobody wrote.
	Unwritten bool
	// Workers are the blocks that run at a time; 0: as many as the processors.
	Workers int
}

// Fault is a call that fails.
type Fault struct {
	Call  string // a method of driver.Device, as "Alloc"
	Nth   int    // from 1
	Error error  // nil: driver.ErrMemory if the call is Alloc or Pinned, else driver.ErrLost
	// Lost makes every later call fail too, as if the card were gone.
	Lost bool
}

// ErrHandle is that of a stream, an event, a function or a graph that this device has not made.
var ErrHandle = errors.New("no such handle")

// Device is a driver.Device.
type Device struct {
	o     Options
	info  driver.Info
	mem   *emulate.Memory
	r     *rand.Rand
	calls map[string]int
	lost  error // what every call returns from now on

	functions []*function
	streams   []*stream
	events    []*event
	graphs    []*graph
	pinned    [][]byte

	host   clock   // what the host has waited for
	recent []*work // that was done, and that what comes may have no order with
	steps  int64   // instructions of threads
}

type function struct {
	*emulate.Function
	shared int
}

// New returns a card.
func New(o Options) *Device {
	d := &Device{o: o, info: o.Info, r: rand.New(rand.NewPCG(o.Seed, 0x656d756c61746564)), calls: map[string]int{}}
	if d.info == (driver.Info{}) {
		d.info = Default
	}
	d.mem = emulate.NewMemory(d.info.Memory)
	return d
}

var _ driver.Device = (*Device)(nil)

// Steps returns how many instructions threads have executed.
func (d *Device) Steps() int64 { return d.steps }

// Calls returns how often a method was called.
func (d *Device) Calls(method string) int { return d.calls[method] }

// Name gives memory a name for errors; Protect forbids kernels to write it.
func (d *Device) Name(p driver.Ptr, name string) error {
	r, err := d.mem.Find(uint64(p), 1)
	if err == nil {
		r.Name = name
	}
	return err
}

// Protect forbids kernels to write the memory that p was taken as.
func (d *Device) Protect(p driver.Ptr) error {
	r, err := d.mem.Find(uint64(p), 1)
	if err == nil {
		r.ReadOnly = true
	}
	return err
}

// call counts a call and returns its error, if it is to fail.
func (d *Device) call(method string) error {
	d.calls[method]++
	if d.lost != nil {
		return d.lost
	}
	for _, f := range d.o.Faults {
		if f.Call != method || f.Nth != d.calls[method] {
			continue
		}
		err := f.Error
		if err == nil {
			if err = driver.ErrLost; method == "Alloc" || method == "Pinned" {
				err = driver.ErrMemory
			}
		}
		err = fmt.Errorf("emulated: %s, call %d: %w", method, f.Nth, err)
		if f.Lost {
			d.lost = err
		}
		return err
	}
	return nil
}

// fail makes an error that stays.
func (d *Device) fail(err error) error {
	if d.lost == nil {
		d.lost = fmt.Errorf("emulated: %w: %w", err, driver.ErrLost)
	}
	return d.lost
}

func (d *Device) Info() driver.Info { return d.info }

func (d *Device) Free() (int64, error) {
	if err := d.call("Free"); err != nil {
		return 0, err
	}
	return d.mem.Free(), nil
}

func (d *Device) Alloc(bytes int64) (driver.Ptr, error) {
	if err := d.call("Alloc"); err != nil {
		return 0, err
	}
	r, err := d.mem.Alloc(bytes)
	if errors.Is(err, emulate.ErrMemory) {
		return 0, fmt.Errorf("emulated: %w: %w", err, driver.ErrMemory)
	} else if err != nil {
		return 0, fmt.Errorf("emulated: %w", err)
	}
	return driver.Ptr(r.Base), nil
}

// Release waits for all work, as a card does.
func (d *Device) Release(p driver.Ptr) error {
	if err := d.call("Release"); err != nil {
		return err
	}
	if err := d.finish(); err != nil {
		return err
	}
	if err := d.mem.Release(uint64(p)); err != nil {
		return fmt.Errorf("emulated: %w", err)
	}
	return nil
}

func (d *Device) Pinned(bytes int64) ([]byte, error) {
	if err := d.call("Pinned"); err != nil {
		return nil, err
	}
	if bytes <= 0 {
		return nil, fmt.Errorf("emulated: %d bytes of pinned memory", bytes)
	}
	words := make([]uint64, (bytes+7)/8) // aligned as any element needs
	b := unsafe.Slice((*byte)(unsafe.Pointer(&words[0])), bytes)
	emulate.Scribble(b)
	d.pinned = append(d.pinned, b)
	return b, nil
}

// Unpin waits for all work, which might use the memory.
func (d *Device) Unpin(b []byte) error {
	if err := d.call("Unpin"); err != nil {
		return err
	}
	i := slices.IndexFunc(d.pinned, func(p []byte) bool { return len(b) > 0 && &p[0] == &b[0] })
	if i < 0 {
		return errors.New("emulated: Unpin of memory that is not of Pinned, or not its begin")
	}
	if err := d.finish(); err != nil {
		return err
	}
	d.pinned = slices.Delete(d.pinned, i, i+1)
	return nil
}

// isPinned reports whether bytes are within pinned memory.
func (d *Device) isPinned(b []byte) bool {
	if len(b) == 0 {
		return false
	}
	at := uintptr(unsafe.Pointer(&b[0]))
	for _, p := range d.pinned {
		if from := uintptr(unsafe.Pointer(&p[0])); at >= from && at+uintptr(len(b)) <= from+uintptr(len(p)) {
			return true
		}
	}
	return false
}

// parsed has what was parsed in this process: tests make many devices, all with the same kernels.
var parsed sync.Map

func parse(text string) (emulate.Module, error) {
	if m, ok := parsed.Load(text); ok {
		return m.(emulate.Module), nil
	}
	m, err := emulate.Parse(text)
	if err == nil {
		parsed.Store(text, m)
	}
	return m, err
}

func (d *Device) Load(module string, names []string, shared int) ([]driver.Function, error) {
	if err := d.call("Load"); err != nil {
		return nil, err
	}
	m, err := parse(module)
	if err != nil {
		return nil, fmt.Errorf("emulated: %w", err)
	}
	var out []driver.Function
	for _, name := range names {
		f := m[name]
		if f == nil {
			return nil, fmt.Errorf("emulated: the module has no kernel %s", name)
		}
		if shared < 0 || f.Static+shared > d.info.Shared {
			return nil, fmt.Errorf("emulated: kernel %s: %d bytes of shared memory and %d more, of %d", name, f.Static, shared, d.info.Shared)
		}
		d.functions = append(d.functions, &function{f, shared})
		out = append(out, driver.Function(len(d.functions)))
	}
	return out, nil
}

// Close gives everything back. Work that is not done is dropped.
func (d *Device) Close() error {
	d.calls["Close"]++
	if d.lost == nil {
		d.lost = errors.New("emulated: the device is closed")
	}
	d.mem, d.functions, d.streams, d.events, d.graphs, d.pinned, d.recent = emulate.NewMemory(0), nil, nil, nil, nil, nil, nil
	return nil
}

// launch checks a launch and makes it what is run.
func (d *Device) launch(l *driver.Launch) (*function, emulate.Launch, error) {
	if l.Function == 0 || int(l.Function) > len(d.functions) {
		return nil, emulate.Launch{}, fmt.Errorf("emulated: function %d: %w", l.Function, ErrHandle)
	}
	f := d.functions[l.Function-1]
	if l.Shared > f.shared {
		return nil, emulate.Launch{}, fmt.Errorf("emulated: kernel %s: %d bytes of dynamic shared memory, loaded for %d", f.Name, l.Shared, f.shared)
	}
	out := emulate.Launch{Grid: l.Grid, Block: l.Block, Shared: l.Shared}
	if len(l.Args) != len(f.Params) {
		return nil, out, fmt.Errorf("emulated: kernel %s: %d arguments for %d parameters", f.Name, len(l.Args), len(f.Params))
	}
	for i, a := range l.Args {
		if a.Wide != (f.Params[i] == 8) {
			return nil, out, fmt.Errorf("emulated: kernel %s: argument %d is not of its parameter's %d bytes", f.Name, i, f.Params[i])
		}
		out.Args = append(out.Args, a.Bits)
	}
	if err := f.Check(&out); err != nil {
		return nil, out, fmt.Errorf("emulated: %w", err)
	}
	return f, out, nil
}
