package kernel

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// tape writes down what happens, and schedules what its script says.
type tape struct {
	k    *Kernel
	rng  *rand.Rand
	left int
	seen []Event
}

func (t *tape) Handle(e Event) {
	t.seen = append(t.seen, e)
	for n := t.rng.IntN(3); n > 0 && t.left > 0; n-- {
		t.left--
		t.k.Schedule(e.At+Time(t.rng.IntN(20)), uint8(t.rng.IntN(3)), Kind(t.rng.IntN(5)), 0, int64(t.left))
	}
}

// Events come by time, priority and the order in which they were scheduled, whatever is scheduled while others are handled: as from a
// list that is sorted anew for each.
func TestOrderIsThatOfASortedList(t *testing.T) {
	for seed := range uint64(200) {
		var k Kernel
		tp := &tape{k: &k, rng: rand.New(rand.NewPCG(seed, 1)), left: 2000}
		k.Reset(tp)
		for range 1 + seed%50 {
			k.Schedule(Time(tp.rng.IntN(100)), uint8(tp.rng.IntN(3)), 0, 0, -1)
		}
		k.Run(Never)

		// the same script over a plain list
		list := &sorted{}
		other := &tape{rng: rand.New(rand.NewPCG(seed, 1)), left: 2000}
		for range 1 + seed%50 {
			list.add(Time(other.rng.IntN(100)), uint8(other.rng.IntN(3)), 0, -1)
		}
		for len(list.events) > 0 {
			slices.SortFunc(list.events, func(a, b Event) int {
				if a.before(&b) {
					return -1
				}
				return 1
			})
			e := list.events[0]
			list.events = list.events[1:]
			other.seen = append(other.seen, e)
			for n := other.rng.IntN(3); n > 0 && other.left > 0; n-- {
				other.left--
				list.add(e.At+Time(other.rng.IntN(20)), uint8(other.rng.IntN(3)), Kind(other.rng.IntN(5)), int64(other.left))
			}
		}
		if !slices.Equal(tp.seen, other.seen) {
			t.Fatalf("seed %d: the order differs", seed)
		}
		if k.Pending() != 0 || k.Handled() != int64(len(tp.seen)) {
			t.Fatalf("seed %d: %d wait, %d handled of %d", seed, k.Pending(), k.Handled(), len(tp.seen))
		}
	}
}

// wide schedules as the hold model does, with delays of all lengths, bursts of one instant, and numbers of events that grow and shrink by orders of
// magnitude: through the heap alone, the wheel, all its levels, and back.
type wide struct {
	schedule func(at Time, priority uint8, kind Kind, arg int64)
	rng      *rand.Rand
	left     int
	seen     []Event
}

func (w *wide) Handle(e Event) {
	w.seen = append(w.seen, e)
	n := 1
	switch {
	case w.rng.IntN(300) == 0:
		n = w.rng.IntN(400)
	case len(w.seen)>>9&1 == 1:
		n = w.rng.IntN(2) // dying out
	}
	at, burst := e.At, w.rng.IntN(2) == 0
	for i := range n {
		if i == 0 || !burst {
			at = e.At.Plus(Time(w.rng.Uint64()>>1) >> w.rng.IntN(63))
		}
		if w.left > 0 && at != Never {
			w.left--
			w.schedule(at, uint8(w.rng.IntN(3)), e.Kind, int64(w.left))
		}
	}
}

// The same with delays of all lengths, against a binary search in a sorted list; in pieces, with what is scheduled between them.
func TestOrderAtAllScales(t *testing.T) {
	longest := 0
	for seed := range uint64(120) {
		var k Kernel
		a := &wide{rng: rand.New(rand.NewPCG(seed, 1)), left: 6000}
		a.schedule = func(at Time, p uint8, kind Kind, arg int64) { k.Schedule(at, p, kind, 0, arg) }
		list := &sorted{}
		b := &wide{rng: rand.New(rand.NewPCG(seed, 1)), left: 6000}
		b.schedule = func(at Time, p uint8, kind Kind, arg int64) {
			list.add(at, p, kind, arg)
			e := list.events[len(list.events)-1]
			list.events = list.events[:len(list.events)-1]
			i, _ := slices.BinarySearchFunc(list.events, e, func(x, y Event) int {
				if x.before(&y) {
					return -1
				}
				return 1
			})
			list.events = slices.Insert(list.events, i, e)
		}
		k.Reset(a)
		if seed%2 == 1 { // what a run before left is no matter
			for i := range 500 {
				k.Schedule(Time(i*i*i), 0, 0, 0, 0)
			}
			k.Run(10)
			k.Reset(a)
			a.seen, a.left, a.rng = nil, 6000, rand.New(rand.NewPCG(seed, 1))
		}
		until := rand.New(rand.NewPCG(seed, 2))
		for now := Time(0); now < Never; {
			for range until.IntN(100) {
				at := now.Plus(Time(until.Uint64()>>1) >> until.IntN(63))
				if at == Never {
					continue
				}
				a.schedule(at, 1, 2, -1)
				b.schedule(at, 1, 2, -1)
			}
			if now = now.Plus(Time(until.Uint64()>>1) >> until.IntN(63)); until.IntN(30) == 0 {
				now = Never
			}
			k.Run(now)
			for len(list.events) > 0 && list.events[0].At <= now {
				e := list.events[0]
				list.events = list.events[1:]
				b.Handle(e)
			}
			if k.Pending() != len(list.events) {
				t.Fatalf("seed %d: %d wait, %d in the list", seed, k.Pending(), len(list.events))
			}
			longest = max(longest, k.far.size)
			if !slices.Equal(a.seen, b.seen) {
				t.Fatalf("seed %d: the order differs by %v", seed, now)
			}
		}
	}
	if longest < 1000 {
		t.Errorf("at most %d events were in the wheel", longest)
	}
}

type sorted struct {
	events []Event
	seq    uint64
}

func (s *sorted) add(at Time, priority uint8, kind Kind, arg int64) {
	s.seq++
	s.events = append(s.events, Event{at, uint64(priority)<<56 | s.seq, kind, 0, arg})
}

type ring struct{ k *Kernel }

func (r ring) Handle(e Event) { r.k.After(1+e.At%7, e.Kind, e.Who, e.Arg) }

func TestNoAllocationAnEvent(t *testing.T) {
	var k Kernel
	k.Reset(ring{&k})
	for _, pending := range []int{10, 100, 5000} {
		k.Reset(ring{&k})
		for i := range pending {
			k.Schedule(Time(i), 0, 0, int32(i), 0)
		}
		k.Run(500)
		until := Time(500)
		if n := testing.AllocsPerRun(10, func() { until += 50; k.Run(until) }); n != 0 {
			t.Errorf("%v allocations", n)
		}
		if k.Pending() != pending || k.Now() > until {
			t.Errorf("%d wait at %v", k.Pending(), k.Now())
		}
	}
}

func TestStopAndPast(t *testing.T) {
	var k Kernel
	k.Reset(stopper{&k})
	k.Schedule(5, 0, 0, 0, 0)
	k.Schedule(6, 0, 0, 0, 0)
	k.Schedule(Never, 0, 0, 0, 0)
	k.Run(Never)
	if k.Now() != 5 || k.Pending() != 1 {
		t.Errorf("stopped at %v with %d", k.Now(), k.Pending())
	}
	defer func() {
		if recover() == nil {
			t.Error("an event in the past was taken")
		}
	}()
	k.Schedule(4, 0, 0, 0, 0)
}

type stopper struct{ k *Kernel }

func (s stopper) Handle(Event) { s.k.Stop() }

func TestElementary(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	worst := 0.0
	for range 200_000 {
		x := math.Float64frombits(rng.Uint64() &^ (1 << 63))
		if x != x || math.IsInf(x, 0) || x < 0x1p-1022 { // math.Log itself is wrong on subnormal numbers on some machines
			continue
		}
		worst = max(worst, math.Abs(Ln(x)-math.Log(x))/max(math.Abs(math.Log(x)), 1e-300))
	}
	for range 200_000 {
		x := rng.Float64()*2 + 1e-9
		worst = max(worst, math.Abs(Ln(x)-math.Log(x))/max(math.Abs(math.Log(x)), 1e-300))
		x = (rng.Float64() - 0.5) * 1400
		worst = max(worst, math.Abs(Exp(x)/math.Exp(x)-1))
	}
	if worst > 5e-15 {
		t.Errorf("relative error %g", worst)
	}
	for _, c := range []struct{ got, want float64 }{
		{Ln(1), 0}, {Ln(0), math.Inf(-1)}, {Ln(math.Inf(1)), math.Inf(1)}, {Exp(0), 1}, {Exp(1000), math.Inf(1)}, {Exp(-1000), 0}, {Power(3, 5), 243}, {Power(0.5, 0), 1},
		{Ln(5e-324), -744.4400719213812},
	} {
		if math.Abs(c.got-c.want) > 1e-12 {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
	if !math.IsNaN(Ln(-1)) || !math.IsNaN(Ln(math.NaN())) || !math.IsNaN(Exp(math.NaN())) {
		t.Error("NaN is lost")
	}
}

// The first numbers of a stream are pinned: a change would change every published result.
func TestStreamsArePinned(t *testing.T) {
	s := NewSource(7, 3).Stream(11, Named("latency"))
	got := []uint64{s.Uint64(), s.Uint64(), s.Below(1000)}
	e := s.Exponential()
	want := []uint64{0x5d70b5c06af4020a, 0xaca6382702b01d9a, 0x2d9}
	if !slices.Equal(got, want) || math.Float64bits(e) != 0x3fd1e6bcef19406b {
		t.Errorf("got %#x and %#x", got, math.Float64bits(e))
	}
}

// The layers of the ziggurat have one size and end at 0, and what comes out is exponential: in each of 1,024 intervals of one probability, in the tail, and among those
// numbers that the layers' edges decide.
func TestExponential(t *testing.T) {
	for i := 1; i < 256; i++ {
		if area := layerX[i] * (layerY[i+1] - layerY[i]); math.Abs(area/zigguratSize-1) > 1e-9 {
			t.Errorf("layer %d has size %g", i, area)
		}
	}
	if area := zigguratTail*layerY[1] + layerY[1]; math.Abs(area/zigguratSize-1) > 1e-12 {
		t.Errorf("the base has size %g", area)
	}
	s := NewSource(1, 2).Stream(3, Named("exponential"))
	const n = 4_000_000
	var bins [1024]float64
	var tail, farTail, sum float64
	for range n {
		x := s.Exponential()
		bins[min(1023, int(1024*-math.Expm1(-x)))]++
		sum += x
		if x > zigguratTail {
			tail++
		}
		if x > zigguratTail+2 {
			farTail++
		}
	}
	chi := 0.0
	for _, c := range bins {
		chi += (c - n/1024.) * (c - n/1024.) / (n / 64)
	}
	if chi > 1205 { // four sigma of chi-square with 1,023 degrees of freedom
		t.Errorf("chi-square %.1f", chi)
	}
	if z := (sum/n - 1) * math.Sqrt(n); math.Abs(z) > 4 {
		t.Errorf("mean off by %.1f sigma", z)
	}
	for _, c := range []struct{ got, p float64 }{{tail, math.Exp(-zigguratTail)}, {farTail, math.Exp(-zigguratTail - 2)}} {
		if z := (c.got - n*c.p) / math.Sqrt(n*c.p); math.Abs(z) > 4 {
			t.Errorf("%v in the tail, %.0f expected", c.got, n*c.p)
		}
	}
}

// Streams whose names differ in anything are not correlated, and each is uniform.
func TestStreamsAreIndependent(t *testing.T) {
	const n = 4000
	a, b := Named("a"), Named("b")
	pairs := [][2]Stream{}
	for i := range uint64(50) {
		src := NewSource(1, i)
		pairs = append(pairs, [2]Stream{src.Stream(i, a), src.Stream(i, b)}, [2]Stream{src.Stream(i, a), src.Stream(i+1, a)},
			[2]Stream{src.Stream(i, a), NewSource(1, i+1).Stream(i, a)}, [2]Stream{src.Stream(i, a), NewSource(2, i).Stream(i, a)})
	}
	for i, p := range pairs {
		var sum, mean float64
		for range n {
			x, y := p[0].Float64()-0.5, p[1].Float64()-0.5
			sum += x * y
			mean += x
		}
		if z := sum * 12 / math.Sqrt(n); math.Abs(z) > 5 {
			t.Errorf("pair %d: correlation of %.1f sigma", i, z)
		}
		if z := mean * math.Sqrt(12./n); math.Abs(z) > 5 {
			t.Errorf("pair %d: mean off by %.1f sigma", i, z)
		}
	}
}

// First numbers of neighbouring streams are uniform too: chi-square over 64 bins, 99.99% is 118.
func TestFirstNumbersOfStreams(t *testing.T) {
	src, p := NewSource(3, 1), Named("x")
	var bins [64]float64
	const n = 64000
	for i := range uint64(n) {
		s := src.Stream(i, p)
		bins[s.Below(64)]++
	}
	chi := 0.0
	for _, c := range bins {
		chi += (c - n/64) * (c - n/64) / (n / 64)
	}
	if chi > 125 {
		t.Errorf("chi-square %.1f", chi)
	}
}

func BenchmarkRing(b *testing.B) {
	for _, n := range []int{1000, 100_000} {
		b.Run(map[int]string{1000: "1e3", 100_000: "1e5"}[n], func(b *testing.B) {
			var k Kernel
			src := NewSource(1, 1)
			t := &timers{k: &k, s: src.Stream(0, Named("ring")), left: b.N}
			k.Reset(t)
			for i := range n {
				k.Schedule(Time(t.s.Below(1000)), 0, 0, int32(i), 0)
			}
			b.ResetTimer()
			k.Run(Never)
		})
	}
}

type timers struct {
	k    *Kernel
	s    Stream
	left int
}

func (t *timers) Handle(e Event) {
	if t.left--; t.left <= 0 {
		t.k.Stop()
	}
	t.k.After(Time(1+t.s.Below(1000)), e.Kind, e.Who, e.Arg)
}

// before is the order that the tests' lists keep.
func (e *Event) before(o *Event) bool { return e.At < o.At || e.At == o.At && e.order < o.order }
