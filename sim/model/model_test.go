package model

import (
	"context"
	"math"
	"strings"
	"testing"

	"refute/sim/kernel"
	"refute/sim/ledger"
	"refute/sim/scenario"
)

func world(t testing.TB, text string, sets ...string) *World {
	t.Helper()
	s, err := scenario.Read("test", strings.NewReader(text), sets)
	if err != nil {
		t.Fatal(err)
	}
	w, err := New(s, Abstract{})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// sums returns the metrics of so many runs, summed. Floats are summed as numbers.
func sums(t testing.TB, w *World, runs int) map[string]float64 {
	t.Helper()
	m := map[string]float64{}
	columns := w.Metrics()
	for n := range runs {
		if err := w.Run(context.Background(), uint64(n), Watch{}); err != nil {
			t.Fatal(err)
		}
		for i, v := range w.Values(nil) {
			if columns[i].Float {
				m[columns[i].Name] += math.Float64frombits(uint64(v))
			} else {
				m[columns[i].Name] += float64(v)
			}
		}
	}
	return m
}

const twenty = `
tasks: 100
solvers:
  - {name: good, count: 10}
  - {name: bad, count: 2, strategy: [skip], bad: 100}
verifiers:
  - {name: honest, count: 20, sample: 20, rate: 0.5}
`

func BenchmarkTwenty(b *testing.B) {
	w := world(b, twenty)
	events := int64(0)
	b.ReportAllocs()
	for i := range b.N {
		if err := w.Run(context.Background(), uint64(i), Watch{}); err != nil {
			b.Fatal(err)
		}
		events += w.Handled()
	}
	b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
}

// Once a world is warm, its runs allocate nothing.
func TestNoAllocationARun(t *testing.T) {
	w := world(t, twenty)
	for n := range uint64(3) {
		if err := w.Run(context.Background(), n, Watch{}); err != nil {
			t.Fatal(err)
		}
	}
	if n := testing.AllocsPerRun(5, func() { _ = w.Run(context.Background(), 1, Watch{}) }); n > 0 {
		t.Errorf("%v allocations a run", n)
	}
}

// One task of an honest solver and of a caught one, by hand: every credit and debit.
func TestMoneyOfOneTask(t *testing.T) {
	const base = `
tasks: 1
task: {steps: 10, reward: 3 ether, cost: 1 ether, audit: 1}
terms: {bond: 8 ether, challenge_bond: 2 ether, share: 0.25}
chain: {gas_price: 0 gwei}
solvers: [{name: s, strategy: [STRATEGY], bad: 2, gain: 5 ether, bankroll: 100 ether}]
verifiers: [{name: v, count: COUNT}]
`
	for _, c := range []struct {
		name, strategy, count              string
		solver, verifiers, minted, burnt   float64 // ether
		finished, detected, slashed, games float64
	}{
		{"honest", "honest", "2", 3 - 1, -2, 3, 0, 1, 0, 0, 0},
		{"caught", "skip", "2", -0.8 - 8, 2 - 2, 0, 6, 0, 1, 1, 2},
		{"poison, nobody looks", "poison", "0", 3 - 1 + 5, 0, 8, 0, 1, 0, 0, 0},
		{"late", "late", "1", -1 - 0.8, 0, 0, 0.8, 0, 0, 0, 0},
		{"against itself", "skip, selfchallenge", "0", -0.8 - 8 + 2, 0, 0, 6, 0, 1, 1, 1},
		{"equivocates", "skip, equivocate", "1", -0.8 - 8, 2 /* two signatures are seen without an audit */, 0, 6, 0, 1, 1, 0},
		{"stalls", "skip, stall", "1", -0.8 - 8, 2 - 1, 0, 6, 0, 1, 1, 1},
		{"shows nothing", "withhold", "1", -0.1 - 8, 2 - 1, 0, 6, 0, 1, 1, 1},
	} {
		w := world(t, strings.NewReplacer("STRATEGY", c.strategy, "COUNT", "1").Replace(base))
		if c.count == "0" {
			w = world(t, strings.NewReplacer("STRATEGY", c.strategy, "COUNT", "1, strategy: [lazy]").Replace(base))
		} else if c.count == "2" {
			w = world(t, strings.NewReplacer("STRATEGY", c.strategy, "COUNT", "2").Replace(base), "network.latency=0s", "chain.block=12s")
		}
		m := sums(t, w, 1)
		for name, want := range map[string]float64{
			"solver.s.profit": c.solver * 1e9, "verifier.v.profit": c.verifiers * 1e9, "minted": c.minted * 1e9, "burnt": c.burnt * 1e9,
			"finished": c.finished, "detected": c.detected, "slashed": c.slashed, "games": c.games,
		} {
			if name == "minted" {
				want -= 0
			}
			if m[name] != want {
				t.Errorf("%s: %s is %v, want %v", c.name, name, m[name], want)
			}
		}
	}
}

// Who is added changes nothing of what others draw: their audits are the same.
func TestOthersDrawTheSame(t *testing.T) {
	const text = `
tasks: 50
solvers: [{name: s, strategy: [skip], bad: 100, bankroll: 10000 ether}]
verifiers:
EXTRA
  - {name: v, count: 3, sample: 7, rate: 0.4}
`
	first := sums(t, world(t, strings.Replace(text, "EXTRA\n", "", 1)), 3)
	for _, extra := range []string{"  - {name: w, count: 5, rate: 0.3, sample: 3}\n"} {
		again := sums(t, world(t, strings.Replace(text, "EXTRA\n", extra, 1)), 3)
		for _, name := range []string{"verifier.v.audits", "verifier.v.found"} {
			if first[name] != again[name] || first[name] == 0 {
				t.Errorf("%s was %v, is %v with others there", name, first[name], again[name])
			}
		}
	}
}

// What an agent's absences are does not depend on who asks when.
func TestAbsencesAreOnePath(t *testing.T) {
	src := kernel.NewSource(1, 2)
	for e := range uint64(200) {
		var a, b absence
		a.reset(src.Stream(e, forAbsence), kernel.Hour, 20*kernel.Minute)
		b.reset(src.Stream(e, forAbsence), kernel.Hour, 20*kernel.Minute)
		b.back(30*kernel.Hour, 0, kernel.Hour, 20*kernel.Minute, new(work)) // looks far ahead first
		away := 0
		for at := kernel.Time(0); at < 40*kernel.Hour; at += 7 * kernel.Minute {
			x, y := a.back(at, at, kernel.Hour, 20*kernel.Minute, new(work)), b.back(at, at, kernel.Hour, 20*kernel.Minute, new(work))
			if x != y || x < at {
				t.Fatalf("at %v: back at %v and at %v", at, x, y)
			}
			if x > at {
				away++
			}
		}
	}
}

// The share of time away, and the chance that a crash takes one, are as asked.
func TestAbsenceShare(t *testing.T) {
	src := kernel.NewSource(1, 2)
	away, n := 0.0, 0.0
	for e := range uint64(20000) {
		var a absence
		a.reset(src.Stream(e, forAbsence), kernel.Hour, 20*kernel.Minute)
		at := kernel.Time(e%7) * kernel.Hour
		if a.back(at, 0, kernel.Hour, 20*kernel.Minute, new(work)) > at {
			away++
		}
		n++
	}
	if p := away / n; math.Abs(p-0.25) > 5*math.Sqrt(0.25*0.75/n) {
		t.Errorf("away %.4f of the time, want 0.25", p)
	}
	w := world(t, "solvers: [{name: s}]\nverifiers: [{name: v, count: 20000}]\nnetwork: {crash_every: 1000h, crash_share: 0.3, crash_time: 1h}")
	if err := w.reset(5, Watch{}); err != nil {
		t.Fatal(err)
	}
	first := w.crashes.next
	hit := 0.0
	for i := range w.verifiers {
		if w.There(&w.verifiers[i].agent, first) > first {
			hit++
		}
	}
	if p := hit / 20000; math.Abs(p-0.3) > 5*math.Sqrt(0.3*0.7/20000) {
		t.Errorf("a crash took %.4f, want 0.3", p)
	}
}

// The bad steps that a sample meets are distributed as in a sample that is drawn step by step without replacement.
func TestSampleIsASample(t *testing.T) {
	w := world(t, "solvers: [{name: s}]")
	s := kernel.NewSource(3, 0).Stream(1, forChoice)
	for _, c := range []struct{ n, draws, bad int64 }{{10, 3, 2}, {10, 9, 1}, {100, 5, 20}, {5, 5, 1}, {7, 0, 3}, {1000, 10, 1}} {
		const runs = 40000
		fast, plain := 0.0, 0.0
		for range runs {
			if found, _ := w.sample(&s, &Task{Steps: c.n}, &Audit{Steps: c.draws, Part: 1}, c.bad); found {
				fast++
			}
			steps := make([]int64, c.n)
			for i := range steps {
				steps[i] = int64(i)
			}
			s.Shuffle(int(c.n), func(i, j int) { steps[i], steps[j] = steps[j], steps[i] })
			for _, step := range steps[:c.draws] {
				if step < c.bad {
					plain++
					break
				}
			}
		}
		p := (fast + plain) / 2 / runs
		if z := (fast - plain) / math.Sqrt(2*runs*p*(1-p)+1); math.Abs(z) > 5 {
			t.Errorf("%+v: found %v and %v times", c, fast, plain)
		}
	}
}

// Disputes end by the clock, for who is late, in the way that the clocks say.
func TestClocks(t *testing.T) {
	const text = `
tasks: 200
terms: {clock: 60s, extension: 20s, window: 1h, share: 0.5}
network: {latency: LATENCY, delay: fixed}
chain: {block: 0s, gas_price: 0 gwei}
solvers: [{name: s, strategy: [skip], bad: 1000, bankroll: 100000 ether}]
verifiers: [{name: v, bankroll: 10000 ether}]
`
	for _, c := range []struct {
		latency, clocks string
		late            float64 // timeouts of 200
	}{{"15s", "chess", 0}, {"15s", "move", 0}, {"21s", "move", 200}, {"61s", "chess", 200}, {"21s", "chess", 200}} {
		m := sums(t, world(t, strings.Replace(text, "LATENCY", c.latency, 1), "terms.clocks="+c.clocks), 1)
		if m["timeouts"] != c.late {
			t.Errorf("%+v: %v timeouts", c, m["timeouts"])
		}
	}
}

func TestEventsAreTold(t *testing.T) {
	w := world(t, twenty)
	kinds := map[string]int{}
	spent := ledger.Gwei(0)
	err := w.Run(context.Background(), 1, Watch{Event: func(_ kernel.Time, kind, actor string, task int, amount ledger.Gwei, _ string) {
		kinds[kind]++
		spent += amount
		if kind == "found" && !strings.HasPrefix(actor, "verifier.honest.") {
			t.Errorf("%q found", actor)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	m := byName(w)
	for kind, want := range map[string]int64{"task": m["tasks"] - m["unserved"], "anchor": m["tasks"], "open": m["challenges"], "verdict": m["games"], "finish": m["finished"], "slash": m["slashed"]} {
		if int64(kinds[kind]) != want {
			t.Errorf("%d events %s, want %d", kinds[kind], kind, want)
		}
	}
}
