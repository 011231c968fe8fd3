package report

import (
	"slices"

	"refute/sim/scenario"
	"refute/sim/theory"
)

// dilemma is the verifier's dilemma of a scenario in which solvers and verifiers learn.
func dilemma(s *scenario.Scenario) (theory.Dilemma, bool) {
	g, bad, saved := cheats(s, "")
	if g == nil || len(g.Arms) == 0 || len(s.Verifiers) != 1 || len(s.Verifiers[0].Arms) == 0 || s.Scheme.Kind != "slash" {
		return theory.Dilemma{}, false
	}
	v := &s.Verifiers[0]
	if meets(s, v, bad) != 1 || v.Count < 1 || s.Terms.Share <= 0 || s.Terms.Bond <= 0 {
		return theory.Dilemma{}, false
	}
	save := saved * float64(s.Task.Cost)
	return theory.Dilemma{Verifiers: int64(v.Count), Cost: looking(s, v), Bounty: s.Terms.Share*float64(s.Terms.Bond) + float64(s.Scheme.Bounty),
		Gain: save + float64(g.Gain), Bond: float64(s.Terms.Bond+s.Task.Reward) - save}, true
}

// looking is what it costs a verifier to look at a task.
func looking(s *scenario.Scenario, v *scenario.Verifiers) float64 {
	part := 1.0
	switch {
	case v.Each > 0:
		part = v.Each
	case v.Sample > 0:
		part = float64(v.Sample) / float64(s.Task.Steps)
	}
	return float64(s.Task.Cost) * s.Task.Audit * part
}

func look(s *scenario.Scenario, _ string) float64 {
	d, ok := dilemma(s)
	if !ok || !(d.Bond > 0 && d.Gain >= 0) {
		return nan
	}
	return d.Equilibrium().Audit
}

func cheatRate(s *scenario.Scenario, _ string) float64 {
	d, ok := dilemma(s)
	if !ok || !(d.Bond > 0 && d.Gain >= 0) {
		return nan
	}
	return d.Equilibrium().Cheat
}

// jackpot is the jackpot scheme as its one group of verifiers sees it.
func jackpot(s *scenario.Scenario) (theory.Jackpot, bool) {
	if s.Scheme.Kind != "jackpot" || len(s.Verifiers) != 1 || s.Verifiers[0].Count < 2 || !(s.Scheme.Forced >= 0 && s.Scheme.Forced <= 1) || s.Scheme.Jackpot <= 0 {
		return theory.Jackpot{}, false
	}
	v := &s.Verifiers[0]
	j := theory.Jackpot{Curve: theory.Halving, Rate: s.Scheme.Forced, Prize: float64(s.Scheme.Jackpot), Verifiers: int64(v.Count), Cost: looking(s, v)}
	if s.Scheme.Curve == "equal" {
		j.Curve = theory.EqualSplit
	}
	return j, true
}

func participation(s *scenario.Scenario, _ string) float64 {
	j, ok := jackpot(s)
	if !ok {
		return nan
	}
	return j.Participation()
}

func jackpotWorth(s *scenario.Scenario, _ string) float64 {
	j, ok := jackpot(s)
	if !ok {
		return nan
	}
	return j.Cost / j.Prize
}

func attention(s *scenario.Scenario, _ string) float64 {
	if s.Scheme.Kind != "attention" || len(s.Verifiers) != 1 || s.Scheme.Penalty <= 0 {
		return nan
	}
	return theory.AttentionRate(looking(s, &s.Verifiers[0]), float64(s.Scheme.Penalty))
}

// sybil is what a task brings to one that claims each forced error under several names, beside one other group of verifiers.
func sybil(s *scenario.Scenario, _ string) float64 {
	if s.Scheme.Kind != "jackpot" || len(s.Verifiers) != 2 || !(s.Scheme.Forced >= 0 && s.Scheme.Forced <= 1) {
		return nan
	}
	others, many := &s.Verifiers[0], &s.Verifiers[1]
	if slices.Contains(others.Strategy, "sybil") {
		others, many = many, others
	}
	n := s.Task.Steps // a forced error is in all steps
	if !slices.Contains(many.Strategy, "sybil") || many.Count != 1 || many.Rate != 1 || meets(s, many, n) != 1 || many.Sybils < 1 || others.Count > 10000 {
		return nan
	}
	curve := theory.Halving
	if s.Scheme.Curve == "equal" {
		curve = theory.EqualSplit
	}
	return s.Scheme.Forced*float64(s.Scheme.Jackpot)*curve.IdentitiesMean(int64(many.Sybils), finds(s, others, n), int64(others.Count)) - looking(s, many)
}

// backlog is how many audits one finds before it at a machine: M/D/1.
func backlog(s *scenario.Scenario, _ string) float64 {
	if s.Task.Arrival != "poisson" || s.Task.CheapShare > 0 || s.Task.Every <= 0 || len(s.Verifiers) != 1 {
		return nan
	}
	v := &s.Verifiers[0]
	if !v.Queue || v.Rate != 1 || v.Each > 0 || v.Speed <= 0 || !slices.Equal(v.Strategy, []string{"honest"}) {
		return nan
	}
	steps := v.Sample
	if steps == 0 {
		steps = s.Task.Steps
	}
	load := float64(steps) * s.Task.StepTime.Seconds() / v.Speed / s.Task.Every.Seconds()
	return load + theory.Backlog{Load: load}.Mean()
}

// potRuin is the chance that a jackpot cannot be paid in full within a run. The pot is counted in taxes, of which there must be a whole number in it and in the jackpot.
func potRuin(s *scenario.Scenario, _ string) float64 {
	j, ok := jackpot(s)
	tax := s.Scheme.Tax
	if !ok || tax <= 0 || s.Scheme.Pot%tax != 0 || s.Scheme.Jackpot%tax != 0 {
		return nan
	}
	pot, prize, tasks := int64(s.Scheme.Pot/tax), int64(s.Scheme.Jackpot/tax), int64(s.Tasks)
	if float64(prize)*float64(j.Verifiers) > 1<<16 {
		return nan
	}
	claims := j.JackpotClaims(prize, finds(s, &s.Verifiers[0], s.Task.Steps))
	if float64(tasks)*float64(pot+tasks)*float64(len(claims)) > 1<<28 { // steps of the sum: a second
		return nan
	}
	return claims.RuinWithin(pot, tasks)
}
