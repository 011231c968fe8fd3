//go:build cuda && linux && (amd64 || arm64)

package driver

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"refute/trainer/cuda/ptx"
	"refute/trainer/f32"
)

// cardVariable says that there must be a card; otherwise tests that need one are left out where there is none.
const cardVariable = "REFUTE_CUDA"

func realCard(t *testing.T) *card {
	t.Helper()
	d, err := Open(0)
	if err != nil {
		if os.Getenv(cardVariable) != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d.(*card)
}

// must ends the test on an error.
func must[T any](x T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
}

func words(b []byte) []uint32 {
	w := make([]uint32, len(b)/4)
	for i := range w {
		w[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return w
}

func wordBytes(w []uint32) (b []byte) {
	for _, x := range w {
		b = binary.LittleEndian.AppendUint32(b, x)
	}
	return b
}

// mapKernel is a kernel of threads i < n that reads word i of each input and stores what body returns to word i of the last parameter.
func mapKernel(inputs int, body func(e *ptx.Entry, x []ptx.Reg) ptx.Reg) *ptx.Entry {
	e := ptx.New("k", 256, 0)
	var in []ptx.Reg
	for range inputs {
		in = append(in, e.Param("u64"))
	}
	out, n := e.Param("u64"), e.Param("u32")
	block, thread, i, done := e.U32(), e.U32(), e.U32(), e.Pred()
	e.Op("mov.u32", block, ptx.Text("%ctaid.x"))
	e.Op("mov.u32", thread, ptx.Text("%tid.x"))
	e.Op("mad.lo.u32", i, block, 256, thread)
	e.Op("setp.ge.u32", done, i, n)
	end := e.NewLabel()
	e.If(done).Go(end)
	at := func(base ptx.Reg) ptx.Reg {
		r := e.U64()
		e.Op("mad.wide.u32", r, i, 4, base)
		return r
	}
	var x []ptx.Reg
	for _, base := range in {
		r := e.F32()
		e.Op("ld.global.f32", r, ptx.At(at(base), 0))
		x = append(x, r)
	}
	e.Op("st.global.f32", ptx.At(at(out), 0), body(e, x))
	e.Place(end)
	return e
}

// TestCard goes through what a card is asked to do.
func TestCard(t *testing.T) {
	d := realCard(t)
	free := must(d.Free())(t)
	t.Logf("%+v, %s free", d.Info(), size(free))
	s := must(d.NewStream(false))(t)
	const n = 100_000
	a, b, c := make([]uint32, n), make([]uint32, n), make([]uint32, n)
	for i := range a {
		a[i], b[i], c[i] = uint32(i)*2654435761, uint32(i)*40503*65537, uint32(i)*2246822519
	}
	for i, bits := range []uint32{0, 1, 0x80000000, 0x80000001, 0x007fffff, 0x00800000, 0x7f7fffff, 0x7f800000, 0xff800000, 0x7fc00000, 0x3f800000, 0xbf800000} {
		for j, other := range []uint32{0, 1, 0x80000000, 0x80000001, 0x007fffff, 0x00800000, 0x7f7fffff, 0x7f800000, 0xff800000, 0x7fc00000, 0x3f800000, 0xbf800000} {
			a[12*i+j], b[12*i+j], c[12*i+j] = bits, other, other^bits
		}
	}
	upload := func(w []uint32) Ptr {
		p := must(d.Alloc(int64(4 * len(w))))(t)
		if err := d.Upload(p, wordBytes(w), s); err != nil {
			t.Fatal(err)
		}
		return p
	}
	pa, pb, pc := upload(a), upload(b), upload(c)
	out := must(d.Alloc(4 * n))(t)
	f := math.Float32frombits
	for _, op := range []struct {
		name string
		want func(a, b, c uint32) float32
	}{
		{"add.rn.f32", func(a, b, _ uint32) float32 { return f(a) + f(b) }},
		{"mul.rn.f32", func(a, b, _ uint32) float32 { return f(a) * f(b) }},
		{"div.rn.f32", func(a, b, _ uint32) float32 { return f(a) / f(b) }},
		{"fma.rn.f32", func(a, b, c uint32) float32 { return f32.FMA(f(a), f(b), f(c)) }},
		{"sqrt.rn.f32", func(a, _, _ uint32) float32 { return float32(math.Sqrt(float64(f(a)))) }},
	} {
		e := mapKernel(3, func(e *ptx.Entry, x []ptx.Reg) ptx.Reg {
			r := e.F32()
			args := []any{r, x[0], x[1], x[2]}
			switch op.name {
			case "sqrt.rn.f32":
				args = args[:2]
			case "fma.rn.f32":
			default:
				args = args[:3]
			}
			e.Op(op.name, args...)
			return r
		})
		fs := must(d.Load(ptx.Module(e), []string{"k"}, 0))(t)
		l := &Launch{Function: fs[0], Grid: [3]int{(n + 255) / 256, 1, 1}, Block: 256, Args: []Value{{uint64(pa), true}, {uint64(pb), true}, {uint64(pc), true}, {uint64(out), true}, {n, false}}}
		if err := d.Launch(l, s); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, 4*n)
		if err := d.Download(got, out, s); err != nil {
			t.Fatal(err)
		}
		wrong, nans := 0, map[uint32]int{}
		for i, g := range words(got) {
			w := op.want(a[i], b[i], c[i])
			if math.IsNaN(float64(w)) {
				if !math.IsNaN(float64(f(g))) {
					t.Fatalf("%s of %08x %08x %08x: %08x, want a NaN", op.name, a[i], b[i], c[i], g)
				}
				nans[g]++
			} else if g != math.Float32bits(w) {
				if wrong++; wrong < 4 {
					t.Errorf("%s of %08x %08x %08x: %08x, want %08x", op.name, a[i], b[i], c[i], g, math.Float32bits(w))
				}
			}
		}
		if len(nans) > 1 || nans[0x7fffffff] == 0 {
			t.Errorf("%s: forms of NaN %x, the emulator has 7fffffff alone", op.name, nans)
		}
	}
}

// TestCardGraph runs a chain and a fork of kernels and copies as one graph, twice, and the same with streams and events.
func TestCardGraph(t *testing.T) {
	d := realCard(t)
	double := must(d.Load(ptx.Module(mapKernel(1, func(e *ptx.Entry, x []ptx.Reg) ptx.Reg {
		r := e.F32()
		e.Op("add.rn.f32", r, x[0], x[0])
		return r
	})), []string{"k"}, 0))(t)[0]
	add := must(d.Load(ptx.Module(mapKernel(2, func(e *ptx.Entry, x []ptx.Reg) ptx.Reg {
		r := e.F32()
		e.Op("add.rn.f32", r, x[0], x[1])
		return r
	})), []string{"k"}, 0))(t)[0]
	const n = 1 << 20
	s, urgent := must(d.NewStream(false))(t), must(d.NewStream(true))(t)
	x, y, z := must(d.Alloc(4*n))(t), must(d.Alloc(4*n))(t), must(d.Alloc(4*n))(t)
	host := must(d.Pinned(4 * n))(t)
	copy(host, wordBytes(ones(n)))
	if err := d.Upload(x, host, s); err != nil {
		t.Fatal(err)
	}
	launch := func(f Function, ptrs ...Ptr) Launch {
		l := Launch{Function: f, Grid: [3]int{n / 256, 1, 1}, Block: 256}
		for _, p := range ptrs {
			l.Args = append(l.Args, Value{uint64(p), true})
		}
		l.Args = append(l.Args, Value{n, false})
		return l
	}
	g := must(d.NewGraph([]Node{
		{Launch: launch(double, x, y)},                     // y = 2x
		{Dst: z, Src: x, Bytes: 4 * n},                     // z = x
		{Launch: launch(add, y, z, x), After: []int{0, 1}}, // x = 3x
	}))(t)
	e := must(d.NewEvent())(t)
	for range 2 {
		if err := d.Run(g, s); err != nil {
			t.Fatal(err)
		}
	}
	l := launch(double, x, y)
	back := must(d.Pinned(4 * n))(t)
	for _, err := range []error{d.Record(e, s), d.Wait(urgent, e), d.Launch(&l, urgent), d.Download(back, y, urgent), d.Sync(urgent)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for i, w := range words(back) {
		if math.Float32frombits(w) != 18 {
			t.Fatalf("element %d is %v, want 18", i, math.Float32frombits(w))
		}
	}
}

func ones(n int) []uint32 {
	w := make([]uint32, n)
	for i := range w {
		w[i] = math.Float32bits(1)
	}
	return w
}

// TestCardErrors brings about what can go wrong without losing the card.
func TestCardErrors(t *testing.T) {
	d := realCard(t)
	says := func(err error, is error, texts ...string) {
		t.Helper()
		if err == nil || is != nil && !errors.Is(err, is) {
			t.Errorf("%v is not %v", err, is)
			return
		}
		for _, text := range texts {
			if !strings.Contains(err.Error(), text) {
				t.Errorf("%q does not say %q", err, text)
			}
		}
		t.Log(err)
	}
	_, err := d.Load(".version 7.4\n.target sm_80\n.address_size 64\n.visible .entry k() { frobnicate.f32 %f1; }\n", []string{"k"}, 0)
	says(err, nil, "compiling a module", "frobnicate")
	_, err = d.Load(".version 99.0\n.target sm_80\n.address_size 64\n", nil, 0)
	says(err, nil, "compiling")
	_, err = d.Load(ptx.Module(mapKernel(1, func(e *ptx.Entry, x []ptx.Reg) ptx.Reg { return x[0] })), []string{"no_such_kernel"}, 0)
	says(err, nil, "looking for the kernel no_such_kernel")
	_, err = d.Alloc(d.Info().Memory + 1<<30)
	says(err, ErrMemory, "are free")
	f := must(d.Load(ptx.Module(mapKernel(1, func(e *ptx.Entry, x []ptx.Reg) ptx.Reg { return x[0] })), []string{"k"}, 0))(t)[0]
	s := must(d.NewStream(false))(t)
	big := &Launch{Function: f, Grid: [3]int{1, 1, 1}, Block: 256, Shared: d.Info().Shared, Args: []Value{{0, true}, {0, true}, {0, false}}}
	says(d.Launch(big, s), nil, "launching a kernel") // nobody allowed the function so much
	says(d.Launch(&Launch{Function: f, Grid: [3]int{1, 1, 1}, Block: 512, Args: big.Args}, s), nil, "launching a kernel")
	if err := d.Sync(s); err != nil {
		t.Errorf("after that the card is of no use: %v", err)
	}
	allowed := must(d.Load(ptx.Module(mapKernel(1, func(e *ptx.Entry, x []ptx.Reg) ptx.Reg { return x[0] })), []string{"k"}, d.Info().Shared))(t)[0]
	big.Function = allowed
	if err := errors.Join(d.Launch(big, s), d.Sync(s)); err != nil {
		t.Errorf("%d bytes of shared memory: %v", d.Info().Shared, err)
	}
}

// TestCardLost lets a kernel write to nowhere, in a process of its own, which then can do nothing more on the card.
func TestCardLost(t *testing.T) {
	d := realCard(t)
	const inside = "REFUTE_CUDA_LOSE"
	if os.Getenv(inside) == "" {
		c := exec.Command(os.Args[0], "-test.run=^TestCardLost$", "-test.v")
		c.Env = append(os.Environ(), inside+"=1")
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		for _, line := range strings.Split(string(out), "\n") {
			if strings.Contains(line, "cuda: ") {
				t.Log(strings.TrimSpace(line))
			}
		}
		return
	}
	f := must(d.Load(ptx.Module(mapKernel(0, func(e *ptx.Entry, _ []ptx.Reg) ptx.Reg { return e.ConstF(1) })), []string{"k"}, 0))(t)[0]
	s := must(d.NewStream(false))(t)
	err := errors.Join(d.Launch(&Launch{Function: f, Grid: [3]int{1, 1, 1}, Block: 256, Args: []Value{{64, true}, {256, false}}}, s), d.Sync(s))
	if !errors.Is(err, ErrLost) {
		t.Errorf("a write to nowhere: %v", err)
	}
	t.Log(err)
	if _, err := d.Alloc(8); !errors.Is(err, ErrLost) {
		t.Errorf("afterwards: %v", err)
	}
}

// TestCardTimes shows what calls cost: it asks nothing but that they work.
func TestCardTimes(t *testing.T) {
	d := realCard(t)
	s := must(d.NewStream(false))(t)
	from, to := must(d.NewEvent())(t), must(d.NewEvent())(t)
	// The compiler: kernels of some 500 instructions each, all different.
	long := func(seed int) *ptx.Entry {
		e := mapKernel(2, func(e *ptx.Entry, x []ptx.Reg) ptx.Reg {
			acc := []ptx.Reg{x[0], x[1], e.ConstF(float32(seed) + 0.5), e.ConstF(float32(seed))}
			for i := range 500 {
				r := e.F32()
				e.Op("fma.rn.f32", r, acc[i%4], acc[(i+1)%4], acc[(i*7+seed)%4])
				acc[(i+3)%4] = r
			}
			return acc[0]
		})
		return e
	}
	const kernels = 32
	begin := time.Now()
	for i := range kernels {
		must(d.Load(ptx.Module(long(i)), []string{"k"}, 0))(t)
	}
	t.Logf("compiling %d kernels of 500 instructions: %v", kernels, time.Since(begin).Round(time.Millisecond)) // by 8 goroutines it took as long

	f := must(d.Load(ptx.Module(mapKernel(0, func(e *ptx.Entry, _ []ptx.Reg) ptx.Reg { return e.ConstF(1) })), []string{"k"}, 0))(t)[0]
	p := must(d.Alloc(1 << 28))(t)
	l := &Launch{Function: f, Grid: [3]int{1, 1, 1}, Block: 256, Args: []Value{{uint64(p), true}, {256, false}}}
	for range 3 {
		if err := errors.Join(d.Launch(l, s), d.Sync(s)); err != nil {
			t.Fatal(err)
		}
	}
	const launches = 2000
	begin = time.Now()
	for range launches {
		if err := d.Launch(l, s); err != nil {
			t.Fatal(err)
		}
	}
	given := time.Since(begin)
	if err := d.Sync(s); err != nil {
		t.Fatal(err)
	}
	t.Logf("a launch takes %.2f µs to give, %.2f µs with its kernel", us(given, launches), us(time.Since(begin), launches))
	begin = time.Now()
	for range 200 {
		if err := errors.Join(d.Launch(l, s), d.Sync(s)); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("a launch and the wait for it: %.2f µs", us(time.Since(begin), 200))
	var nodes []Node
	for i := range 500 {
		n := Node{Launch: *l}
		if i > 0 {
			n.After = []int{i - 1}
		}
		nodes = append(nodes, n)
	}
	begin = time.Now()
	g := must(d.NewGraph(nodes))(t)
	t.Logf("a graph of %d kernels is made in %v", len(nodes), time.Since(begin).Round(time.Microsecond))
	for range 3 {
		begin = time.Now()
		if err := errors.Join(d.Record(from, s), d.Run(g, s), d.Record(to, s)); err != nil {
			t.Fatal(err)
		}
		given = time.Since(begin)
		if err := d.Sync(s); err != nil {
			t.Fatal(err)
		}
		ms := must(d.Elapsed(from, to))(t)
		t.Logf("it runs in %.3f ms, %.2f µs a kernel, given in %.1f µs", ms, ms*1000/float32(len(nodes)), us(given, 1))
	}
	pinned, plain := must(d.Pinned(1<<28))(t), make([]byte, 1<<28)
	rate := func(what string, bytes int64, do func() error) {
		t.Helper()
		var ms float32
		for range 3 {
			if err := errors.Join(d.Record(from, s), do(), d.Record(to, s), d.Sync(s)); err != nil {
				t.Fatal(err)
			}
			ms = must(d.Elapsed(from, to))(t)
		}
		t.Logf("%s: %.1f GB/s", what, float64(bytes)/1e6/float64(ms))
	}
	rate("to the card, pinned", 1<<28, func() error { return d.Upload(p, pinned, s) })
	rate("to the card, Go's memory", 1<<28, func() error { return d.Upload(p, plain, s) })
	rate("from the card, pinned", 1<<28, func() error { return d.Download(pinned, p, s) })
	rate("from the card, Go's memory", 1<<28, func() error { return d.Download(plain, p, s) })
	rate("on the card, read and written", 1<<28, func() error { return d.Copy(p, p+1<<27, 1<<27, s) })
	if !bytes.Equal(pinned[:1<<20], plain[:1<<20]) {
		t.Error("the bytes of both ways differ")
	}
}

func us(d time.Duration, n int) float64 { return float64(d.Nanoseconds()) / 1000 / float64(n) }
