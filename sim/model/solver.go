package model

import (
	"refute/sim/ledger"
	"refute/sim/scenario"
)

// SolverStrategy makes or changes the plan of a solver for a task.
type SolverStrategy func(w *World, s *Solver, t *Task, p *Plan)

// solverStrategies are the strategies by their names in scenario files. A new one is a function and a line here, and in the file's struct.
var solverStrategies = map[string]SolverStrategy{
	"honest": func(*World, *Solver, *Task, *Plan) {},

	// Those that make a plan.
	"skip": func(w *World, s *Solver, t *Task, p *Plan) { // leaves out some steps
		p.cheat(w, s, min(w.solverGroup(s).Bad, t.Steps))
		p.Saved = float64(p.Bad) / float64(t.Steps)
	},
	"substitute": func(w *World, s *Solver, t *Task, p *Plan) { // computes something cheaper in all steps
		p.cheat(w, s, t.Steps)
		p.Saved = w.solverGroup(s).Saves
	},
	"poison": func(w *World, s *Solver, t *Task, p *Plan) { // gets few steps wrong for a gain outside, and saves nothing
		p.cheat(w, s, min(w.solverGroup(s).Bad, t.Steps))
	},
	"imprecise": func(w *World, s *Solver, t *Task, p *Plan) { // a machine that does not give the bits, now and then, to one who means well
		if g := w.solverGroup(s); s.choice.Chance(g.Chance) {
			p.Bad = min(g.Bad, t.Steps)
		}
	},
	"silent": func(w *World, s *Solver, t *Task, p *Plan) { p.Hidden = true }, // anchors, and shows nothing else
	"late":   func(w *World, s *Solver, t *Task, p *Plan) { p.Late = true },
	"withhold": func(w *World, s *Solver, t *Task, p *Plan) { // substitutes, and shows nothing
		p.cheat(w, s, t.Steps)
		p.Saved, p.Hidden = w.solverGroup(s).Saves, true
	},
	"stall": func(w *World, s *Solver, t *Task, p *Plan) { p.Stalls = true }, // answers nothing in games
	"drag":  func(w *World, s *Solver, t *Task, p *Plan) { p.Drags = true },  // answers in the last instant of its clock

	// Those that change it.
	"gamble": func(w *World, s *Solver, t *Task, p *Plan) { // cheats at random
		if p.Meant && !s.choice.Chance(w.solverGroup(s).Chance) {
			*p = p.honest()
		}
	},
	"rational": func(w *World, s *Solver, t *Task, p *Plan) { // cheats if it pays by what it believes
		d := w.solverGroup(s).Believes
		saved := float64(p.Saved * float64(w.worth(t.Cost)))
		if p.Meant && (1-d)*(float64(w.worth(p.Gain))+saved) <= d*(float64(t.Bond+t.Reward)-saved) {
			*p = p.honest()
		}
	},
	"endgame": func(w *World, s *Solver, t *Task, p *Plan) { // cheats near the end
		if p.Meant && float64(t.Number) < float64(w.S.Tasks)*(1-w.solverGroup(s).Last) {
			*p = p.honest()
		}
	},
	"leak":          func(w *World, s *Solver, t *Task, p *Plan) { p.Leaks = true },
	"ally":          func(w *World, s *Solver, t *Task, p *Plan) { p.Ally = true },
	"selfchallenge": func(w *World, s *Solver, t *Task, p *Plan) { p.Self, p.Hands = p.Bad > 0, w.solverGroup(s).Hands },   // exposes itself, before others do
	"counter":       func(w *World, s *Solver, t *Task, p *Plan) { p.Counts, p.Hands = p.Bad > 0, w.solverGroup(s).Hands }, // when it sees that others will
	"equivocate":    func(w *World, s *Solver, t *Task, p *Plan) { p.Twice = p.Bad > 0 },
	"bribe":         func(w *World, s *Solver, t *Task, p *Plan) { p.Bribe = w.solverGroup(s).Bribe },
	"dodge":         func(w *World, s *Solver, t *Task, p *Plan) { p.Dodges = w.solverGroup(s).Foresees },
	"grind":         func(w *World, s *Solver, t *Task, p *Plan) { p.Grinds = w.solverGroup(s).Grinds },
	"censor":        func(w *World, s *Solver, t *Task, p *Plan) { p.Censor = w.solverGroup(s).Budget },
	"farm":          func(*World, *Solver, *Task, *Plan) {}, // which tasks it takes: see World.takes
}

// cheat makes a plan with so many bad steps, on purpose.
func (p *Plan) cheat(w *World, s *Solver, bad int64) {
	p.Bad, p.Meant, p.Gain = bad, bad > 0, w.solverGroup(s).Gain
}

// honest returns the plan without the cheat.
func (p Plan) honest() Plan {
	p.Bad, p.Saved, p.Gain, p.Meant, p.Hidden, p.Stalls, p.Drags = 0, 0, 0, false, false, false, false
	p.Self, p.Counts, p.Twice = false, false, false
	return p
}

// solverGroup is a group of solvers, its strategies found.
type solverGroup struct {
	*scenario.Solvers
	then   []SolverStrategy // all strategies; with arms, those after the first
	arms   []SolverStrategy
	farms  bool
	first  int32  // its first member
	entity uint64 // of that one
	mix    mixture
	m      solverMetrics
}

func (w *World) solverGroup(s *Solver) *solverGroup { return &w.solverOf[s.Group] }

// plan makes a solver's plan for a task.
func (w *World) plan(s *Solver, t *Task) {
	g := w.solverGroup(s)
	if len(g.arms) > 0 {
		s.Arm = g.mix.draw(&s.choice)
		g.mix.play(s.Arm)
		g.arms[s.Arm](w, s, t, &t.Plan)
	}
	for _, f := range g.then {
		f(w, s, t, &t.Plan)
	}
}

// takes reports whether a solver wants a task. Cheap ones are for those that farm, if they gain by them and their machine is idle; they leave
// what is useful alone if what is cheap pays better for their machines' time.
func (w *World) takes(g *solverGroup, t *Task) bool {
	c := &w.S.Task
	if c.CheapShare == 0 {
		return true
	}
	fees := ledger.Gwei(float64(w.Gas.Take+w.Gas.Anchor+w.Gas.Finish) * w.GasPrice(w.k.Now()))
	cheap := float64(c.CheapReward + w.subsidy(c.CheapSteps) - c.CheapCost - fees)
	if t.Cheap {
		return g.farms && cheap > 0
	}
	useful := float64(c.Reward + w.subsidy(c.Steps) - c.Cost - fees)
	return !g.farms || cheap <= 0 || cheap*float64(c.Steps) <= useful*float64(c.CheapSteps)
}

// subsidy is what the protocol mints for a finished task of so many steps.
func (w *World) subsidy(steps int64) ledger.Gwei {
	s := &w.S.Scheme
	if s.SubsidyBy == "step" {
		return s.Subsidy.Times(float64(steps) / float64(w.S.Task.Steps))
	}
	return s.Subsidy
}
