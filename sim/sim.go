// Package sim makes of a scenario what package experiment runs: the protocol's economy of package model, with the court of the scenario's fidelity.
package sim

import (
	"context"
	"fmt"
	"slices"

	"refute/sim/court"
	"refute/sim/experiment"
	"refute/sim/kernel"
	"refute/sim/ledger"
	"refute/sim/model"
	"refute/sim/scenario"
)

// SeedRule says how the randomness of a run follows from the scenario's seed.
const SeedRule = `SHA-256 of "refute sim run ", the scenario's seed and the number of the run, 8 bytes each, little-endian; the first 8 bytes of it, little-endian, are the column seed`

// maxLog bounds the events that are kept of a run, which are in memory until it ends.
const maxLog = 1 << 20

// Subject is a scenario as an experiment's subject.
type Subject struct {
	scenario *scenario.Scenario
	columns  []experiment.Column
}

// New returns the subject of a scenario, which must not be changed after.
func New(s *scenario.Scenario) (*Subject, error) {
	if err := court.Check(s); err != nil {
		return nil, err
	}
	w, err := model.New(s, model.Abstract{}) // for its columns, which every court has
	if err != nil {
		return nil, err
	}
	u := &Subject{scenario: s}
	for _, m := range w.Metrics() {
		c := experiment.Column{Name: m.Name, Unit: m.Unit, Doc: m.Doc, Kind: experiment.Int}
		if m.Float {
			c.Kind = experiment.Float
		}
		u.columns = append(u.columns, c)
	}
	return u, nil
}

// newWorld returns a world with a court of its own.
func newWorld(s *scenario.Scenario) (*model.World, error) {
	c, err := court.New(s)
	if err != nil {
		return nil, err
	}
	return model.New(s, c)
}

// Columns implements experiment.Subject.
func (u *Subject) Columns() []experiment.Column { return u.columns }

// New implements experiment.Subject.
func (u *Subject) New() (experiment.Runner, error) {
	w, err := newWorld(u.scenario)
	if err != nil {
		return nil, err
	}
	return &runner{world: w}, nil
}

// runner makes runs in a world, which is used again.
type runner struct{ world *model.World }

// Run implements experiment.Runner.
func (r *runner) Run(ctx context.Context, run uint64, out *experiment.Record) error {
	w := r.world
	output := &w.S.Output
	var watch model.Watch
	if output.SeriesEvery > 0 && run < uint64(output.SeriesRuns) {
		watch.Sample = func(at kernel.Time, series string, value float64) {
			out.Series = append(out.Series, experiment.Sample{Time: int64(at), Series: series, Value: value})
		}
	}
	if len(output.Events) > 0 && run < uint64(output.EventRuns) {
		all := slices.Contains(output.Events, "all")
		watch.Event = func(at kernel.Time, kind, actor string, task int, amount ledger.Gwei, note string) {
			if all || slices.Contains(output.Events, kind) {
				if len(out.Log) == maxLog {
					w.Fail(fmt.Errorf("run %d has more than %d events to be kept: name fewer kinds in output.events, or set output.event_runs to 0", run, maxLog))
					return
				}
				out.Log = append(out.Log, experiment.Entry{Time: int64(at), Kind: kind, Actor: actor, Task: int64(task), Amount: int64(amount), Note: note})
			}
		}
	}
	return r.do(ctx, run, watch, out)
}

func (r *runner) do(ctx context.Context, run uint64, watch model.Watch, out *experiment.Record) error {
	w := r.world
	out.Seed = kernel.NewSource(kernel.Seed(w.S.Seed), run).Key()
	if err := w.Run(ctx, run, watch); err != nil {
		return err
	}
	out.Events = w.Handled()
	out.Values = w.Values(out.Values[:0])
	return nil
}

// Replay makes one run again, and passes each of its events on.
func (u *Subject) Replay(ctx context.Context, run uint64, each func(experiment.Entry)) (*experiment.Record, error) {
	w, err := newWorld(u.scenario)
	if err != nil {
		return nil, err
	}
	r := &replayer{runner{w}, each}
	out := new(experiment.Record)
	return out, experiment.Do(ctx, r, run, u.columns, out)
}

// replayer is a runner that passes all events on.
type replayer struct {
	runner
	each func(experiment.Entry)
}

// Run implements experiment.Runner.
func (r *replayer) Run(ctx context.Context, run uint64, out *experiment.Record) error {
	return r.do(ctx, run, model.Watch{Event: func(at kernel.Time, kind, actor string, task int, amount ledger.Gwei, note string) {
		r.each(experiment.Entry{Time: int64(at), Kind: kind, Actor: actor, Task: int64(task), Amount: int64(amount), Note: note})
	}}, out)
}
