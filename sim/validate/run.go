package validate

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"refute/sim/court"
	"refute/sim/kernel"
	"refute/sim/model"
	"refute/sim/scenario"
	"refute/sim/stats"
)

// Run makes all checks with the given number of workers (0: as many as the machine has processors) and returns what was seen. The report is a
// function of the seed alone, whatever the number of workers. An error is one of the simulator's, or the context's; a form that does not hold is
// in the report.
func Run(ctx context.Context, workers int, seed uint64) (Report, error) {
	return run(ctx, all(), workers, seed, 1)
}

func all() []check { return slices.Concat(detection, deterrence, jackpots, walks, gameLength, clocks) }

// series is one scenario, run often: the check's own, or, where a parameter is set by a formula, a twin's.
type series struct {
	check *check
	s     *scenario.Scenario
	seed  uint64
	runs  int
	x, y  []float64 // by run
	games []game    // by run, where games are played
}

// chunk is how many runs a worker takes at once.
const chunk = 50

func run(ctx context.Context, checks []check, workers int, seed uint64, part float64) (Report, error) {
	report := Report{Seed: seed, Level: Level}
	var list []*series
	var results []*result
	for i := range checks {
		r, err := prepare(&checks[i], seed, part)
		if err != nil {
			return report, fmt.Errorf("%s: %w", checks[i].name, err)
		}
		results = append(results, r)
		list = append(list, r.own)
		for _, t := range r.twins {
			if t.own != nil {
				list = append(list, t.own)
			}
		}
	}
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	events, err := simulate(ctx, list, workers)
	report.Events = events
	if err != nil {
		return report, err
	}
	report.judge(results)
	return report, nil
}

// prepare reads a check's scenario and sets what its formulas say.
func prepare(c *check, seed uint64, part float64) (*result, error) {
	seed += uint64(kernel.Named("validate " + c.name)) // so that no two checks see the same numbers
	runs := max(2, int(float64(c.runs)*part))
	if c.play != nil {
		runs = c.runs // there is no chance in them but the draw of the game
	}
	series := func(s *scenario.Scenario) *series {
		runs := runs
		if s != nil && s.Fidelity != "abstract" {
			runs = max(runs, min(40, c.runs)) // they are few already
		}
		return &series{check: c, s: s, seed: seed, runs: runs, x: make([]float64, runs), y: make([]float64, runs), games: make([]game, runs)}
	}
	if c.play != nil {
		r := &result{check: c, value: 1, own: series(nil)}
		for i := range c.twins {
			r.twins = append(r.twins, twinResult{twin: &c.twins[i], value: 1})
		}
		return r, nil
	}
	name := c.scenario
	if name == "" {
		name = c.name
	}
	// at returns the scenario, with what a formula gives if it says how it is to be set.
	at := func(value func(*setting) float64) (*scenario.Scenario, float64, error) {
		s, err := read(name, c.sets)
		if err != nil {
			return nil, 0, err
		}
		st, err := settle(s)
		if err != nil {
			return nil, 0, err
		}
		claim := value(st)
		if c.balance != nil {
			if s, err = read(name, slices.Concat(c.sets, c.balance(st, claim))); err != nil {
				return nil, 0, err
			}
		}
		s.Seed = seed
		return s, claim, nil
	}
	s, value, err := at(c.exact)
	if err != nil {
		return nil, err
	}
	r := &result{check: c, value: value, own: series(s)}
	for i := range c.twins {
		s, value, err := at(c.twins[i].value)
		if err != nil {
			return nil, fmt.Errorf("twin %s: %w", c.twins[i].form, err)
		}
		t := twinResult{twin: &c.twins[i], value: value}
		if c.balance != nil {
			t.own = series(s)
		}
		r.twins = append(r.twins, t)
	}
	return r, nil
}

func settle(s *scenario.Scenario) (*setting, error) {
	w, err := model.New(s, model.Abstract{}) // nothing is run
	if err != nil {
		return nil, err
	}
	return &setting{s, w.Gas}, nil
}

// simulate makes all runs of all series.
func simulate(ctx context.Context, list []*series, workers int) (events int64, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	type job struct {
		s        *series
		from, to int
	}
	jobs := make(chan job)
	var group sync.WaitGroup
	var sum sync.Mutex
	for range workers {
		group.Go(func() {
			for j := range jobs {
				n, err := j.s.run(ctx, j.from, j.to)
				if err != nil {
					cancel(err)
				}
				sum.Lock()
				events += n
				sum.Unlock()
			}
		})
	}
feed:
	for _, s := range list {
		size := chunk
		if s.check.play != nil || s.s.Fidelity != "abstract" {
			size = s.runs // what the games are about is expensive to make
		}
		for from := 0; from < s.runs; from += size {
			select {
			case jobs <- job{s, from, min(from+size, s.runs)}:
			case <-ctx.Done():
				break feed
			}
		}
	}
	close(jobs)
	group.Wait()
	return events, context.Cause(ctx)
}

// run makes the runs from one number to before another.
func (s *series) run(ctx context.Context, from, to int) (events int64, err error) {
	if s.check.play != nil {
		return 0, s.play(ctx, from, to)
	}
	c, err := court.New(s.s)
	if err != nil {
		return 0, err
	}
	w, err := model.New(s.s, c)
	if err != nil {
		return 0, err
	}
	st := &setting{s.s, w.Gas}
	r := row{at: map[string]int{}}
	for i, m := range w.Metrics() {
		r.at[m.Name] = i
	}
	for n := from; n < to; n++ {
		if err := w.Run(ctx, uint64(n), model.Watch{}); err != nil {
			return events, fmt.Errorf("%s: run %d: %w", s.check.name, n, err)
		}
		events += w.Handled()
		r.values = w.Values(r.values[:0])
		s.x[n], s.y[n] = s.check.see(st, r)
	}
	return events, nil
}

// play plays the games from one number to before another.
func (s *series) play(ctx context.Context, from, to int) error {
	play, err := s.check.play()
	for n := from; n < to && err == nil; n++ {
		if err = ctx.Err(); err == nil {
			s.games[n], err = play(kernel.NewSource(kernel.Seed(s.seed), uint64(n)).Key())
		}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", s.check.name, err)
	}
	return nil
}

// seen is what a series gave.
type seen struct {
	proportion        bool
	successes, trials int64
	ratio             stats.Ratio
}

// seen adds a series up, in the order of its runs. A formula for the rounds, if games were played, makes the moves that they are compared with.
func (s *series) seen(f rounds) seen {
	o := seen{proportion: s.check.proportion}
	for i := range s.x {
		if f != nil {
			s.x[i], s.y[i] = float64(s.games[i].formula(f)), float64(s.games[i].moves)
		}
		if o.proportion {
			o.trials += int64(s.x[i])
			o.successes += int64(s.y[i])
		} else {
			o.ratio.Add(s.x[i], s.y[i])
		}
	}
	return o
}

func (o seen) value() float64 {
	if o.proportion {
		return float64(o.successes) / float64(o.trials)
	}
	return o.ratio.Value()
}

func (o seen) test(claim float64) float64 {
	if o.proportion {
		return stats.BinomialTest(o.successes, o.trials, claim)
	}
	return o.ratio.Test(claim)
}

func (o seen) interval(confidence float64) stats.Interval {
	if o.proportion {
		return stats.ClopperPearson(o.successes, o.trials, confidence)
	}
	return o.ratio.Interval(confidence)
}
