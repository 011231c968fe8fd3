package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"refute/bisect"
	"refute/sim/kernel"
	"refute/sim/model"
	"refute/sim/scenario"
)

// gameScenario is the verification game that is compared: of 100 tasks a fifth has 20 bad steps of 1,000, and each of 20 verifiers looks at 10 steps of every other task.
const gameScenario = `
name: bench-game
tasks: 100
task: {steps: 1000, reward: 1 ether, cost: 0.6 ether, every: 1h}
solvers:
  - {name: solvers, count: 10, strategy: [skip, gamble], chance: 0.2, bad: 20, bankroll: 1000 ether}
verifiers:
  - {name: verifiers, count: 20, rate: 0.5, sample: 10, bankroll: 1000 ether}
`

// gameNumbers writes the numbers of a world down for bench/peers/game.py.
func gameNumbers(w *model.World, path string) error {
	s, t := w.S, w.S.Terms
	solvers, verifiers := s.Solvers[0], s.Verifiers[0]
	game := w.Gas.Path(false, s.Task.Rounds, true)
	gas, metered := game.Gas(bisect.Challenger), 0.0
	for _, m := range game.Moves {
		if m.Side == bisect.Challenger {
			metered += float64(m.Metered) / float64(gas)
		}
	}
	seconds := func(t kernel.Time) float64 { return t.Seconds() }
	numbers := map[string]any{
		"tasks": s.Tasks, "every": seconds(s.Task.Every), "steps": s.Task.Steps, "step_time": seconds(s.Task.StepTime), "reward": s.Task.Reward, "cost": s.Task.Cost, "audit_cost": s.Task.Audit,
		"bond": t.Bond, "challenge_bond": t.ChallengeBond, "share": t.Share, "epoch_time": seconds(t.EpochTime), "window": seconds(t.Window),
		"solvers": solvers.Count, "solver_bankroll": solvers.Bankroll, "chance": solvers.Chance, "bad": solvers.Bad,
		"verifiers": verifiers.Count, "verifier_bankroll": verifiers.Bankroll, "rate": verifiers.Rate, "sample": verifiers.Sample,
		"latency": seconds(s.Network.Latency), "block": seconds(s.Chain.Block), "gas_price": s.Chain.GasPrice,
		"gas_take": w.Gas.Take, "gas_anchor": w.Gas.Anchor, "gas_finish": w.Gas.Finish, "gas_share": w.Gas.Share, "metered": metered, "moves": len(game.Moves), "named": game.Named,
		"gas_challenger": gas, "gas_defender": game.Gas(bisect.Defender),
	}
	text, err := json.Marshal(numbers)
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}

// moments are the number, the sum and the sum of squares of a quantity over runs.
type moments [3]float64

func (m *moments) add(x float64) { m[0], m[1], m[2] = m[0]+1, m[1]+x, m[2]+x*x }

func (m moments) mean() float64 { return m[1] / m[0] }

// variance is that of the mean.
func (m moments) variance() float64 { return max(0, m[2]/m[0]-m.mean()*m.mean()) / m[0] }

// gameRuns is what a side says.
type gameRuns struct {
	Seconds float64            `json:"seconds"`
	Version string             `json:"version"`
	Sums    map[string]moments `json:"sums"`
	runs    int
	events  int64
}

func (g *gameRuns) rate() float64 { return float64(g.runs) / g.Seconds }

// gameMetrics are ours, by what the peer calls them.
var gameMetrics = map[string]string{"tasks": "tasks", "cheated": "cheated", "detected": "detected", "undetected": "undetected", "challenges": "challenges", "audits": "verifier.verifiers.audits",
	"found": "verifier.verifiers.found", "gas_used": "gas_used", "burnt": "burnt", "fees": "fees", "compute": "compute", "solver_profit": "solver.solvers.profit",
	"verifier_profit": "verifier.verifiers.profit"}

// playGames makes runs of a world, and adds up what comes out.
func playGames(w *model.World, from, runs int) (*gameRuns, error) {
	g := &gameRuns{Sums: map[string]moments{}, runs: runs}
	column := map[string]int{}
	for i, m := range w.Metrics() {
		column[m.Name] = i
	}
	sums := make([]moments, len(column))
	var values []int64
	begin := time.Now()
	for n := range runs {
		if err := w.Run(context.Background(), uint64(from+n), model.Watch{}); err != nil {
			return nil, err
		}
		g.events += w.Handled()
		values = w.Values(values[:0])
		for i, v := range values {
			sums[i].add(float64(v))
		}
	}
	g.Seconds = time.Since(begin).Seconds()
	for theirs, ours := range gameMetrics {
		i, ok := column[ours]
		if !ok {
			return nil, fmt.Errorf("the model has no metric %s", ours)
		}
		g.Sums[theirs] = sums[i]
	}
	return g, nil
}

// games compares the verification game with SimPy's.
func (b *bench) games() error {
	w, err := gameWorld("abstract")
	if err != nil {
		return err
	}
	numbers := filepath.Join(b.work, "game.json")
	if err := gameNumbers(w, numbers); err != nil {
		return err
	}
	rounds, runs := 5, 300
	if b.long {
		rounds, runs = 9, 1000
	}
	const more = 10 // times as many runs are ours, for a time that can be measured
	peer := func(way string, runs, seed int) (*gameRuns, error) {
		g := &gameRuns{runs: runs}
		c := exec.Command(python, filepath.Join("bench", "peers", "game.py"), numbers, strconv.Itoa(runs), strconv.Itoa(seed), way)
		c.Env = environment()
		return g, peerEvents(c, g)
	}
	best, most := "", 0.0
	for range 2 {
		for _, way := range []string{"process", "callback"} {
			g, err := peer(way, runs/4, 1)
			if err != nil {
				b.skip("the game in SimPy: %v", err)
				best = ""
				break
			}
			b.versions["simpy"] = g.Version
			if g.rate() > most {
				best, most = way, g.rate()
			}
		}
	}
	var mine, theirs, events []float64
	ours, simpy := map[string]moments{}, map[string]moments{}
	if _, err := playGames(w, 0, runs); err != nil {
		return err
	}
	for round := range rounds {
		o, err := playGames(w, (round+1)*more*runs, more*runs)
		if err != nil {
			return err
		}
		mine, events = append(mine, o.rate()), append(events, float64(o.events)/o.Seconds/1e6)
		accumulate(ours, o.Sums)
		if best == "" {
			continue
		}
		p, err := peer(best, runs, 2+round)
		if err != nil {
			return err
		}
		theirs = append(theirs, p.rate())
		accumulate(simpy, p.Sums)
	}
	f := Figure{Section: "Simulator: a game of 20 verifiers, one core", Name: "100 tasks and their disputes", Unit: "runs/s", Ours: sample(mine)}
	if best != "" {
		worst, about := agreement(ours, simpy)
		b.say("%s", about)
		if worst > 5 {
			return fmt.Errorf("the game: ours and SimPy's do not agree: %s", about)
		}
		f.Peer, f.PeerIs, f.Ratio, f.Goal, f.AtLeast = sample(theirs), "SimPy, each wait a "+best+"; what comes out agrees within "+digits(worst)+" standard errors", median(ratios(mine, theirs)), 15, true
	}
	b.add(f)
	b.add(Figure{Section: f.Section, Name: "its events, with ledger, metrics and conservation check", Unit: "million events/s", Ours: sample(events), Goal: 1, AtLeast: true})
	return b.shipped(f.Section)
}

// shipped measures the scenarios that come with the command, each a little.
func (b *bench) shipped(section string) error {
	var rates []float64
	for _, name := range scenario.Names() {
		s, _, err := scenario.Load(name, []string{"fidelity=abstract"})
		if err != nil {
			return err
		}
		w, err := model.New(s, model.Abstract{})
		if err != nil {
			return err
		}
		events, begin := int64(0), time.Now()
		for n := uint64(0); time.Since(begin) < 100*time.Millisecond; n++ {
			if err := w.Run(context.Background(), n, model.Watch{}); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			events += w.Handled()
		}
		rates = append(rates, float64(events)/time.Since(begin).Seconds()/1e6)
	}
	b.add(Figure{Section: section, Name: fmt.Sprintf("events of the %d named scenarios, from the slowest to the fastest", len(rates)), Unit: "million events/s", Ours: sample(rates), Goal: 1, AtLeast: true})
	return nil
}

func accumulate(all, sums map[string]moments) {
	for name, m := range sums {
		a := all[name]
		for i := range a {
			a[i] += m[i]
		}
		all[name] = a
	}
}

// agreement compares the means of all quantities of two sides. It returns the largest difference in standard errors, and a table.
func agreement(ours, theirs map[string]moments) (worst float64, about string) {
	var t strings.Builder
	for _, name := range slices.Sorted(maps.Keys(ours)) {
		a, b := ours[name], theirs[name]
		z := math.Abs(a.mean()-b.mean()) / math.Sqrt(a.variance()+b.variance())
		if a.mean() == b.mean() {
			z = 0
		}
		if b[0] == 0 || math.IsNaN(z) {
			z = math.Inf(1)
		}
		worst = max(worst, z)
		fmt.Fprintf(&t, "    %-16s ours %-12.6g SimPy's %-12.6g %.2f standard errors apart\n", name, a.mean(), b.mean(), z)
	}
	return worst, strings.TrimRight(t.String(), "\n")
}
