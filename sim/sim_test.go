package sim_test

import (
	"context"
	"slices"
	"testing"

	"refute/sim"
	"refute/sim/experiment"
	"refute/sim/scenario"
)

func subject(t *testing.T, name string, sets ...string) *sim.Subject {
	t.Helper()
	s, _, err := scenario.Load(name, sets)
	if err != nil {
		t.Fatal(err)
	}
	u, err := sim.New(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func do(t *testing.T, u *sim.Subject, r experiment.Runner, run uint64) *experiment.Record {
	t.Helper()
	out := new(experiment.Record)
	if err := experiment.Do(context.Background(), r, run, u.Columns(), out); err != nil {
		t.Fatalf("run %d: %v", run, err)
	}
	return out
}

func same(a, b *experiment.Record) bool {
	return a.Seed == b.Seed && a.Events == b.Events && slices.Equal(a.Values, b.Values) && slices.Equal(a.Series, b.Series) && slices.Equal(a.Log, b.Log)
}

// A run is the same in a world that has made others before, in any order, as in a new one: which worker makes it does not matter.
func TestWorldsForget(t *testing.T) {
	for _, name := range scenario.Names() {
		t.Run(name, func(t *testing.T) {
			u := subject(t, name, "tasks=60", "output.series_every=7", "output.events=[all]", "output.event_runs=100")
			used, err := u.New()
			if err != nil {
				t.Fatal(err)
			}
			for _, run := range []uint64{3, 0, 4, 3} {
				fresh, err := u.New()
				if err != nil {
					t.Fatal(err)
				}
				if a, b := do(t, u, used, run), do(t, u, fresh, run); !same(a, b) {
					t.Errorf("run %d gives %v in a world that was used, %v in a new one", run, a.Values, b.Values)
				}
			}
		})
	}
}

// At each fidelity a run is made again, event by event, with the same result; the scenario says which events are kept.
func TestReplay(t *testing.T) {
	for _, fidelity := range []string{"abstract", "game", "evm"} {
		u := subject(t, "validator-count", "tasks=8", "fidelity="+fidelity, "output.events=[verdict]", "output.event_runs=1")
		r, err := u.New()
		if err != nil {
			t.Fatal(err)
		}
		first, second := do(t, u, r, 0), do(t, u, r, 1)
		if len(second.Log) != 0 || slices.ContainsFunc(first.Log, func(e experiment.Entry) bool { return e.Kind != "verdict" }) {
			t.Errorf("%s: other events than the scenario asks for: %v, %v", fidelity, first.Log, second.Log)
		}
		var verdicts []experiment.Entry
		kinds := map[string]bool{}
		again, err := u.Replay(context.Background(), 0, func(e experiment.Entry) {
			if kinds[e.Kind] = true; e.Kind == "verdict" {
				verdicts = append(verdicts, e)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(again.Values, first.Values) || again.Events != first.Events || !slices.Equal(verdicts, first.Log) || len(verdicts) == 0 || len(kinds) < 4 {
			t.Errorf("%s: replayed with %v, was %v; verdicts %v, were %v", fidelity, again.Values, first.Values, verdicts, first.Log)
		}
	}
}
