package emulated

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"refute/trainer/cuda/driver"
	"refute/trainer/cuda/ptx"
	"refute/trainer/cuda/ptx/emulate"
)

// affine is y[i] = a·x[i] + b for n words.
func affine() string {
	e := ptx.New("affine", 64, 0)
	y, x, n, a, b := e.Param("u64"), e.Param("u64"), e.Param("u32"), e.Param("u32"), e.Param("u32")
	tid, block, i, p := e.U32(), e.U32(), e.U32(), e.Pred()
	e.Op("mov.u32", tid, ptx.Text("%tid.x"))
	e.Op("mov.u32", block, ptx.Text("%ctaid.x"))
	e.Op("mad.lo.u32", i, block, 64, tid)
	e.Op("setp.ge.u32", p, i, n)
	e.If(p).Op("ret")
	px, py, v := e.U64(), e.U64(), e.U32()
	e.Op("mad.wide.u32", px, i, 4, x)
	e.Op("mad.wide.u32", py, i, 4, y)
	e.Op("ld.global.u32", v, ptx.At(px, 0))
	e.Op("mad.lo.u32", v, v, a, b)
	e.Op("st.global.u32", ptx.At(py, 0), v)
	return ptx.Module(e)
}

const words = 100

// bench is a device with the kernel, two streams and some memory.
type bench struct {
	t testing.TB
	*Device
	f      driver.Function
	s      [2]driver.Stream
	memory []driver.Ptr
}

func newBench(t testing.TB, o Options) *bench {
	b := &bench{t: t, Device: New(o)}
	f, err := b.Load(affine(), []string{"affine"}, 0)
	b.must(err)
	b.f = f[0]
	for i := range b.s {
		b.s[i], err = b.NewStream(false)
		b.must(err)
	}
	for range 4 {
		p, err := b.Alloc(4 * words)
		b.must(err)
		b.memory = append(b.memory, p)
	}
	x := make([]byte, 4*words)
	for i := range words {
		binary.LittleEndian.PutUint32(x[4*i:], uint32(i))
	}
	b.must(b.Upload(b.memory[0], x, b.s[0]))
	return b
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) kernel(to, from int, x, y uint64) *driver.Launch {
	return &driver.Launch{Function: b.f, Grid: [3]int{2, 1, 1}, Block: 64, Args: []driver.Value{
		{Bits: uint64(b.memory[to]), Wide: true}, {Bits: uint64(b.memory[from]), Wide: true}, {Bits: words}, {Bits: x}, {Bits: y}}}
}

func (b *bench) check(i int, x, y uint32) {
	b.t.Helper()
	out := make([]byte, 4*words)
	b.must(b.Download(out, b.memory[i], b.s[0]))
	for k := range uint32(words) {
		if got := binary.LittleEndian.Uint32(out[4*k:]); got != x*k+y {
			b.t.Fatalf("word %d is %d, want %d", k, got, x*k+y)
		}
	}
}

// Work of two streams with the events that it needs is right for every seed.
func TestEvents(t *testing.T) {
	for seed := range uint64(200) {
		b := newBench(t, Options{Seed: seed})
		e1, err := b.NewEvent()
		b.must(err)
		e2, err := b.NewEvent()
		b.must(err)
		b.must(b.Launch(b.kernel(1, 0, 3, 1), b.s[0]))
		b.must(b.Record(e1, b.s[0]))
		b.must(b.Launch(b.kernel(3, 0, 1, 7), b.s[0]))
		b.must(b.Wait(b.s[1], e1))
		b.must(b.Launch(b.kernel(2, 1, 2, 5), b.s[1]))
		b.must(b.Record(e2, b.s[1]))
		b.must(b.Wait(b.s[0], e2))
		b.must(b.Copy(b.memory[1], b.memory[2], 4*words, b.s[0]))
		b.check(1, 6, 7)
		b.check(3, 1, 7)
		if ms, err := b.Elapsed(e1, e2); err != nil || ms < 0 && seed == 0 {
			t.Fatal(ms, err)
		}
	}
}

// Each wait that is left out is found, whatever the order that the seed chose.
func TestMissingWait(t *testing.T) {
	for _, missing := range []string{"write then read", "read then write", "write then write", "copy"} {
		for seed := range uint64(50) {
			b := newBench(t, Options{Seed: seed})
			var err error
			switch missing {
			case "write then read":
				err = errors.Join(b.Launch(b.kernel(1, 0, 3, 1), b.s[0]), b.Launch(b.kernel(2, 0, 1, 1), b.s[1]), b.Launch(b.kernel(2, 1, 2, 5), b.s[1]))
			case "read then write":
				err = errors.Join(b.Launch(b.kernel(1, 0, 3, 1), b.s[0]), b.Launch(b.kernel(0, 0, 2, 5), b.s[1]))
			case "write then write":
				err = errors.Join(b.Launch(b.kernel(1, 0, 3, 1), b.s[0]), b.Launch(b.kernel(1, 0, 2, 5), b.s[1]))
			default:
				err = errors.Join(b.Launch(b.kernel(1, 0, 3, 1), b.s[0]), b.Copy(b.memory[1], b.memory[0], 4*words, b.s[1]))
			}
			err = errors.Join(err, b.Sync(b.s[0]), b.Sync(b.s[1]))
			if err == nil || !errors.Is(err, driver.ErrLost) || !strings.Contains(err.Error(), "a race") && !strings.Contains(err.Error(), "before it is written") {
				t.Fatalf("%s, seed %d: %v", missing, seed, err)
			}
			if b.Sync(b.s[0]) == nil {
				t.Fatal("the error does not stay")
			}
		}
	}
}

// The host's wait orders what it gives afterwards.
func TestHostOrders(t *testing.T) {
	for seed := range uint64(50) {
		b := newBench(t, Options{Seed: seed})
		b.must(b.Launch(b.kernel(1, 0, 3, 1), b.s[0]))
		b.must(b.Sync(b.s[0]))
		b.must(b.Launch(b.kernel(2, 1, 2, 5), b.s[1]))
		b.must(b.Sync(b.s[1]))
		b.check(2, 6, 7)
	}
}

func TestGraph(t *testing.T) {
	seen := map[bool]bool{}
	for seed := range uint64(50) {
		for _, ordered := range []bool{true, false} {
			b := newBench(t, Options{Seed: seed})
			nodes := []driver.Node{{Launch: *b.kernel(1, 0, 3, 1)}, {Launch: *b.kernel(2, 0, 1, 1)}, {Dst: b.memory[3], Src: b.memory[1], Bytes: 4 * words, After: []int{0}}, {Launch: *b.kernel(2, 3, 2, 5), After: []int{1, 2}}}
			if !ordered {
				nodes[3].After = []int{2}
			}
			g, err := b.NewGraph(nodes)
			b.must(err)
			err = b.Run(g, b.s[0])
			err = errors.Join(err, b.Sync(b.s[0]))
			if ordered {
				b.must(err)
				b.check(2, 6, 7)
			} else if err == nil || !strings.Contains(err.Error(), "a race: nodes 1 (kernel affine) and 3") {
				t.Fatalf("nodes 1 and 3 write the same: %v", err)
			}
			seen[ordered] = true
		}
	}
	b := newBench(t, Options{})
	if _, err := b.NewGraph([]driver.Node{{Launch: *b.kernel(1, 0, 3, 1), After: []int{0}}}); err == nil {
		t.Error("a node after itself")
	}
}

// Pinned memory is read late, and what is downloaded is garbage until it was waited for.
func TestPinned(t *testing.T) {
	changed, early := 0, 0
	for seed := range uint64(50) {
		b := newBench(t, Options{Seed: seed})
		p, err := b.Pinned(4 * words)
		b.must(err)
		for i := range p {
			p[i] = 1
		}
		b.must(b.Upload(b.memory[1], p, b.s[0]))
		p[5] = 2
		if b.Sync(b.s[0]) != nil {
			changed++
			continue
		}
		b.must(b.Download(p, b.memory[1], b.s[0]))
		if p[5] != 1 {
			early++
		}
		b.must(b.Sync(b.s[0]))
		if p[5] != 1 {
			t.Fatal("not downloaded")
		}
		b.must(b.Unpin(p))
	}
	if changed < 10 || early < 5 {
		t.Errorf("the host's memory was used too early %d and %d times", changed, early)
	}
}

func TestFaults(t *testing.T) {
	gone := errors.New("gone")
	b := newBench(t, Options{Faults: []Fault{{Call: "Alloc", Nth: 5}, {Call: "Launch", Nth: 2, Error: gone, Lost: true}}})
	if _, err := b.Alloc(1); !errors.Is(err, driver.ErrMemory) {
		t.Error(err)
	}
	_, err := b.Alloc(1)
	b.must(err)
	b.must(b.Launch(b.kernel(1, 0, 1, 1), b.s[0]))
	if err := b.Launch(b.kernel(1, 0, 1, 1), b.s[0]); !errors.Is(err, gone) {
		t.Error(err)
	}
	if _, err := b.Alloc(1); !errors.Is(err, gone) {
		t.Error(err)
	}
}

func TestMemory(t *testing.T) {
	info := Default
	info.Memory = 1 << 20
	b := newBench(t, Options{Info: info})
	if _, err := b.Alloc(1 << 20); !errors.Is(err, driver.ErrMemory) || !errors.Is(err, emulate.ErrMemory) {
		t.Error(err)
	}
	p, err := b.Alloc(1 << 19)
	b.must(err)
	free, err := b.Free()
	b.must(err)
	if free != 1<<19-4*512 {
		t.Errorf("%d bytes free", free)
	}
	if err := b.Download(make([]byte, 8), p, b.s[0]); err == nil {
		t.Error("memory that nobody wrote was downloaded")
	}
	b = newBench(t, Options{})
	b.must(b.Release(b.memory[3]))
	if b.Upload(b.memory[3], make([]byte, 4), b.s[0]) == nil || b.Release(b.memory[3]) == nil {
		t.Error("memory that was given back")
	}
	b.must(b.Protect(b.memory[1]))
	b.must(b.Name(b.memory[1], "the constants"))
	if err := errors.Join(b.Launch(b.kernel(1, 0, 1, 1), b.s[0]), b.Sync(b.s[0])); err == nil || !strings.Contains(err.Error(), "the constants, byte 0, must not be written") {
		t.Error(err)
	}
}

// What a card refuses at once is refused at once, and nothing is lost.
func TestRefused(t *testing.T) {
	b := newBench(t, Options{})
	l := func(change func(*driver.Launch)) error {
		x := b.kernel(1, 0, 1, 1)
		change(x)
		return b.Launch(x, b.s[0])
	}
	for what, err := range map[string]error{
		"a wide block":   l(func(x *driver.Launch) { x.Block = 128 }),
		"no blocks":      l(func(x *driver.Launch) { x.Grid[1] = 0 }),
		"shared memory":  l(func(x *driver.Launch) { x.Shared = 16 }),
		"arguments":      l(func(x *driver.Launch) { x.Args = x.Args[1:] }),
		"an argument":    l(func(x *driver.Launch) { x.Args[2].Wide = true }),
		"a function":     l(func(x *driver.Launch) { x.Function = 9 }),
		"a stream":       b.Launch(b.kernel(1, 0, 1, 1), 7),
		"an event":       b.Record(1, b.s[0]),
		"beyond the end": b.Upload(b.memory[0]+4, make([]byte, 4*words), b.s[0]),
		"nothing":        b.Upload(b.memory[0], nil, b.s[0]),
	} {
		if err == nil || errors.Is(err, driver.ErrLost) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := b.Load(affine(), []string{"k"}, 0); err == nil {
		t.Error("a kernel that is not there")
	}
	if _, err := b.Load(affine(), []string{"affine"}, 1<<20); err == nil {
		t.Error("more shared memory than there is")
	}
	b.check(0, 1, 0)
	b.must(b.Close())
	if b.Sync(b.s[0]) == nil {
		t.Error("the device is closed")
	}
}

// Every call can be made to fail, once, and the device goes on; with Lost it does not.
func TestEveryCallFails(t *testing.T) {
	oops := errors.New("oops")
	calls := map[string]func(b *bench) error{
		"Free":      func(b *bench) error { _, err := b.Free(); return err },
		"Alloc":     func(b *bench) error { _, err := b.Alloc(4); return err },
		"Release":   func(b *bench) error { return b.Release(b.memory[3]) },
		"Pinned":    func(b *bench) error { _, err := b.Pinned(4); return err },
		"Load":      func(b *bench) error { _, err := b.Load(affine(), []string{"affine"}, 0); return err },
		"NewStream": func(b *bench) error { _, err := b.NewStream(true); return err },
		"NewEvent":  func(b *bench) error { _, err := b.NewEvent(); return err },
		"Sync":      func(b *bench) error { return b.Sync(b.s[0]) },
		"Upload":    func(b *bench) error { return b.Upload(b.memory[0], make([]byte, 4), b.s[0]) },
		"Download":  func(b *bench) error { return b.Download(make([]byte, 4), b.memory[0], b.s[0]) },
		"Copy":      func(b *bench) error { return b.Copy(b.memory[1], b.memory[0], 4, b.s[0]) },
		"Launch":    func(b *bench) error { return b.Launch(b.kernel(1, 0, 1, 1), b.s[0]) },
		"NewGraph":  func(b *bench) error { _, err := b.NewGraph([]driver.Node{{Launch: *b.kernel(1, 0, 1, 1)}}); return err },
		"Record":    func(b *bench) error { e, _ := b.NewEvent(); return b.Record(e, b.s[0]) },
		"Wait":      func(b *bench) error { e, _ := b.NewEvent(); return b.Wait(b.s[0], e) },
		"SyncEvent": func(b *bench) error { e, _ := b.NewEvent(); return b.SyncEvent(e) },
		"Run": func(b *bench) error {
			g, _ := b.NewGraph([]driver.Node{{Launch: *b.kernel(1, 0, 1, 1)}})
			return b.Run(g, b.s[0])
		},
		"Unpin": func(b *bench) error { p, _ := b.Pinned(4); return b.Unpin(p) },
		"Elapsed": func(b *bench) error {
			e, _ := b.NewEvent()
			_, err := b.Elapsed(e, e)
			return errors.Join(err, b.Record(e, b.s[0]), b.SyncEvent(e))
		},
	}
	for name, call := range calls {
		nth := map[string]int{"Alloc": 5, "Upload": 2, "Load": 2, "NewStream": 3}[name]
		for _, lost := range []bool{false, true} {
			b := newBench(t, Options{Faults: []Fault{{Call: name, Nth: max(nth, 1), Error: oops, Lost: lost}}})
			if err := call(b); !errors.Is(err, oops) {
				t.Errorf("%s: %v", name, err)
			}
			if b.Calls(name) != max(nth, 1) {
				t.Errorf("%s was called %d times", name, b.Calls(name))
			}
			if err := call(b); errors.Is(err, oops) != lost || err != nil && !lost && name != "Elapsed" {
				t.Errorf("%s again, lost %t: %v", name, lost, err)
			}
			if err := b.Sync(b.s[1]); errors.Is(err, oops) != lost {
				t.Errorf("%s, then Sync, lost %t: %v", name, lost, err)
			}
		}
	}
	b := newBench(t, Options{Faults: []Fault{{Call: "Launch", Nth: 1}}})
	if err := b.Launch(b.kernel(1, 0, 1, 1), b.s[0]); !errors.Is(err, driver.ErrLost) {
		t.Error(err)
	}
}

// The host's wait for an event orders what comes after it, and an event is only where it was recorded last.
func TestSyncEvent(t *testing.T) {
	raced := false
	for seed := range uint64(50) {
		for _, late := range []bool{false, true} {
			b := newBench(t, Options{Seed: seed})
			e, err := b.NewEvent()
			b.must(err)
			if late {
				b.must(b.Record(e, b.s[0]))
			}
			b.must(b.Launch(b.kernel(1, 0, 3, 1), b.s[0]))
			if !late {
				b.must(b.Record(e, b.s[0]))
			}
			b.must(b.SyncEvent(e))
			err = errors.Join(b.Launch(b.kernel(2, 1, 2, 5), b.s[1]), b.Sync(b.s[1]), b.Sync(b.s[0]))
			if !late {
				b.must(err)
				b.check(2, 6, 7)
			} else if err == nil {
				t.Fatalf("seed %d: the event was recorded before the kernel", seed)
			} else {
				raced = raced || strings.Contains(err.Error(), "a race")
			}
		}
	}
	if !raced {
		t.Error("never a race")
	}
}
