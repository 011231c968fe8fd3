package validate

import (
	"math"

	"refute/sim/theory"
)

// bankroll returns the first group's, in audits.
func (s *setting) bankroll() theory.Bankroll {
	c := s.audit()
	return theory.Bankroll{
		Audits: int64(float64(s.Verifiers[0].Bankroll) / c), Prize: int64(float64(s.Scheme.Jackpot) / c), Rate: s.Scheme.Forced,
	}
}

// pot returns the pot in taxes, and the claims on it.
func (s *setting) pot() (int64, theory.Claims) {
	prize := int64(s.Scheme.Jackpot / s.Scheme.Tax)
	return int64(s.Scheme.Pot / s.Scheme.Tax), s.jackpot(0).JackpotClaims(prize, s.Verifiers[0].Rate)
}

var walks = []check{
	{
		name: "bankroll-ruin", section: 7, form: "Σ_t (b/t)·P(Binomial(t,p) = (t-b)/J)", seen: "runs in which the verifier is ruined",
		runs: 20000, proportion: true,
		see: func(_ *setting, r row) (x, y float64) { return 1, r.get("verifier.verifier.ruined") },
		// Ruin shows when it cannot pay the next audit.
		exact: func(s *setting) float64 { return s.bankroll().RuinWithin(int64(s.Tasks) - 1) },
		twins: []twin{
			{form: "exp(-2μb/σ²)", why: "Brownian motion with the walk's mean and variance", value: func(s *setting) float64 {
				b := s.bankroll()
				drift := b.Rate*float64(b.Prize) - 1
				return math.Exp(-2 * drift * float64(b.Audits) / (b.Rate * (1 - b.Rate) * float64(b.Prize) * float64(b.Prize)))
			}},
			{form: "((1-p)/(p(J-1)))^b", why: "the gambler who doubles, with the walk's odds", value: func(s *setting) float64 {
				b := s.bankroll()
				return math.Pow((1-b.Rate)/(b.Rate*float64(b.Prize-1)), float64(b.Audits))
			}},
		},
	},
	{
		name: "pot-ruin", section: 7, form: "ψ(u) by adding up the pot's distribution", seen: "runs in which a jackpot is not paid in full",
		runs: 20000, proportion: true,
		see: func(_ *setting, r row) (x, y float64) { return 1, r.get("pot_ruined") },
		exact: func(s *setting) float64 {
			u, c := s.pot()
			return c.RuinWithin(u, int64(s.Tasks))
		},
		twins: []twin{{form: "exp(-r·u)", why: "Lundberg's bound, taken for the probability", value: func(s *setting) float64 {
			u, c := s.pot()
			return math.Exp(-c.Lundberg() * float64(u))
		}}},
	},
}
