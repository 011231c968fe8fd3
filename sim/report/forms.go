package report

import (
	"math"
	"slices"

	"refute/sim/scenario"
	"refute/sim/theory"
)

const found = "D: the chance that a cheat is found, 1 − Π (1 − q·d)ⁿ over the groups of verifiers, n of them, of which each looks at a task with probability q and then meets a bad step with probability d"

// exacts are the closed forms that plots can ask for.
var exacts = []exact{
	{"undetected", "Π (1 − q·d)ⁿ", "the product over the groups of verifiers: n of them, of which each looks at a task with probability q and then meets a bad step with probability d", undetected},
	{"detection", "1 − Π (1 − q·d)ⁿ", "the product over the groups of verifiers: n of them, of which each looks at a task with probability q and then meets a bad step with probability d",
		func(s *scenario.Scenario, group string) float64 { return 1 - undetected(s, group) }},
	{"cheat-profit", "saved + (1 − D)·G − D·(bond + reward)", "saved: the cost that is not spent; G: the gain outside; " + found, cheatProfit},
	{"cheat-profit-burn", "saved + (1 − D)·G − D·((1 − β)·bond + reward)", "saved: the cost that is not spent; G: the gain outside; β: the share of the bond that is paid for proving the fault, all of which the cheat's own hands get; " + found, cheatProfitBurn},
	{"captured", "φᵐ", "φ: the coalition's part of the stake; m: auditors of a task", captured},
	{"unseen", "((1 − A)·exp(−w/down))ⁿ", "A: the part of the time that a verifier is there, up/(up + down); w: the window; n: verifiers", unseen},
	{"bribe-profit", "G − n·b, if b ≥ β·bond; else −(bond + reward)", "G: the gain outside; n: verifiers, who all find the fault; b: the bribe of each; β: the share of the bond that is paid for proving it", bribeProfit},
	{"self-challenge", "−cost − bond·(1 − β·own/(own + others))", "own: games that the cheat opens against itself; others: those that others open; β: the share of the bond that is paid for proving the fault", selfChallenge},
	{"look", "1 − (1 − D*)^(1/n), D* = G/(G + S)", "D*: the chance of being found at which cheating brings as much as honest work; G: what a cheat saves and gains; S: what one that is found loses; n: verifiers", look},
	{"cheat", "c·n·a*/(B·D*)", "c: the cost of an audit; n: verifiers; a*: the rate at which each looks; B: what is paid for finding a fault; D*: the chance of being found at which cheating brings as much as honest work", cheatRate},
	{"participation", "a with f·J·(1 − a/2)^(n−1) = c; by equal parts f·J·(1 − (1 − a)ⁿ)/(n·a) = c", "f: the rate of forced errors; J: the jackpot; n: verifiers; c: the cost of looking", participation},
	{"attention", "c/P", "c: the cost of looking; P: what one loses that has no answer", attention},
	{"double-check", "C·saved/((1 − rⁿ)·(R + S))", "C·saved: what guessing saves; r: the colluding part of the stake; n: validators of a task; R: the reward; S: the bond", doubleCheck},
	{"jackpot-worth", "c/J", "c: the cost of looking; J: the jackpot of one who finds a forced error alone", jackpotWorth},
	{"bribable", "G/(β·bond)", "G: the gain outside; β: the share of the bond that is paid for proving a fault: for more verifiers silence costs more than the fault brings", bribable},
	{"break-even", "(R − C)/(R + S)", "R: the reward; C: the cost; S: the bond: more often wrong than that, honest work loses money", breakEven},
	{"sybil", "f·J·s·E[w(s + K)] − c", "f: the rate of forced errors; J: the jackpot; s: names of the one with many; K: how many of the others find the error; w(k): the part that each of k gets; c: the cost of looking", sybil},
	{"backlog", "ρ + ρ²/(2·(1 − ρ))", "ρ: the rate of tasks times the time of an audit", backlog},
	{"pot-ruin", "ψ(pot), by adding up the distribution of the pot's height task by task", "what a jackpot scheme's pot is short of at least once", potRuin},
	{"farming", "s with (r + s − c)/t = (R + s − C)/T", "s: what is minted for a task; r, c, t: reward, cost and steps of a cheap task; R, C, T: those of a useful one", farming},
}

var nan = math.NaN()

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
