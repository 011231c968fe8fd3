package model

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"refute/config"
	"refute/sim/kernel"
	"refute/sim/ledger"
	"refute/sim/scenario"
)

// randomScenario draws every key of a scenario within what makes short runs, and repairs what is impossible together.
func randomScenario(rng *rand.Rand) *scenario.Scenario {
	var s scenario.Scenario
	if err := config.Read("x", strings.NewReader("solvers: [{name: a}]"), nil, &s); err != nil {
		panic(err)
	}
	pick := func(words ...string) string { return words[rng.IntN(len(words))] }
	often := func(p float64) bool { return rng.Float64() < p }
	span := func(most kernel.Time) kernel.Time { return kernel.Time(rng.Int64N(int64(most) + 1)) }
	ether := func(most float64) ledger.Gwei { return ledger.Gwei(rng.Float64() * most * 1e9) }
	s.Seed, s.Tasks = rng.Uint64(), 1+rng.IntN(60)
	s.Task.Steps, s.Task.Cost, s.Task.Reward, s.Task.Every = 1+rng.Int64N(500), ether(2), ether(2), span(4*kernel.Hour)
	s.Task.Arrival, s.Task.StepTime = pick("fixed", "poisson"), span(20*kernel.Second)
	if often(0.2) {
		s.Task.CheapShare, s.Task.CheapCost, s.Task.CheapReward, s.Task.CheapSteps = rng.Float64(), ether(0.1), ether(0.5), 1+rng.Int64N(10)
	}
	s.Terms.Bond, s.Terms.ChallengeBond, s.Terms.Share, s.Terms.Late = ether(20), ether(1), rng.Float64(), rng.Float64()/2
	s.Terms.Window, s.Terms.Clock, s.Terms.Extension, s.Terms.EpochTime = span(3*kernel.Hour), 1+span(kernel.Hour), 1+span(10*kernel.Minute), kernel.Second+span(5*kernel.Hour)
	s.Terms.Clocks = pick("chess", "move")
	s.Scheme.Kind, s.Scheme.CommitReveal = pick("slash", "audit", "jackpot", "posp", "attention"), often(0.5)
	s.Scheme.Auditors, s.Scheme.AuditSteps, s.Scheme.Check, s.Scheme.AuditPay = 1+rng.IntN(5), 1+rng.Int64N(s.Task.Steps), rng.Float64(), ether(0.1)
	s.Scheme.Forced, s.Scheme.Jackpot, s.Scheme.Pot, s.Scheme.Tax, s.Scheme.Curve = rng.Float64()/2, ether(20), ether(50), ether(1), pick("halving", "equal")
	s.Scheme.Tests, s.Scheme.Penalty, s.Scheme.Bounty, s.Scheme.Subsidy = rng.Float64(), ether(1), ether(1), ether(0.1)
	s.Scheme.Judge, s.Scheme.Committee = pick("referee", "referee", "committee"), 1+rng.IntN(9)
	n := &s.Network
	n.Latency, n.Delay, n.Loss, n.Distance = span(kernel.Minute), pick("fixed", "uniform", "exponential"), rng.Float64()*0.5, span(kernel.Second)
	if often(0.5) {
		n.Up, n.Down = kernel.Minute+span(5*kernel.Hour), kernel.Millisecond+span(2*kernel.Hour)
	}
	if often(0.3) {
		n.CrashEvery, n.CrashShare, n.CrashTime = kernel.Minute+span(10*kernel.Hour), rng.Float64(), kernel.Millisecond+span(kernel.Hour)
	}
	if often(0.3) {
		n.PartitionEvery, n.PartitionShare, n.PartitionTime = kernel.Minute+span(10*kernel.Hour), rng.Float64(), kernel.Millisecond+span(kernel.Hour)
	}
	if often(0.3) {
		n.Eclipse = rng.Float64()
	}
	c := &s.Chain
	c.Block, c.GasPrice, c.GasCap, c.CensorFee = span(30*kernel.Second), ledger.Gwei(rng.IntN(100)), ledger.Gwei(rng.IntN(100)), ether(0.05)
	if often(0.3) {
		c.SpikeEvery = kernel.Minute + span(5*kernel.Hour)
	}
	if often(0.2) {
		c.TokenFall = 0.01 + rng.Float64()*0.99
	}
	s.Learn.Kind = pick("none", "best-response", "fictitious-play", "replicator", "bandit")
	s.Learn.Every = 1 + rng.IntN(10)
	s.Solvers = nil
	firsts := []string{"honest", "skip", "substitute", "poison", "imprecise", "withhold", "silent", "late", "stall"}
	thens := []string{"gamble", "rational", "endgame", "leak", "ally", "selfchallenge", "equivocate", "bribe", "dodge", "grind", "censor", "farm"}
	for i := range 1 + rng.IntN(4) {
		g := scenario.Solvers{Name: fmt.Sprint("s", i), Count: 1 + rng.IntN(4), Bankroll: s.Terms.Bond + ether(40), Bad: rng.Int64N(s.Task.Steps + 1), Saves: rng.Float64(), Gain: ether(3),
			Chance: rng.Float64(), Believes: rng.Float64(), Last: rng.Float64(), Bribe: ether(10), Foresees: rng.Float64(), Grinds: rng.IntN(5), Budget: ether(3), Speed: 0.5 + rng.Float64(), Region: rng.IntN(3),
			Answer: span(kernel.Minute)}
		g.Strategy = append(g.Strategy, pick(firsts...))
		for often(0.5) {
			g.Strategy = append(g.Strategy, pick(thens...))
		}
		if s.Learn.Kind != "none" && often(0.5) {
			g.Arms = []string{"honest", "skip", "stall"}
		}
		s.Solvers = append(s.Solvers, g)
	}
	verifierFirsts := []string{"honest", "lazy", "copier", "partial", "predictor", "predictable", "griefer"}
	verifierThens := []string{"sybil", "bribed", "ally", "sniper", "leaves", "noisy"}
	for i := range 1 + rng.IntN(4) {
		g := scenario.Verifiers{Name: fmt.Sprint("v", i), Count: 1 + rng.IntN(6), Bankroll: ether(30), Stake: 1 + rng.Float64(), Rate: rng.Float64(), Part: rng.Float64(), Foresees: rng.Float64(),
			Sybils: 1 + rng.IntN(64), Accuses: rng.Float64(), Noise: rng.Float64() / 4, Patience: 1 + rng.IntN(10), Speed: 0.5 + rng.Float64(), Queue: often(0.5), Region: rng.IntN(3)}
		switch rng.IntN(3) {
		case 0:
			g.Sample = 1 + rng.Int64N(s.Task.Steps)
		case 1:
			g.Each = rng.Float64()
		}
		g.Strategy = append(g.Strategy, pick(verifierFirsts...))
		for often(0.5) {
			g.Strategy = append(g.Strategy, pick(verifierThens...))
		}
		if s.Learn.Kind != "none" && often(0.5) {
			g.Arms = []string{"lazy", "honest", "copier", "partial"}
		}
		s.Verifiers = append(s.Verifiers, g)
	}
	if err := s.Check(); err != nil {
		panic(err)
	}
	return &s
}

// Whatever the scenario, a run ends; money is conserved after every event and belongs to somebody at the end; what a run gives does not
// depend on the runs that its world made before.
func TestRandomScenarios(t *testing.T) {
	for seed := range uint64(120) {
		s := randomScenario(rand.New(rand.NewPCG(seed, 4)))
		w, err := New(s, Abstract{})
		if err != nil {
			t.Fatal(err)
		}
		var first [3][]int64
		for _, n := range []uint64{0, 1, 2} {
			if err := w.Run(context.Background(), n, Watch{}); err != nil {
				t.Fatalf("seed %d, run %d: %v\n%+v", seed, n, err, s)
			}
			first[n] = w.Values(nil)
			m := byName(w)
			if m["cheated"] != m["detected"]+m["undetected"]+m["lapsed_cheats"] {
				t.Errorf("seed %d: %d cheated, %d detected, %d not, %d lapsed", seed, m["cheated"], m["detected"], m["undetected"], m["lapsed_cheats"])
			}
			if m["tasks"] != m["finished"]+m["slashed"]+m["lapsed"]+m["unserved"] {
				t.Errorf("seed %d: %d tasks came to %d finished, %d slashed, %d lapsed, %d unserved", seed, m["tasks"], m["finished"], m["slashed"], m["lapsed"], m["unserved"])
			}
			if m["games"] != m["challenges"] {
				t.Errorf("seed %d: %d challenges, %d games", seed, m["challenges"], m["games"])
			}
		}
		for _, n := range []uint64{2, 0, 1} {
			watch := Watch{Sample: func(kernel.Time, string, float64) {}, Event: func(kernel.Time, string, string, int, ledger.Gwei, string) {}}
			if err := w.Run(context.Background(), n, watch); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(w.Values(nil), first[n]) {
				t.Fatalf("seed %d: run %d gives something else when it is made again and watched", seed, n)
			}
		}
	}
}

func byName(w *World) map[string]int64 {
	m := map[string]int64{}
	values := w.Values(nil)
	for i, c := range w.Metrics() {
		m[c.Name] = values[i]
	}
	return m
}

// Every strategy that a file may name exists, and every one that exists may be named.
func TestStrategiesHaveNames(t *testing.T) {
	check := func(of reflect.Type, field string, have []string) {
		f, _ := of.FieldByName(field)
		names := strings.Fields(f.Tag.Get("oneof"))
		slices.Sort(names)
		slices.Sort(have)
		if field == "Strategy" && !slices.Equal(names, have) {
			t.Errorf("%s.%s: the file allows %v, there are %v", of, field, names, have)
		}
		for _, n := range names {
			if !slices.Contains(have, n) {
				t.Errorf("%s.%s: there is no %s", of, field, n)
			}
		}
	}
	var solvers, verifiers, learn []string
	for n := range solverStrategies {
		solvers = append(solvers, n)
	}
	for n := range verifierStrategies {
		verifiers = append(verifiers, n)
	}
	for n := range learners {
		learn = append(learn, n)
	}
	for _, field := range []string{"Strategy", "Arms"} {
		check(reflect.TypeFor[scenario.Solvers](), field, solvers)
		check(reflect.TypeFor[scenario.Verifiers](), field, verifiers)
	}
	check(reflect.TypeFor[scenario.Learn](), "Kind", append(learn, "none"))
}
