package validate

import (
	"math"

	"refute/bisect"
	"refute/sim/theory"
)

// side is what one side of a game does on a path of the table of costs: gas, what the meter reads of it, and moves after the opening, in which
// its clock runs.
type side struct {
	gas, metered float64
	moves        int64
}

// sides returns both sides of a game whose data are published.
func (s *setting) sides(right bool) (challenger, defender side) {
	path := s.gas.Path(false, s.Task.Rounds, right)
	for i, m := range path.Moves {
		of := &challenger
		if m.Side == bisect.Defender {
			of = &defender
		}
		of.gas += float64(m.Gas)
		of.metered += float64(m.Metered)
		if i > 0 {
			of.moves++
		}
	}
	return challenger, defender
}

// late returns the probability that either side's clock runs out, from that of a side with some moves.
func (s *setting) late(of func(c theory.Clock) float64) float64 {
	c, d := s.sides(true)
	mean := s.Network.Latency.Seconds()
	a, b := of(theory.Clock{Moves: c.moves, Mean: mean}), of(theory.Clock{Moves: d.moves, Mean: mean})
	return a + b - a*b
}

func timeouts(_ *setting, r row) (x, y float64) { return r.get("games"), r.get("timeouts") }

var clocks = []check{
	{
		name: "clock-moves", section: 9, form: "1 - (1-e^(-d/τ))^m", seen: "games that end by the clock",
		runs: 4000, proportion: true, see: timeouts,
		exact: func(s *setting) float64 {
			return s.late(func(c theory.Clock) float64 { return c.PerMove(s.Terms.Extension.Seconds()) })
		},
		twins: []twin{{form: "m·e^(-d/τ)", why: "the mean number of late moves", value: func(s *setting) float64 {
			c, d := s.sides(true)
			return float64(c.moves+d.moves) * math.Exp(-s.Terms.Extension.Seconds()/s.Network.Latency.Seconds())
		}}},
	},
	{
		name: "clock-chess", section: 9, form: "P(Poisson(T/τ) < m)", seen: "games that end by the clock",
		runs: 4000, proportion: true, see: timeouts,
		exact: func(s *setting) float64 {
			return s.late(func(c theory.Clock) float64 { return c.Chess(s.Terms.Clock.Seconds()) })
		},
		twins: []twin{
			{form: "1 - (1-e^(-T/mτ))^m", why: "the same time, cut into a deadline for each move", value: func(s *setting) float64 {
				return s.late(func(c theory.Clock) float64 { return c.PerMove(s.Terms.Clock.Seconds() / float64(c.Moves)) })
			}},
			{form: "P(Poisson(T/τ) <= m)", why: "one move too many", value: func(s *setting) float64 {
				return s.late(func(c theory.Clock) float64 { c.Moves++; return c.Chess(s.Terms.Clock.Seconds()) })
			}},
		},
	},
	{
		name: "clock-extended", section: 9, form: "Σ_i P(Poisson((T-E)/τ) = i)·(1-(1-e^(-E/τ))^(m-i))", seen: "games that end by the clock",
		runs: 4000, proportion: true, see: timeouts,
		exact: func(s *setting) float64 {
			return s.late(func(c theory.Clock) float64 { return c.Extended(s.Terms.Clock.Seconds(), s.Terms.Extension.Seconds()) })
		},
		twins: []twin{
			{form: "P(Poisson(T/τ) < m)", why: "the extension does not matter", value: func(s *setting) float64 {
				return s.late(func(c theory.Clock) float64 { return c.Chess(s.Terms.Clock.Seconds()) })
			}},
			{form: "P(Poisson((T+E)/τ) < m)", why: "the extension is so much more time", value: func(s *setting) float64 {
				return s.late(func(c theory.Clock) float64 { return c.Chess((s.Terms.Clock + s.Terms.Extension).Seconds()) })
			}},
		},
	},
	{
		name: "clock-played", scenario: "clock-extended", sets: []string{"fidelity=game"}, section: 9, form: "Σ_i P(Poisson((T-E)/τ) = i)·(1-(1-e^(-E/τ))^(m-i))", seen: "games of the protocol's state machine that end by the clock",
		runs: 100, proportion: true, see: timeouts,
		exact: func(s *setting) float64 {
			return s.late(func(c theory.Clock) float64 { return c.Extended(s.Terms.Clock.Seconds(), s.Terms.Extension.Seconds()) })
		},
		twins: []twin{
			{form: "P(Poisson(T/τ) < m)", why: "the extension does not matter", value: func(s *setting) float64 {
				return s.late(func(c theory.Clock) float64 { return c.Chess(s.Terms.Clock.Seconds()) })
			}},
			{form: "P(Poisson((T+E)/τ) < m)", why: "the extension is so much more time", value: func(s *setting) float64 {
				return s.late(func(c theory.Clock) float64 { return c.Chess((s.Terms.Clock + s.Terms.Extension).Seconds()) })
			}},
		},
	},
	{
		name: "backlog-wait", section: 10, form: "P(W <= w), Crommelin's sum", seen: "runs whose last audit is done before the window ends",
		runs: 20000, proportion: true,
		see:   func(_ *setting, r row) (x, y float64) { return 1, r.get("detected") },
		exact: func(s *setting) float64 { return 1 - theory.Backlog{Load: s.load()}.WaitBeyond(s.slack()) },
		twins: []twin{{form: "1 - ρ·e^(-(1-ρ)w)", why: "as if audits took exponential times", value: func(s *setting) float64 {
			return 1 - s.load()*math.Exp(-(1-s.load())*s.slack())
		}}},
	},
	{
		name: "backlog-mean", section: 10, form: "ρ + ρ²/(2(1-ρ))", seen: "audits that a task finds before it",
		runs: 300,
		see: func(_ *setting, r row) (x, y float64) {
			return 1, math.Float64frombits(uint64(r.values[r.at["waiting"]]))
		},
		exact: func(s *setting) float64 {
			return s.load() + theory.Backlog{Load: s.load()}.Mean()
		},
		twins: []twin{{form: "ρ/(1-ρ)", why: "as if audits took exponential times", value: func(s *setting) float64 { return s.load() / (1 - s.load()) }}},
	},
	{
		name: "churn", section: 10, form: "1 - ((1-A)·e^(-w/down))^n", seen: "wrong tasks that are detected",
		runs: 3000, proportion: true, see: detected,
		exact: func(s *setting) float64 { return s.churn().AnySeen(s.verifiers(0), s.Terms.Window.Seconds()) },
		twins: []twin{
			{form: "1 - (1-A)^n", why: "the window is a moment", value: func(s *setting) float64 {
				return theory.ByAny(s.churn().Available(), s.verifiers(0))
			}},
			{form: "1 - ((1-A)(1-w/down))^n", why: "every absence takes its mean time", value: func(s *setting) float64 {
				return theory.ByAny(s.churn().SeenFixed(s.Terms.Window.Seconds()), s.verifiers(0))
			}},
		},
	},
}

// work returns how long an audit of all steps takes.
func (s *setting) work() float64 { return s.Task.StepTime.Seconds() * float64(s.Task.Steps) }

func (s *setting) load() float64 { return s.work() / s.Task.Every.Seconds() }

// slack returns how long an audit can wait and still be done in the window, in times of an audit.
func (s *setting) slack() float64 { return s.Terms.Window.Seconds()/s.work() - 1 }

func (s *setting) churn() theory.Churn {
	return theory.Churn{Up: s.Network.Up.Seconds(), Down: s.Network.Down.Seconds()}
}
