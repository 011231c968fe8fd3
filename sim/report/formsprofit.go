package report

import (
	"slices"

	"refute/sim/scenario"
	"refute/sim/theory"
)

// cheatProfit is what a task in which one cheats brings, beyond what honest work brings.
func cheatProfit(s *scenario.Scenario, group string) float64 {
	g, _, share := cheats(s, group)
	if g == nil {
		return nan
	}
	d := 1 - undetected(s, group)
	return share*float64(s.Task.Cost) + (1-d)*float64(g.Gain) - d*float64(s.Terms.Bond+s.Task.Reward)
}

// cheatProfitBurn is cheatProfit for one of whose bond only the burnt part is lost.
func cheatProfitBurn(s *scenario.Scenario, group string) float64 {
	return cheatProfit(s, group) + (1-undetected(s, group))*s.Terms.Share*float64(s.Terms.Bond)
}

func bribeProfit(s *scenario.Scenario, group string) float64 {
	g, bad, _ := cheats(s, group)
	if g == nil {
		return nan
	}
	n := 0.0
	for i := range s.Verifiers {
		v := &s.Verifiers[i]
		if !slices.Contains(v.Strategy, "bribed") || v.Rate != 1 || meets(s, v, bad) != 1 {
			return nan
		}
		n += float64(v.Count)
	}
	if float64(g.Bribe) < s.Terms.Share*float64(s.Terms.Bond)+float64(s.Scheme.Bounty) {
		return -float64(s.Terms.Bond + s.Task.Reward)
	}
	return float64(g.Gain) - n*float64(g.Bribe)
}

// bribable is the number of verifiers from which on silence costs more than a fault brings.
func bribable(s *scenario.Scenario, group string) float64 {
	g, _, _ := cheats(s, group)
	if g == nil || s.Terms.Share <= 0 || s.Terms.Bond <= 0 {
		return nan
	}
	return float64(g.Gain) / theory.BriberyCost(1, s.Terms.Share, float64(s.Terms.Bond))
}

// selfChallenge is what a slash brings one that challenges itself, if one other verifier does.
func selfChallenge(s *scenario.Scenario, group string) float64 {
	g, bad, _ := cheats(s, group)
	if g == nil || g.Name != group || !(s.Terms.Share >= 0 && s.Terms.Share <= 1) {
		return nan
	}
	others, own := int64(0), int64(0)
	for i := range s.Verifiers {
		v := &s.Verifiers[i]
		if finds(s, v, bad) != 1 {
			return nan
		}
		others += int64(v.Count)
	}
	switch {
	case slices.Contains(g.Strategy, "counter"):
		own = int64(g.Hands)
	case slices.Contains(g.Strategy, "selfchallenge"):
		own, others = 1, 0 // before anybody has looked
	}
	if own+others < 1 {
		return nan
	}
	return -float64(s.Task.Cost) - theory.SelfChallengeLoss(float64(s.Terms.Bond), s.Terms.Share, own, others)
}

func doubleCheck(s *scenario.Scenario, group string) float64 {
	g, bad, saved := cheats(s, group)
	if g == nil || s.Scheme.Kind != "posp" {
		return nan
	}
	t := *s
	t.Scheme.Check = 1
	d := drawn(&t, g, bad)
	if !(d > 0) {
		return nan
	}
	return saved * float64(s.Task.Cost) / (d * float64(s.Task.Reward+s.Terms.Bond))
}

func breakEven(s *scenario.Scenario, _ string) float64 {
	return float64(s.Task.Reward-s.Task.Cost) / float64(s.Task.Reward+s.Terms.Bond)
}

func farming(s *scenario.Scenario, _ string) float64 {
	if s.Scheme.SubsidyBy != "task" {
		return nan
	}
	t, big := float64(s.Task.CheapSteps), float64(s.Task.Steps)
	if t >= big {
		return nan
	}
	r, c := float64(s.Task.CheapReward), float64(s.Task.CheapCost)
	return (t*float64(s.Task.Reward-s.Task.Cost) - big*(r-c)) / (big - t)
}
