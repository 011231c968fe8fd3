package validate

import (
	"math"

	"refute/sim/theory"
)

// jackpot returns the scheme of forced errors, with the verifiers of a group.
func (s *setting) jackpot(group int) theory.Jackpot {
	j := theory.Jackpot{Rate: s.Scheme.Forced, Prize: float64(s.Scheme.Jackpot), Verifiers: s.verifiers(group), Cost: s.audit()}
	if s.Scheme.Curve == "equal" {
		j.Curve = theory.EqualSplit
	}
	return j
}

func (s *setting) dilemma() theory.Dilemma {
	return theory.Dilemma{Verifiers: s.verifiers(0), Cost: s.audit(), Bounty: float64(s.Scheme.Bounty), Gain: s.gain(), Bond: s.loss()}
}

// sybilPays sees what the sybil gets, for the jackpots there were.
func sybilPays(s *setting, r row) (x, y float64) {
	return r.get("forced") * float64(s.Scheme.Jackpot), r.get("verifier.sybil.profit") + r.get("verifier.sybil.audits")*s.audit()
}

func (s *setting) sybilMean() float64 {
	return s.jackpot(1).Curve.IdentitiesMean(int64(s.Verifiers[0].Sybils), s.Verifiers[1].Rate, s.verifiers(1))
}

var jackpots = []check{
	{
		name: "dilemma-cheating", scenario: "dilemma", section: 5, form: "x* = c·n·a*/(B·D*)", seen: "earnings of an audit, for its cost, at x* and a*",
		runs: 3000, see: auditPays,
		exact: func(s *setting) float64 { return s.dilemma().Equilibrium().Cheat },
		balance: func(s *setting, x float64) []string {
			return []string{set("solvers.0.chance", x), set("verifiers.0.rate", s.dilemma().Equilibrium().Audit)}
		},
		twins: []twin{
			{form: "c·n/B", why: "a finder gets the n-th part", value: func(s *setting) float64 {
				d := s.dilemma()
				return d.Cost * float64(d.Verifiers) / d.Bounty
			}},
			{form: "c/B", why: "a finder gets all of it", value: func(s *setting) float64 { return s.dilemma().Cost / s.dilemma().Bounty }},
		},
	},
	{
		name: "dilemma-auditing", scenario: "dilemma", section: 5, form: "a* = 1 - (1-D*)^(1/n)", seen: "earnings of a cheat, for those of honest work, at a*",
		sets: []string{"solvers.0.chance=1"}, runs: 3000, see: cheatPays,
		exact:   func(s *setting) float64 { return s.dilemma().Equilibrium().Audit },
		balance: func(_ *setting, a float64) []string { return []string{set("verifiers.0.rate", a)} },
		twins: []twin{{form: "D*/n", why: "audits never overlap", value: func(s *setting) float64 {
			return s.dilemma().Equilibrium().Detection / float64(s.verifiers(0))
		}}},
	},
	{
		name: "forced-copied", section: 6, form: "f = c/(J·w(n))", seen: "earnings of an audit, for its cost, at f",
		runs: 3000, see: auditPays,
		exact: func(s *setting) float64 {
			j := s.jackpot(0)
			j.Verifiers += s.verifiers(1)
			return j.RateCopied()
		},
		balance: func(_ *setting, f float64) []string { return []string{set("scheme.forced", f)} },
		twins: []twin{
			{form: "c/J", why: "the jackpot is one's own", value: func(s *setting) float64 { return s.audit() / float64(s.Scheme.Jackpot) }},
			{form: "n·c/J", why: "those who copy take their n-th parts", value: func(s *setting) float64 {
				return float64(s.verifiers(0)+s.verifiers(1)) * s.audit() / float64(s.Scheme.Jackpot)
			}},
		},
	},
	{
		name: "forced-sealed", section: 6, form: "f = c/(J·E[w(1+K)])", seen: "earnings of an audit, for its cost, at f",
		runs: 3000, see: auditPays,
		exact:   func(s *setting) float64 { return s.jackpot(0).RateSealed(s.Verifiers[0].Rate, 0) },
		balance: func(_ *setting, f float64) []string { return []string{set("scheme.forced", f)} },
		twins: []twin{{form: "c·(1+a(n-1))/J", why: "the share at the mean number of rivals", value: func(s *setting) float64 {
			return s.audit() * (1 + s.Verifiers[0].Rate*float64(s.verifiers(0)-1)) / float64(s.Scheme.Jackpot)
		}}},
	},
	{
		name: "jackpot-participation", section: 6, form: "f·J·(1-a/2)^(n-1) = c", seen: "earnings of an audit, for its cost, at a",
		runs: 3000, see: auditPays,
		exact:   func(s *setting) float64 { return s.jackpot(0).Participation() },
		balance: func(_ *setting, a float64) []string { return []string{set("verifiers.0.rate", a)} },
		twins: []twin{
			{form: "f·J·2^(-a(n-1)) = c", why: "the curve at the mean number of others", value: func(s *setting) float64 {
				j := s.jackpot(0)
				return math.Log2(j.Rate*j.Prize/j.Cost) / float64(j.Verifiers-1)
			}},
			{form: "f·J·(1-a)^(n-1) = c", why: "only who is alone is paid", value: func(s *setting) float64 {
				j := s.jackpot(0)
				return 1 - math.Pow(j.Cost/(j.Rate*j.Prize), 1/float64(j.Verifiers-1))
			}},
		},
	},
	{
		name: "jackpot-tax", section: 6, form: "f·J·n·a·(1-a/2)^(n-1)", seen: "what the pot pays, for the taxes that it gets",
		runs: 6000,
		see: func(s *setting, r row) (x, y float64) {
			taxes := r.get("tasks") * float64(s.Scheme.Tax)
			return taxes, taxes + float64(s.Scheme.Pot) - r.get("pot")
		},
		exact:   func(s *setting) float64 { return s.jackpot(0).Tax(s.Verifiers[0].Rate) },
		balance: func(_ *setting, tax float64) []string { return []string{setGwei("scheme.tax", tax)} },
		twins: []twin{
			{form: "f·J", why: "each forced error costs its jackpot", value: func(s *setting) float64 { return s.jackpot(0).Rate * s.jackpot(0).Prize }},
			{form: "f·J·(1-(1-a)^n)", why: "each that is found does", value: func(s *setting) float64 {
				return s.jackpot(0).Rate * s.jackpot(0).Prize * theory.Independent(s.Verifiers[0].Rate, s.verifiers(0))
			}},
		},
	},
	{
		name: "sybil-halving", section: 6, form: "s·2^-(s-1)·(1-a/2)^n", seen: "what one with three names gets, for the jackpots",
		runs: 3000, see: sybilPays, exact: (*setting).sybilMean,
		twins: []twin{
			{form: "(1-a/2)^n", why: "names change nothing", value: func(s *setting) float64 {
				return s.jackpot(1).Curve.Mean(s.Verifiers[1].Rate, s.verifiers(1))
			}},
			{form: "s·2^-(s-1+n·a)", why: "the curve at the mean number of others", value: func(s *setting) float64 {
				own := float64(s.Verifiers[0].Sybils)
				return own * math.Exp2(1-own-float64(s.verifiers(1))*s.Verifiers[1].Rate)
			}},
		},
	},
	{
		name: "sybil-equal", section: 6, form: "E[s/(s+K)]", seen: "what one with three names gets, for the jackpots",
		runs: 3000, see: sybilPays, exact: (*setting).sybilMean,
		twins: []twin{
			{form: "E[1/(1+K)]", why: "names change nothing", value: func(s *setting) float64 {
				return s.jackpot(1).Curve.Mean(s.Verifiers[1].Rate, s.verifiers(1))
			}},
			{form: "s/(s+n·a)", why: "the curve at the mean number of others", value: func(s *setting) float64 {
				own := float64(s.Verifiers[0].Sybils)
				return own / (own + float64(s.verifiers(1))*s.Verifiers[1].Rate)
			}},
		},
	},
}
