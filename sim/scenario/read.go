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
	"refute/sim/ledger"
)

// Read reads a scenario. name is what errors call the text; sets are assignments as with --set. The error names the line, or the assignment.
func Read(name string, r io.Reader, sets []string) (*Scenario, error) {
	s := new(Scenario)
	if err := config.ReadChecked(name, r, sets, s, s.Check); err != nil {
		return nil, err
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

// plans are the strategies of which one says what is wrong with a task, or how it is looked at: two would be a mixture that nobody means.
var plans = []string{"skip", "substitute", "poison", "imprecise", "withhold", "lazy", "copier", "partial", "predictor", "predictable", "griefer"}

// What a run may take, so that it fits a machine's memory.
const (
	MaxAgents  = 4_000_000
	MaxSamples = 20_000 // points of a run's series
)

// What numbers of 64 bits have room for, with some to spare.
const (
	maxTime  = 250 * 365 * kernel.Day // of a run
	maxMoney = 1 << 60                // that comes from outside
	maxSpell = 1000                   // crashes, partitions or spikes that are on at once
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
	learning := map[string]bool{} // whose shares have columns by the group's name alone
	for _, g := range s.Solvers {
		learning[g.Name] = len(g.Arms) > 0
	}
	clear(names)
	for i, g := range s.Verifiers {
		key := fmt.Sprintf("verifiers[%d]", i)
		if len(g.Arms) > 0 && learning[g.Name] {
			return fmt.Errorf("%s.name: a group of solvers that learns is called %q too: choose another name, by which the shares of arms are told apart", key, g.Name)
		}
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
	if years := float64(s.Tasks) * s.Task.Every.Seconds(); years > maxTime.Seconds() {
		return fmt.Errorf("tasks: %d of them, one every %v, take longer than 250 years, which is what times can hold: have fewer, or let them come faster (task.every)", s.Tasks, s.Task.Every)
	}
	if m := s.money(); m > maxMoney {
		return fmt.Errorf("solvers, verifiers, task: as much as %.3g ether could come from outside (bankrolls, and for each task the reward, gain and what the scheme pays), %.3g are possible: have less of them", m/1e9, maxMoney/1e9)
	}
	if e := s.Output.SeriesEvery; e > 0 && s.Tasks/e > MaxSamples {
		return fmt.Errorf("output.series_every: the series of %d tasks would have %d points, %d are possible: raise it to %d", s.Tasks, s.Tasks/e, MaxSamples, s.Tasks/MaxSamples+1)
	}
	n := &s.Network
	for _, e := range []struct {
		key, lasts  string
		every, time kernel.Time
	}{{"network.up", "", n.Up, 0}, {"network.crash_every", "network.crash_time", n.CrashEvery, n.CrashTime},
		{"network.partition_every", "network.partition_time", n.PartitionEvery, n.PartitionTime}, {"chain.spike_every", "chain.spike_time", s.Chain.SpikeEvery, s.Chain.SpikeTime}} {
		if e.every != 0 && e.every < kernel.Minute {
			return fmt.Errorf("%s: %v is less than a minute: what happens more often than that is latency or loss; 0s is never", e.key, e.every)
		}
		if e.every != 0 && e.time/e.every >= maxSpell {
			return fmt.Errorf("%s: %v is more than %d times %s (%v): there would always be so many at once", e.lasts, e.time, maxSpell, e.key, e.every)
		}
	}
	if s.Stop.Metric != "" && s.Stop.Width <= 0 {
		return fmt.Errorf("stop.width: must be above 0 if stop.metric is given")
	}
	return nil
}

// money returns an upper bound of what comes into the economy from outside in a run, in gwei.
func (s *Scenario) money() (sum float64) {
	gain := ledger.Gwei(0)
	for _, g := range s.Solvers {
		sum += float64(float64(g.Count) * float64(g.Bankroll))
		gain = max(gain, g.Gain)
	}
	for _, g := range s.Verifiers {
		sum += float64(float64(g.Count) * float64(g.Bankroll))
	}
	task := float64(max(s.Task.Reward, s.Task.CheapReward)) + float64(gain)/s.Chain.TokenFall + float64(s.Task.Harm) + float64(s.Scheme.Bounty) + float64(float64(s.Scheme.Subsidy)*max(1, float64(s.Task.CheapSteps)/float64(s.Task.Steps)))
	switch s.Scheme.Kind {
	case "jackpot":
		sum += float64(s.Scheme.Pot)
		task += float64(s.Scheme.Tax)
	case "audit":
		task += float64(s.Scheme.AuditPay)
	case "posp":
		task += float64(float64(s.Scheme.AuditPay) * float64(s.Scheme.Auditors))
	}
	return sum + float64(task*float64(s.Tasks))
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
		if i > 0 && slices.Contains(first, st) && !slices.Contains(first, strategy[i-1]) {
			return fmt.Errorf("%s.strategy: %s says what is done at first: it comes before those that change it (%s)", key, st, strategy[i-1])
		}
	}
	plan := ""
	for _, st := range strategy {
		if !slices.Contains(plans, st) {
			continue
		}
		if plan != "" {
			return fmt.Errorf("%s.strategy: %s and %s are two plans of what is wrong: leave one out, or make two groups of them", key, plan, st)
		}
		plan = st
	}
	switch {
	case len(strategy) == 0 && len(arms) == 0:
		return fmt.Errorf("%s.strategy: is empty: write [honest] for who does what it should", key)
	case len(arms) == 0 && !slices.Contains(first, strategy[0]):
		return fmt.Errorf("%s.strategy: %s changes what is done, and nothing is: write one of %s before it", key, strategy[0], strings.Join(first, ", "))
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
