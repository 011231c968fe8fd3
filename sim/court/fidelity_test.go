package court

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"

	"refute/sim/court/board"
	"refute/sim/model"
	"refute/sim/scenario"
)

// known is a board that tests share, one after another: what was computed of a place is computed once.
var known = sync.OnceValues(board.New)

// simulate returns the metrics of a run at a fidelity.
func simulate(t testing.TB, text string, fidelity string, run uint64, sets ...string) map[string]int64 {
	t.Helper()
	s, err := scenario.Read("test", strings.NewReader(text), append(sets, "fidelity="+fidelity))
	if err != nil {
		t.Fatal(err)
	}
	return valuesAt(t, s, run)
}

func valuesAt(t testing.TB, s *scenario.Scenario, run uint64) map[string]int64 {
	t.Helper()
	var c model.Court = model.Abstract{}
	if s.Fidelity != "abstract" {
		b, err := known()
		if err != nil {
			t.Fatal(err)
		}
		if c, err = on(s, b); err != nil {
			t.Fatal(err)
		}
	}
	w, err := model.New(s, c)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Run(context.Background(), run, model.Watch{}); err != nil {
		t.Fatalf("run %d of %s, fidelity %s: %v", run, s.Name, s.Fidelity, err)
	}
	m := map[string]int64{}
	values := w.Values(nil)
	for i, c := range w.Metrics() {
		m[c.Name] = values[i]
	}
	return m
}

// randomScenario draws one in which much is disputed, by all kinds of sides, over all kinds of networks.
func randomScenario(rng *rand.Rand) string {
	pick := func(x ...string) string { return x[rng.IntN(len(x))] }
	var b strings.Builder
	fmt.Fprintf(&b, "seed: %d\ntasks: 12\n", rng.Uint32())
	fmt.Fprintf(&b, "task: {steps: %d, every: %s, step_time: 1s, arrival: %s, rounds: %d}\n", 400+rng.IntN(2000), pick("10m", "1h"), pick("fixed", "poisson"), rng.IntN(3))
	fmt.Fprintf(&b, "terms: {bond: %s, share: %s, window: %s, clock: %s, extension: %s, clocks: %s}\n",
		pick("1 ether", "3.333333333 ether"), pick("0.2", "0.0007", "0.5"), pick("30m", "1h"), pick("4m", "20m"), pick("1m", "2m"), pick("chess", "chess", "move"))
	fmt.Fprintf(&b, "solvers:\n")
	fmt.Fprintf(&b, "  - {name: good, count: 3}\n")
	fmt.Fprintf(&b, "  - {name: bad, count: 3, strategy: [%s], bad: 15, bankroll: 100 ether, budget: 5 ether, answer: %s}\n",
		pick("skip", "poison, selfchallenge", "withhold", "skip, stall", "withhold, selfchallenge", "silent", "skip, censor", "imprecise", "skip, drag", "withhold, stall, counter", "poison, counter"), pick("0s", "0s", "20s", "2m"))
	fmt.Fprintf(&b, "verifiers:\n")
	fmt.Fprintf(&b, "  - {name: honest, count: %d, sample: %d, bankroll: 100 ether}\n", 1+rng.IntN(5), 1+rng.IntN(400))
	fmt.Fprintf(&b, "  - {name: other, count: %d, strategy: [%s], accuses: 0.5, noise: 0.3, sample: 10, bankroll: 50 ether}\n", rng.IntN(3)+1,
		pick("griefer", "honest, sybil", "honest, noisy", "lazy, sniper", "griefer, drag", "griefer, private", "honest, private", "copier"))
	fmt.Fprintf(&b, "scheme: {kind: %s}\n", pick("slash", "slash", "jackpot, forced: 0.2", "audit, check: 0.5", "attention"))
	fmt.Fprintf(&b, "network: {latency: %s, delay: %s, loss: %s, up: %s, down: 30m, crash_every: %s, crash_time: 10m, partition_every: %s, partition_time: %s}\n",
		pick("1s", "20s", "1m"), pick("exponential", "fixed", "uniform"), pick("0", "0.3"), pick("0s", "2h"), pick("0s", "3h"), pick("0s", "2h"), pick("3m", "30m"))
	fmt.Fprintf(&b, "chain: {block: %s, gas_price: 0 gwei, gas_cap: 0 gwei, censor_fee: 0.01 ether}\n", pick("1s", "12s"))
	return b.String()
}

// Where gas costs nothing, all fidelities come to the same, in all numbers but the gas that the contracts measure.
func TestFidelities(t *testing.T) {
	total := map[string]int64{}
	n := 24
	if os.Getenv("REFUTE_HEAVY") == "1" {
		n = 400
	}
	for seed := range uint64(n) {
		text := randomScenario(rand.New(rand.NewPCG(seed, 4)))
		want := simulate(t, text, "abstract", seed)
		for _, fidelity := range []string{"game", "evm"} {
			got := simulate(t, text, fidelity, seed)
			for name, v := range want {
				if got[name] != v && !(fidelity == "evm" && name == "gas_used") {
					t.Errorf("scenario %d: %s is %d at %s, %d at abstract\n%s", seed, name, got[name], fidelity, v, text)
				}
			}
		}
		for _, name := range []string{"games", "timeouts", "detected", "games_lost_by_honest", "moves", "slashed", "false_slashes", "missed_deadlines"} {
			total[name] += want[name]
		}
	}
	t.Log(total)
}

// The scenarios that come with the command come to the same at all fidelities, but those that the contracts cannot play.
func TestShippedFidelities(t *testing.T) {
	for _, name := range scenario.Names() {
		sets := []string{"tasks=20", "chain.gas_price=0 gwei", "chain.gas_cap=0 gwei"}
		load := func(fidelity string) *scenario.Scenario {
			s, _, err := scenario.Load(name, append(sets, "fidelity="+fidelity))
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		want := valuesAt(t, load("abstract"), 0)
		for _, fidelity := range []string{"game", "evm"} {
			s := load(fidelity)
			if _, err := termsOf(s); fidelity == "evm" && err != nil {
				t.Log(name, err)
				continue
			}
			for metric, v := range valuesAt(t, s, 0) {
				if v != want[metric] && !(fidelity == "evm" && metric == "gas_used") {
					t.Errorf("%s: %s is %d at %s, %d at abstract", name, metric, v, fidelity, want[metric])
				}
			}
		}
	}
}
