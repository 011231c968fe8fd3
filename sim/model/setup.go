package model

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"refute/sim/kernel"
	"refute/sim/ledger"
	"refute/sim/scenario"
)

// How delays are distributed.
const (
	delayExponential = iota
	delayFixed
	delayUniform
)

// groups finds the strategies of all groups.
func (w *World) groups() error {
	for i := range w.S.Solvers {
		g := solverGroup{Solvers: &w.S.Solvers[i]}
		var err error
		if g.then, g.arms, err = strategies(g.Strategy, g.Arms, solverStrategies, scenario.First("solvers")); err != nil {
			return fmt.Errorf("solvers[%d].strategy: %w", i, err)
		}
		g.farms = slices.Contains(g.Strategy, "farm")
		w.solverOf = append(w.solverOf, g)
	}
	for i := range w.S.Verifiers {
		g := verifierGroup{Verifiers: &w.S.Verifiers[i]}
		var err error
		if g.then, g.arms, err = strategies(g.Strategy, g.Arms, verifierStrategies, scenario.First("verifiers")); err != nil {
			return fmt.Errorf("verifiers[%d].strategy: %w", i, err)
		}
		g.allied = slices.Contains(g.Strategy, "ally")
		w.verifyOf = append(w.verifyOf, g)
	}
	w.learner = learners[w.S.Learn.Kind]
	n := &w.S.Network
	w.delay = map[string]int{"exponential": delayExponential, "fixed": delayFixed, "uniform": delayUniform}[n.Delay]
	w.chess = w.S.Terms.Clocks == "chess"
	w.calm = n.Up == 0 && n.CrashEvery == 0 && n.PartitionEvery == 0
	var count int32
	for i := range w.solverOf {
		g := &w.solverOf[i]
		g.first, g.entity = count, uint64(kernel.Named("solver."+g.Name))
		count += int32(g.Count)
	}
	w.solvers = make([]Solver, count)
	count = 0
	for i := range w.verifyOf {
		g := &w.verifyOf[i]
		g.first, g.entity = count, uint64(kernel.Named("verifier."+g.Name))
		count += int32(g.Count)
	}
	w.verifiers = make([]Verifier, count)
	for i := range w.verifyOf {
		g := &w.verifyOf[i]
		for k := range int32(g.Count) {
			if slices.Contains(g.Strategy, "sniper") {
				w.snipers = append(w.snipers, g.first+k)
			}
			sum := g.Stake
			if len(w.stakes) > 0 {
				sum += w.stakes[len(w.stakes)-1]
			}
			w.stakes = append(w.stakes, sum)
		}
	}
	return nil
}

// strategies finds a group's strategies and arms by their names. With arms, what the first strategy would say is the arm's to say.
func strategies[S any](strategy, arms []string, of map[string]S, first []string) (then, choice []S, err error) {
	if len(arms) > 0 && len(strategy) > 0 && slices.Contains(first, strategy[0]) {
		strategy = strategy[1:]
	}
	for i, name := range slices.Concat(strategy, arms) {
		f, ok := of[name]
		if !ok {
			return nil, nil, fmt.Errorf("there is no %q", name)
		}
		if i < len(strategy) {
			then = append(then, f)
		} else {
			choice = append(choice, f)
		}
	}
	return then, choice, nil
}

// reset begins run number n.
func (w *World) reset(n uint64, watch Watch) error {
	w.k.Reset(w)
	w.watch, w.err, w.issued, w.held = watch, nil, 0, 0
	w.m = metrics{}
	w.source = kernel.NewSource(kernel.Seed(w.S.Seed), n)
	w.chance = w.source.Stream(worldEntity, forWorld)
	w.draw = w.source.Stream(worldEntity, forDraw)
	w.crashes.reset(w.source.Stream(worldEntity, forCrash), w.S.Network.CrashEvery, w.S.Network.CrashTime)
	w.cuts.reset(w.source.Stream(worldEntity, forCut), w.S.Network.PartitionEvery, w.S.Network.PartitionTime)
	w.spikes.reset(w.source.Stream(worldEntity, forSpike), w.S.Chain.SpikeEvery, w.S.Chain.SpikeTime)
	w.money.Reset(reasons)
	w.escrow, w.bonds, w.pot = w.money.Open(), w.money.Open(), w.money.Open()
	if w.S.Scheme.Kind == "jackpot" {
		w.money.Move(ledger.World, w.pot, w.S.Scheme.Pot, reasonEndow)
	}
	w.m.potLow = w.money.Of(w.pot)
	for i := range w.solverOf {
		g := &w.solverOf[i]
		g.m = solverMetrics{}
		g.mix.reset(len(g.arms), g.Chance, w.S.Learn.Explore)
		for k := range int32(g.Count) {
			s := &w.solvers[g.first+k]
			*s = Solver{agent: w.agent(&s.agent, int32(i), g.Region, g.Bankroll)}
			s.ID, s.index = g.first+k, g.first+k
			w.streams(&s.agent, g.entity+uint64(k))
		}
	}
	for i := range w.verifyOf {
		g := &w.verifyOf[i]
		g.m = verifierMetrics{}
		g.mix.reset(len(g.arms), g.Rate, w.S.Learn.Explore)
		for k := range int32(g.Count) {
			v := &w.verifiers[g.first+k]
			*v = Verifier{agent: w.agent(&v.agent, int32(i), g.Region, g.Bankroll)}
			v.ID, v.index = int32(len(w.solvers))+g.first+k, g.first+k
			w.streams(&v.agent, g.entity+uint64(k))
			if !w.calm {
				v.absence.reset(w.source.Stream(v.entity, forAbsence), w.S.Network.Up, w.S.Network.Down)
			}
		}
	}
	w.over, w.ended = w.over[:0], w.ended[:0]
	for i := len(w.tasks) - 1; i >= 0; i-- {
		w.over = append(w.over, int32(i))
		w.tasks[i].forget()
	}
	for i := len(w.games) - 1; i >= 0; i-- {
		w.ended = append(w.ended, int32(i))
	}
	return w.court.Reset(w)
}

// agent returns what an agent begins with.
func (w *World) agent(was *agent, group int32, region int, bankroll ledger.Gwei) agent {
	a := agent{Group: group, Region: int32(region), Account: w.money.Open(), absence: was.absence}
	w.money.Move(ledger.World, a.Account, bankroll, reasonEndow)
	return a
}

func (w *World) streams(a *agent, entity uint64) {
	a.entity = entity
	a.choice, a.net = w.source.Stream(entity, forChoice), w.source.Stream(entity, forNet)
}

// Run simulates run number n from its beginning to its end.
func (w *World) Run(ctx context.Context, n uint64, watch Watch) error {
	w.work.ctx = ctx
	if err := w.reset(n, watch); err != nil {
		return err
	}
	w.k.Schedule(0, 128, evArrive, 0, 0)
	for w.k.Pending() > 0 && w.err == nil {
		w.work.left = stepsPerLook
		w.k.Run(kernel.Never)
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	err := w.err
	if err == nil {
		err = w.finish()
	}
	if err != nil {
		return fmt.Errorf("at %v: %w", w.Now(), err)
	}
	return nil
}

// finish checks what must hold at the end of a run: nothing is owed, and all money is somewhere.
func (w *World) finish() error {
	if err := w.money.Audit(); err != nil {
		return err
	}
	if e, b := w.money.Of(w.escrow), w.money.Of(w.bonds); e != 0 || b != 0 {
		return fmt.Errorf("model: %d gwei of rewards and %d of bonds belong to nobody", e, b)
	}
	if len(w.over) != len(w.tasks) || len(w.ended) != len(w.games) {
		return fmt.Errorf("model: %d tasks and %d games have no end", len(w.tasks)-len(w.over), len(w.games)-len(w.ended))
	}
	return nil
}

// Fail ends the run with an error. It is for courts.
func (w *World) Fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// Metrics returns the columns of a run's results.
func (w *World) Metrics() []Metric {
	var all []Metric
	for _, m := range w.metric {
		all = append(all, m.Metric)
	}
	return all
}

// Values appends the metrics of the run that has ended, in the order of Metrics: whole numbers, or the bits of floats.
func (w *World) Values(to []int64) []int64 {
	for _, m := range w.metric {
		to = append(to, m.of(w))
	}
	return to
}

func name(kind, group string, index int32) string {
	return kind + "." + group + "." + strconv.Itoa(int(index))
}
