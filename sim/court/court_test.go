package court

import (
	"context"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"refute/sim/model"
	"refute/sim/scenario"
)

func newWorld(t testing.TB, text string, c func(*scenario.Scenario) (model.Court, error), sets ...string) *model.World {
	t.Helper()
	s, err := scenario.Read("test", strings.NewReader(text), sets)
	if err != nil {
		t.Fatal(err)
	}
	court, err := c(s)
	if err != nil {
		t.Fatal(err)
	}
	w, err := model.New(s, court)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func valuesOf(t *testing.T, w *model.World, run int) []int64 {
	t.Helper()
	if err := w.Run(context.Background(), uint64(run), model.Watch{}); err != nil {
		t.Fatal(err)
	}
	return w.Values(nil)
}

// Runs do not depend on those before them in the same world: so they are the same at any number of workers.
func TestRunsAreApart(t *testing.T) {
	text := randomScenario(rand.New(rand.NewPCG(3, 4)))
	for _, fidelity := range []string{"game", "evm"} {
		up, down := newWorld(t, text, New, "fidelity="+fidelity), newWorld(t, text, New, "fidelity="+fidelity)
		var a, b [4][]int64
		for n := range a {
			m := len(b) - 1 - n
			a[n], b[m] = valuesOf(t, up, n), valuesOf(t, down, m)
		}
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%s: runs in another order are other runs", fidelity)
		}
		if slices.Equal(a[0], a[1]) {
			t.Errorf("%s: two runs are the same", fidelity)
		}
	}
}

const priced = `
tasks: 40
task: {rounds: ROUNDS}
solvers:
  - {name: good, count: 3, bankroll: 1000 ether}
  - {name: bad, count: 3, strategy: [STRATEGY], bad: 15, bankroll: 1000 ether}
verifiers:
  - {name: honest, count: 3, sample: 300}
  - {name: griefer, count: 1, strategy: [griefer], accuses: 0.5}
chain: {spike_every: 10h, spike: 3}
`

// Where gas has its price, verdicts are the same, and what everybody has differs by the gas alone: the contracts' own, against the mean of its path. No
// side's gas is farther from that than gasApart.
func TestGasIsTheDifference(t *testing.T) {
	for _, c := range [][2]string{{"skip", "0"}, {"skip", "1"}, {"withhold", "2"}, {"skip, stall", "1"}} {
		text := strings.NewReplacer("STRATEGY", c[0], "ROUNDS", c[1]).Replace(priced)
		want := simulate(t, text, "abstract", 1)
		for name, v := range simulate(t, text, "game", 1) {
			if v != want[name] {
				t.Errorf("%s: %s is %d at game, %d at abstract", c[0], name, v, want[name])
			}
		}
		got := simulate(t, text, "evm", 1)
		for _, name := range []string{"games", "moves", "timeouts", "slashed", "detected", "finished", "games_lost_by_honest"} {
			if got[name] != want[name] {
				t.Errorf("%s: %s is %d at evm, %d at abstract", c[0], name, got[name], want[name])
			}
		}
		if want["games"] < 10 {
			t.Errorf("%s: %d games", c[0], want["games"])
		}
		apart := float64(got["gas_used"])/float64(want["gas_used"]) - 1
		t.Logf("%s, %s rounds: gas %.1f%% apart, %d games", c[0], c[1], 100*apart, want["games"])
		most := int64(gasApart * float64(want["fees"]))
		for name, v := range want {
			if strings.HasSuffix(name, ".profit") || name == "fees" || name == "burnt" {
				if d := got[name] - v; d > most || -d > most {
					t.Errorf("%s: %s is %d at evm, %d at abstract: %d gwei apart, of %d in fees", c[0], name, got[name], v, d, want["fees"])
				}
			}
		}
		if apart > gasApart || -apart > gasApart {
			t.Errorf("%s: gas is %.1f%% apart", c[0], 100*apart)
		}
	}
}

// gasApart is how far the gas of the contracts may be from that of the table.
const gasApart = 0.03

// A court whose contracts have paid something else than the model ends the run.
func TestDifferenceIsSeen(t *testing.T) {
	text := strings.NewReplacer("STRATEGY", "skip", "ROUNDS", "0").Replace(priced)
	for name, change := range map[string]func([]model.Paid) []model.Paid{
		"more":    func(p []model.Paid) []model.Paid { p[0].Amount += 10_000; return p },
		"less":    func(p []model.Paid) []model.Paid { p[0].Amount -= 10_000; return p },
		"nothing": func(p []model.Paid) []model.Paid { return nil },
		"no game": func(p []model.Paid) []model.Paid { p[0].Game = 1 << 40; return p },
	} {
		w := newWorld(t, text, func(s *scenario.Scenario) (model.Court, error) {
			s.Fidelity = "evm"
			b, err := known()
			if err != nil {
				return nil, err
			}
			c, err := newJudged(s, b)
			return &tampered{c, change}, err
		})
		if err := w.Run(context.Background(), 1, model.Watch{}); err == nil || !strings.Contains(err.Error(), "settlement") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// tampered tells the contracts' court something else than what was paid.
type tampered struct {
	*Judged
	change func([]model.Paid) []model.Paid
}

func (c *tampered) Settled(w *model.World, t *model.Task, paid []model.Paid) {
	if len(paid) > 0 {
		paid = c.change(paid)
	}
	c.Judged.Settled(w, t, paid)
}

// The clocks of the contract are those of the model: a clock that is a second longer ends the run.
func TestClocksAreCompared(t *testing.T) {
	text := strings.NewReplacer("STRATEGY", "skip", "ROUNDS", "0").Replace(priced)
	w := newWorld(t, text, func(s *scenario.Scenario) (model.Court, error) {
		s.Fidelity = "evm"
		b, err := known()
		if err != nil {
			return nil, err
		}
		c, err := newJudged(s, b)
		if err == nil {
			c.terms.Clock++
		}
		return c, err
	})
	if err := w.Run(context.Background(), 1, model.Watch{}); err == nil || !strings.Contains(err.Error(), "clock runs out") {
		t.Error(err)
	}
}

func TestRefusedScenarios(t *testing.T) {
	for set, want := range map[string]string{
		"scheme.judge=committee":           "scheme.judge",
		"chain.block=500ms":                "chain.block",
		"chain.block=0s":                   "chain.block",
		"terms.clock=90500ms":              "terms.clock",
		"terms.extension=0s":               "terms.extension",
		"terms.extension=5h":               "terms.extension",
		"terms.window=0s":                  "terms.window",
		"terms.share=0.6":                  "terms.share",
		"terms.share=0.12345":              "terms.share",
		"terms.challenge_bond=0.049 ether": "terms.challenge_bond",
		"terms.bond=0.09 ether":            "terms.bond",
	} {
		s, err := scenario.Read("test", strings.NewReader("solvers: [{name: s}]\nverifiers: [{name: v}]"), []string{set, "fidelity=evm"})
		if err != nil {
			t.Fatalf("%s: %v", set, err)
		}
		if _, err := New(s); err == nil || !strings.Contains(err.Error(), want+":") {
			t.Errorf("%s: %v", set, err)
		}
		s.Fidelity = "game"
		if _, err := New(s); err != nil {
			t.Errorf("%s at game: %v", set, err)
		}
	}
}
