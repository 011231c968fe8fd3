package validate

import (
	"math"

	"refute/sim/theory"
)

// cheatPays sees what the first group of solvers earns for what honest work would have brought: 1 where cheating pays as much.
func cheatPays(s *setting, r row) (x, y float64) {
	g := "solver." + s.Solvers[0].Name
	return r.get(g+".tasks") * s.honest(), r.get(g + ".profit")
}

// auditPays sees what the first group of verifiers earns by audits, for what they cost: 1 where they pay just that.
func auditPays(s *setting, r row) (x, y float64) {
	g := "verifier." + s.Verifiers[0].Name
	cost := r.get(g+".audits") * s.audit()
	return cost, r.get(g+".profit") + cost
}

var deterrence = []check{
	{
		name: "honesty-threshold", section: 2, form: "D* = G/(G+S)", seen: "earnings of a cheat, for those of honest work, at D*",
		runs: 3000, see: cheatPays,
		exact:   func(s *setting) float64 { return theory.HonestyThreshold(s.gain(), s.loss()) },
		balance: func(_ *setting, d float64) []string { return []string{set("verifiers.0.rate", d)} },
		twins: []twin{
			{form: "G/S", why: "the fine has to be paid often enough to eat the gain", value: func(s *setting) float64 { return s.gain() / s.loss() }},
			{form: "G/(G+bond)", why: "only the bond is lost", value: func(s *setting) float64 { return theory.HonestyThreshold(s.gain(), float64(s.Terms.Bond)) }},
		},
	},
	{
		name: "self-challenge", section: 2, form: "β·E[1/(1+k)] of S comes back", seen: "part of βS that a solver which plays itself gets back",
		runs: 3000,
		see: func(s *setting, r row) (x, y float64) {
			g := "solver." + s.Solvers[0].Name
			tasks := r.get(g + ".tasks")
			return tasks * float64(s.Terms.Bond) * s.Terms.Share, r.get(g+".profit") + tasks*float64(s.Task.Cost+s.Terms.Bond)
		},
		exact: func(s *setting) float64 { return theory.EqualSplit.Mean(s.Verifiers[0].Rate, s.verifiers(0)) },
		twins: []twin{
			{form: "1/(1+n·a)", why: "the share at the mean number of rivals", value: func(s *setting) float64 {
				return 1 / (1 + float64(s.verifiers(0))*s.Verifiers[0].Rate)
			}},
			{form: "1", why: "who is first takes the share", value: func(*setting) float64 { return 1 }},
		},
	},
	{
		name: "bribery", section: 2, form: "G > n·a·β·S", seen: "earnings of a cheat that bribes, for those of honest work, at G = n·a·β·S",
		runs: 3000, see: cheatPays,
		exact: func(s *setting) float64 {
			return theory.BriberyCost(s.verifiers(0), s.Terms.Share, float64(s.Terms.Bond)) * s.Verifiers[0].Rate
		},
		balance: func(s *setting, g float64) []string { return []string{setGwei("solvers.0.gain", g-s.saved())} },
		twins: []twin{{form: "β·S if anybody found it", why: "what they would get all together", value: func(s *setting) float64 {
			return s.Terms.Share * float64(s.Terms.Bond) * theory.Independent(s.Verifiers[0].Rate, s.verifiers(0))
		}}},
	},
	{
		name: "double-check", section: 3, form: "p = C/((1-r^n)(R+S))", seen: "earnings of a guess, for those of honest work, at p",
		runs: 3000, see: cheatPays,
		exact: func(s *setting) float64 {
			return theory.DoubleCheck(float64(s.Task.Cost), float64(s.Task.Reward), float64(s.Terms.Bond), s.colluding(), int64(s.Scheme.Auditors))
		},
		balance: func(_ *setting, p float64) []string { return []string{set("scheme.check", p)} },
		twins: []twin{
			{form: "C/((1-r)^n·(R+S))", why: "all n must be honest", value: func(s *setting) float64 {
				return float64(s.Task.Cost) / math.Pow(1-s.colluding(), float64(s.Scheme.Auditors)) / float64(s.Task.Reward+s.Terms.Bond)
			}},
			{form: "C/(R+S)", why: "nobody colludes", value: func(s *setting) float64 { return float64(s.Task.Cost) / float64(s.Task.Reward+s.Terms.Bond) }},
		},
	},
	{
		name: "idle-checker", section: 4, form: "X = C/(R+L)", seen: "by how much one that looks earns more before costs, for the cost, at X",
		runs: 3000,
		see: func(s *setting, r row) (x, y float64) {
			cost := r.get("verifier.looks.audits") * s.audit()
			return cost, r.get("verifier.looks.profit") + cost - r.get("verifier.idle.profit")
		},
		exact: func(s *setting) float64 {
			return theory.IdleChecker(s.audit(), float64(s.Scheme.Bounty), float64(s.Scheme.Penalty))
		},
		balance: func(_ *setting, x float64) []string { return []string{set("solvers.0.chance", x)} },
		twins: []twin{{form: "C/R", why: "nothing is lost by not looking", value: func(s *setting) float64 {
			return s.audit() / float64(s.Scheme.Bounty)
		}}},
	},
	{
		name: "attention", section: 4, form: "t = C/P", seen: "what one that does not look loses, for the cost of looking, at t",
		runs: 3000,
		see: func(s *setting, r row) (x, y float64) {
			return r.get("verifier.looks.audits") * s.audit(), -r.get("verifier.idle.profit")
		},
		exact:   func(s *setting) float64 { return theory.AttentionRate(s.audit(), float64(s.Scheme.Penalty)) },
		balance: func(_ *setting, t float64) []string { return []string{set("scheme.tests", t)} },
		twins: []twin{{form: "C/(P+C)", why: "what it saves is at stake too", value: func(s *setting) float64 {
			return s.audit() / (float64(s.Scheme.Penalty) + s.audit())
		}}},
	},
	{
		name: "volunteer", section: 4, form: "a = 1 - (c/V)^(1/(n-1))", seen: "earnings of one that looks or copies, for those of looking, at a",
		runs: 3000,
		see: func(s *setting, r row) (x, y float64) {
			g := "verifier." + s.Verifiers[0].Name
			return r.get("tasks") * float64(s.verifiers(0)) * (s.copied() - s.audit()), r.get(g + ".profit")
		},
		exact:   func(s *setting) float64 { return theory.Volunteer(s.audit(), s.copied(), s.verifiers(0)) },
		balance: func(_ *setting, a float64) []string { return []string{set("verifiers.0.rate", a)} },
		twins: []twin{{form: "1 - (c/V)^(1/n)", why: "one of n has to look", value: func(s *setting) float64 {
			return theory.Volunteer(s.audit(), s.copied(), s.verifiers(0)+1)
		}}},
	},
	{
		name: "crowded-challenge", section: 8, form: "x·μ = c·(n+1)", seen: "earnings of an audit, for its cost, at μ",
		runs: 3000, see: auditPays,
		exact: func(s *setting) float64 {
			return theory.Crowded(s.audit(), s.verifiers(0)-1) / s.Solvers[0].Chance
		},
		balance: func(s *setting, pot float64) []string { return []string{set("terms.share", pot/float64(s.Terms.Bond))} },
		twins: []twin{{form: "c·n/x", why: "one counts the rivals, and not oneself", value: func(s *setting) float64 {
			return s.audit() * float64(s.verifiers(0)-1) / s.Solvers[0].Chance
		}}},
	},
	{
		name: "griefing-ratio", section: 8, form: "((1-ρ)·g_d + w)/(B + g_a)", seen: "what the victim loses, for what the griefer spends",
		runs: 6000,
		see:  func(_ *setting, r row) (x, y float64) { return r.get("attack_spend"), r.get("defence_spend") },
		exact: func(s *setting) float64 {
			return s.griefing().Ratio()
		},
		twins: []twin{
			{form: "g_d/(B + g_a)", why: "nothing is repaid", value: func(s *setting) float64 {
				g := s.griefing()
				g.Repaid = 0
				return g.Ratio()
			}},
			{form: "((1-m)·g_d)/(B + g_a)", why: "the meter's part is repaid at any price", value: func(s *setting) float64 {
				g := s.griefing()
				_, victim := s.sides(false)
				g.Repaid = victim.metered / victim.gas
				return g.Ratio()
			}},
		},
	},
}

// copied returns V: what a task brings each verifier of a group, who all claim, if one has looked.
func (s *setting) copied() float64 {
	j := s.jackpot(0)
	return j.Rate * j.Prize * j.Curve.Each(j.Verifiers)
}

// colluding returns r: the part of the stake that is the first group's.
func (s *setting) colluding() float64 {
	allies, others := float64(s.verifiers(0))*s.Verifiers[0].Stake, float64(s.verifiers(1))*s.Verifiers[1].Stake
	return allies / (allies + others)
}

// griefing returns the means of a false game. A spike is on at a moment if one began in the time that it lasts; they begin at exponential intervals.
func (s *setting) griefing() theory.Griefing {
	attacker, victim := s.sides(false)
	c := &s.Chain
	on := -math.Expm1(-c.SpikeTime.Seconds() / c.SpikeEvery.Seconds())
	calm, limit := float64(c.GasPrice), float64(c.GasCap)
	price := calm * (1 + (c.Spike-1)*on)
	repaid := victim.metered * ((1-on)*min(calm, limit) + on*min(calm*c.Spike, limit))
	return theory.Griefing{
		Bond: float64(s.Terms.ChallengeBond), AttackGas: attacker.gas * price, DefenceGas: victim.gas * price, Repaid: repaid / (victim.gas * price),
	}
}
