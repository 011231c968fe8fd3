package report

import (
	"math"
	"slices"

	"refute/sim/scenario"
	"refute/sim/theory"
)

// cheats is the group of solvers that cheats (the named one, or else the first), its bad steps and the share of the cost that it saves.
func cheats(s *scenario.Scenario, group string) (g *scenario.Solvers, bad int64, saved float64) {
	for i := range s.Solvers {
		g := &s.Solvers[i]
		strategy := g.Strategy
		if len(g.Arms) > 0 {
			strategy = g.Arms
		}
		n := s.Task.Steps
		for _, name := range strategy {
			switch name {
			case "skip":
				bad, saved = min(g.Bad, n), float64(min(g.Bad, n))/float64(n)
			case "substitute", "withhold":
				bad, saved = n, g.Saves
			case "poison":
				bad, saved = min(g.Bad, n), 0
			default:
				continue
			}
			if g.Name == group || !isSolver(s, group) {
				return g, bad, saved
			}
		}
	}
	return nil, 0, 0
}

func isSolver(s *scenario.Scenario, name string) bool {
	return slices.ContainsFunc(s.Solvers, func(g scenario.Solvers) bool { return g.Name == name })
}

// meets is the chance that a verifier of a group that looks at a task meets one of its bad steps.
func meets(s *scenario.Scenario, g *scenario.Verifiers, bad int64) float64 {
	part := 1.0
	if slices.Contains(g.Strategy, "partial") {
		part = g.Part
	}
	switch {
	case !(g.Each >= 0 && g.Each <= 1 && part >= 0 && part <= 1 && g.Sample >= 0 && g.Sample <= s.Task.Steps):
		return nan
	case bad == 0:
		return 0
	case g.Each > 0:
		return theory.Independent(g.Each*part, bad)
	case g.Sample > 0:
		return theory.Sampled(s.Task.Steps, bad, int64(float64(g.Sample)*part+0.5))
	}
	return theory.Sampled(s.Task.Steps, bad, int64(float64(s.Task.Steps)*part+0.5))
}

// finds is the chance that a verifier of a group finds a task's bad steps, unasked. NaN where no closed form says it.
func finds(s *scenario.Scenario, g *scenario.Verifiers, bad int64) float64 {
	if len(g.Arms) > 0 {
		return nan
	}
	for _, name := range g.Strategy {
		switch name {
		case "lazy", "copier":
			return 0
		case "honest", "partial", "predictable", "sybil", "noisy":
		default:
			return nan
		}
	}
	if !(g.Rate >= 0 && g.Rate <= 1) {
		return nan
	}
	if g.Rate == 0 {
		return 0
	}
	return g.Rate * meets(s, g, bad)
}

func undetected(s *scenario.Scenario, group string) float64 {
	g, bad, _ := cheats(s, group)
	if bad == 0 {
		return nan
	}
	if s.Scheme.Kind == "audit" || s.Scheme.Kind == "posp" {
		return 1 - drawn(s, g, bad)
	}
	p := 1.0
	for i := range s.Verifiers {
		v := &s.Verifiers[i]
		p *= math.Pow(1-finds(s, v, bad), float64(v.Count))
	}
	return p
}

// drawn is the chance that drawn auditors or validators find a cheat's bad steps, where nobody else looks.
func drawn(s *scenario.Scenario, cheat *scenario.Solvers, bad int64) float64 {
	if !(s.Scheme.Check >= 0 && s.Scheme.Check <= 1) || s.Scheme.Auditors < 1 {
		return nan
	}
	each := 1.0
	all, blind := 0.0, 0.0
	for i := range s.Verifiers {
		v := &s.Verifiers[i]
		stake := v.Stake * float64(v.Count)
		all += stake
		switch friend := slices.Contains(v.Strategy, "ally") && slices.Contains(cheat.Strategy, "ally"); {
		case len(v.Arms) > 0:
			return nan
		case friend || slices.Contains(v.Strategy, "lazy") || slices.Contains(v.Strategy, "copier"):
			blind += stake
		case s.Scheme.Kind == "posp":
			if m := meets(s, v, bad); stake > 0 && m < 1 {
				return nan // each validator's sample is its own
			}
		case v.Rate > 0:
			return nan // it looks unasked, too
		}
	}
	if s.Scheme.Kind == "audit" && bad < s.Task.Steps {
		if s.Scheme.AuditSteps > s.Task.Steps {
			return nan
		}
		each = theory.Sampled(s.Task.Steps, bad, s.Scheme.AuditSteps)
	}
	if all <= 0 || blind > all {
		return nan
	}
	return s.Scheme.Check * each * (1 - theory.Captured(blind/all, int64(s.Scheme.Auditors)))
}

// captured is the chance that all auditors of a task are the coalition's.
func captured(s *scenario.Scenario, _ string) float64 {
	all, coalition := 0.0, 0.0
	for _, g := range s.Verifiers {
		stake := g.Stake * float64(g.Count)
		all += stake
		if slices.Contains(g.Strategy, "ally") {
			coalition += stake
		}
	}
	if !(all > 0 && coalition >= 0 && coalition <= all) || s.Scheme.Auditors < 1 {
		return nan
	}
	return theory.Captured(coalition/all, int64(s.Scheme.Auditors))
}

// unseen is the chance that no verifier is there while a task can be challenged.
func unseen(s *scenario.Scenario, _ string) float64 {
	n := int64(0)
	for _, g := range s.Verifiers {
		if len(g.Arms) > 0 || g.Rate != 1 || g.Sample > 0 || g.Each > 0 || !slices.Equal(g.Strategy, []string{"honest"}) {
			return nan
		}
		n += int64(g.Count)
	}
	if s.Network.Up <= 0 || s.Network.Down <= 0 || n < 1 || s.Network.CrashEvery > 0 {
		return nan
	}
	return 1 - theory.Churn{Up: s.Network.Up.Seconds(), Down: s.Network.Down.Seconds()}.AnySeen(n, s.Terms.Window.Seconds())
}
