package model

import (
	"context"
	"strings"
	"testing"

	"refute/sim/scenario"
)

func world(t testing.TB, text string, sets ...string) *World {
	t.Helper()
	s, err := scenario.Read("test", strings.NewReader(text), sets)
	if err != nil {
		t.Fatal(err)
	}
	w, err := New(s, Abstract{})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// run returns the metrics of a run by name.
func run(t testing.TB, w *World, n uint64) map[string]int64 {
	t.Helper()
	if err := w.Run(context.Background(), n, Watch{}); err != nil {
		t.Fatal(err)
	}
	m := map[string]int64{}
	values := w.Values(nil)
	for i, c := range w.Metrics() {
		m[c.Name] = values[i]
	}
	return m
}

func TestShipped(t *testing.T) {
	for _, name := range scenario.Names() {
		s, _, err := scenario.Load(name, nil)
		if err != nil {
			t.Fatal(err)
		}
		w, err := New(s, Abstract{})
		if err != nil {
			t.Fatal(err)
		}
		m := run(t, w, 0)
		t.Log(name, w.Handled(), m)
	}
}

const twenty = `
tasks: 100
solvers:
  - {name: good, count: 10}
  - {name: bad, count: 2, strategy: [skip], bad: 100}
verifiers:
  - {name: honest, count: 20, sample: 20, rate: 0.5}
`

func BenchmarkTwenty(b *testing.B) {
	w := world(b, twenty)
	events := int64(0)
	b.ReportAllocs()
	for i := range b.N {
		if err := w.Run(context.Background(), uint64(i), Watch{}); err != nil {
			b.Fatal(err)
		}
		events += w.Handled()
	}
	b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
}
