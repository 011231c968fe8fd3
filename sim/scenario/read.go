package scenario

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"refute/config"
	"refute/sim/kernel"
)

// Read reads a scenario. name is what errors call the text; sets are assignments as with --set. The error names the line, or the assignment.
func Read(name string, r io.Reader, sets []string) (*Scenario, error) {
	s := new(Scenario)
	if err := config.Read(name, r, sets, s); err != nil {
		return nil, err
	}
	if err := s.Check(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}

// Load reads a scenario that is shipped, by its name, or from a file. It returns the text too.
func Load(name string, sets []string) (*Scenario, []byte, error) {
	text, err := Text(name)
	if err != nil {
		return nil, nil, err
	}
	s, err := Read(name, bytes.NewReader(text), sets)
	return s, text, err
}

// Text returns the text of a shipped scenario, or of a file.
func Text(name string) ([]byte, error) {
	if text, err := library.ReadFile("library/" + name + ".yaml"); err == nil {
		return text, nil
	}
	f, err := os.Open(name)
	if err != nil {
		if !strings.ContainsAny(name, "./\\") {
			return nil, fmt.Errorf("%s: no scenario has this name, and there is no such file; refute sim list shows the names", name)
		}
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, config.MaxFile+1))
	if err != nil {
		return nil, err
	}
	if len(text) > config.MaxFile {
		return nil, fmt.Errorf("%s: more than %d bytes, which no scenario needs", name, config.MaxFile)
	}
	return text, nil
}

// Schema returns the JSON schema of scenario files.
func Schema() []byte { return config.Schema("refute scenario", Scenario{}) }

// What a run may take, so that it fits a machine's memory.
const (
	MaxAgents  = 4_000_000
	MaxSamples = 20_000 // points of a run's series
)

// strategies that say what is done at first; the others change it.
var (
	solverFirst   = []string{"honest", "skip", "substitute", "poison", "imprecise", "withhold", "silent", "late", "stall"}
	verifierFirst = []string{"honest", "lazy", "copier", "partial", "predictor", "predictable", "griefer"}
)

// First returns the strategies that can come first in a group of "solvers" or "verifiers"; the others change them.
func First(kind string) []string {
	if kind == "solvers" {
		return solverFirst
	}
	return verifierFirst
}

// Check returns an error if the numbers, each allowed, are impossible together.
func (s *Scenario) Check() error {
	if len(s.Solvers) == 0 {
		return fmt.Errorf("solvers: there are none: who computes the tasks?")
	}
	names := map[string]bool{}
	for i, g := range s.Solvers {
		key := fmt.Sprintf("solvers[%d]", i)
		if err := group(key, g.Name, g.Strategy, g.Arms, solverFirst, names, s.Learn.Kind); err != nil {
			return err
		}
		if g.Bad > s.Task.Steps {
			return fmt.Errorf("%s.bad: %d steps of %d cannot be bad", key, g.Bad, s.Task.Steps)
		}
		if g.Bankroll < s.Terms.Bond {
			return fmt.Errorf("%s.bankroll: %v ether do not pay one bond of %v ether (terms.bond)", key, g.Bankroll.Ether(), s.Terms.Bond.Ether())
		}
	}
	clear(names)
	for i, g := range s.Verifiers {
		key := fmt.Sprintf("verifiers[%d]", i)
		if err := group(key, g.Name, g.Strategy, g.Arms, verifierFirst, names, s.Learn.Kind); err != nil {
			return err
		}
		if g.Sample > s.Task.Steps {
			return fmt.Errorf("%s.sample: %d steps cannot be drawn from %d", key, g.Sample, s.Task.Steps)
		}
		if g.Sample > 0 && g.Each > 0 {
			return fmt.Errorf("%s.each: sample says already which steps are audited: leave one of them out", key)
		}
	}
	drawn := s.Scheme.Kind == "audit" || s.Scheme.Kind == "posp" || s.Scheme.Judge == "committee"
	if drawn {
		stake := 0.0
		for _, g := range s.Verifiers {
			stake += float64(g.Stake * float64(g.Count))
		}
		if stake <= 0 {
			return fmt.Errorf("scheme: somebody is to be drawn by stake, and no verifier has any: give verifiers a stake above 0")
		}
	}
	if s.Scheme.Kind == "audit" && s.Scheme.AuditSteps > s.Task.Steps {
		return fmt.Errorf("scheme.audit_steps: %d steps cannot be drawn from %d", s.Scheme.AuditSteps, s.Task.Steps)
	}
	if s.Terms.Clocks == "move" && s.Terms.Extension == 0 {
		return fmt.Errorf("terms.extension: each move has no time: it must be above 0s where clocks is move")
	}
	agents := 0
	for _, g := range s.Solvers {
		agents += g.Count
	}
	for _, g := range s.Verifiers {
		agents += g.Count
	}
	if agents > MaxAgents {
		return fmt.Errorf("solvers, verifiers: %d agents in all, %d are possible", agents, MaxAgents)
	}
	if e := s.Output.SeriesEvery; e > 0 && s.Tasks/e > MaxSamples {
		return fmt.Errorf("output.series_every: the series of %d tasks would have %d points, %d are possible: raise it to %d", s.Tasks, s.Tasks/e, MaxSamples, s.Tasks/MaxSamples+1)
	}
	n := &s.Network
	for _, e := range []struct {
		key   string
		every kernel.Time
	}{{"network.up", n.Up}, {"network.crash_every", n.CrashEvery}, {"network.partition_every", n.PartitionEvery}, {"chain.spike_every", s.Chain.SpikeEvery}} {
		if e.every != 0 && e.every < kernel.Minute {
			return fmt.Errorf("%s: %v is less than a minute: what happens more often than that is latency or loss; 0s is never", e.key, e.every)
		}
	}
	if s.Stop.Metric != "" && s.Stop.Width <= 0 {
		return fmt.Errorf("stop.width: must be above 0 if stop.metric is given")
	}
	return nil
}

// group checks what solvers and verifiers have in common.
func group(key, name string, strategy, arms, first []string, names map[string]bool, learns string) error {
	for _, c := range name {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
			return fmt.Errorf("%s.name: %q: want letters, digits, - and _, since it is part of columns' names", key, name)
		}
	}
	if name == "" {
		return fmt.Errorf("%s.name: is empty", key)
	}
	if names[name] {
		return fmt.Errorf("%s.name: %q is there twice", key, name)
	}
	names[name] = true
	for i, st := range strategy {
		if isFirst := slices.Contains(first, st); isFirst && i > 0 && strategy[0] != "honest" && !slices.Contains(first, strategy[0]) {
			return fmt.Errorf("%s.strategy: %s says what is done at first: it comes before those that change it (%s)", key, st, strategy[0])
		}
	}
	switch {
	case len(strategy) == 0 && len(arms) == 0:
		return fmt.Errorf("%s.strategy: is empty: write [honest] for who does what it should", key)
	case len(arms) == 1:
		return fmt.Errorf("%s.arms: one arm leaves nothing to choose: write it as strategy", key)
	case len(arms) > 1 && learns == "none":
		return fmt.Errorf("%s.arms: nobody learns: learn.kind is none", key)
	}
	for i, a := range arms {
		if slices.Contains(arms[:i], a) {
			return fmt.Errorf("%s.arms: %s is there twice", key, a)
		}
	}
	return nil
}
