package validate

import (
	"bytes"
	"embed"
	"fmt"

	"refute/sim/ledger"
	"refute/sim/model"
	"refute/sim/scenario"
)

//go:embed scenarios/*.yaml
var scenarios embed.FS

// Text returns the text of a check's scenario, for running it by itself.
func Text(name string) ([]byte, error) { return scenarios.ReadFile("scenarios/" + name + ".yaml") }

// check is a closed form, how it is seen in a scenario, and the wrong formulas that come to mind instead.
type check struct {
	name     string
	section  int    // of docs/economics.md
	form     string // as it is written there
	seen     string // what is measured, in words
	scenario string // where it is not called like the check
	sets     []string
	runs     int

	// see reads a run: y of x trials, if proportion is true; otherwise y for each x, of which the ratio of the means is the value.
	proportion bool
	see        func(s *setting, r row) (x, y float64)

	// exact returns the form's value: what is measured, or, if balance is given, the parameter at which 1 is measured.
	exact   func(s *setting) float64
	balance func(s *setting, value float64) []string // the assignments that set the scenario to it
	twins   []twin

	// play is given instead of see, exact and balance where no scenario is run: it returns a function that plays a game, drawn by a number, and
	// returns its moves, and how many a formula for the rounds makes them.
	play   func() (func(draw uint64) (game, error), error)
	rounds rounds
}

// game is one that was played.
type game struct {
	moves   int
	formula func(rounds) int
}

// rounds is a formula for how many questions lead from n leaves to one, by k at a time.
type rounds func(n, k uint64) int

// twin is a wrong formula for the same thing.
type twin struct {
	form   string
	why    string // it comes to mind
	value  func(s *setting) float64
	rounds rounds
}

// setting is a scenario and what its moves cost.
type setting struct {
	*scenario.Scenario
	gas model.Gas
}

func read(name string, sets []string) (*scenario.Scenario, error) {
	text, err := Text(name)
	if err != nil {
		return nil, fmt.Errorf("validate: %w", err)
	}
	return scenario.Read(name, bytes.NewReader(text), sets)
}

// row is what a run gave.
type row struct {
	at     map[string]int
	values []int64
}

// get returns a column that is a whole number.
func (r row) get(name string) float64 {
	i, ok := r.at[name]
	if !ok {
		panic(fmt.Sprintf("validate: the model has no column %q", name))
	}
	return float64(r.values[i])
}

// audit returns what it costs to audit all steps of a task.
func (s *setting) audit() float64 { return float64(s.Task.Cost.Times(s.Task.Audit)) }

// honest returns what honest work on a task brings.
func (s *setting) honest() float64 { return float64(s.Task.Reward - s.Task.Cost) }

// saved returns what the first group of solvers saves by its cheat.
func (s *setting) saved() float64 {
	g := &s.Solvers[0]
	switch g.Strategy[0] {
	case "substitute":
		return float64(s.Task.Cost) * g.Saves
	case "skip":
		return float64(s.Task.Cost) * float64(g.Bad) / float64(s.Task.Steps)
	}
	return 0
}

// gain and loss return G and S: by how much a cheat of the first group is better than honest work if it is not detected, and worse if it is.
func (s *setting) gain() float64 { return s.saved() + float64(s.Solvers[0].Gain) }
func (s *setting) loss() float64 { return float64(s.Terms.Bond+s.Task.Reward) - s.saved() }

// verifiers returns the number of verifiers in a group.
func (s *setting) verifiers(group int) int64 { return int64(s.Verifiers[group].Count) }

// set returns an assignment of a number.
func set(path string, value float64) string { return fmt.Sprintf("%s=%.17g", path, value) }

// setGwei returns an assignment of money, to the nearest gwei.
func setGwei(path string, value float64) string {
	return fmt.Sprintf("%s=%d gwei", path, ledger.Gwei(1).Times(value))
}
