package report_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"refute/sim"
	"refute/sim/experiment"
	"refute/sim/report"
	"refute/sim/scenario"
)

// A column's estimate is that of the summary; a ratio is one of sums, and a difference of ratios is their difference.
func TestEstimates(t *testing.T) {
	e := &experiment.Experiment{Name: "test", Runs: 40, Params: []string{"verifiers.0.count"}, Confidence: 0.9}
	for _, n := range []string{"1", "6"} {
		s, _, err := scenario.Load("validator-count", []string{"tasks=10", "verifiers.0.count=" + n})
		if err != nil {
			t.Fatal(err)
		}
		u, err := sim.New(s)
		if err != nil {
			t.Fatal(err)
		}
		e.Points = append(e.Points, experiment.Point{Values: []string{n}, Subject: u})
	}
	dir := t.TempDir()
	if _, err := experiment.Run(context.Background(), e, experiment.Options{Dir: dir, Workers: 2}); err != nil {
		t.Fatal(err)
	}
	r, err := experiment.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	near := func(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(b)) }
	column, unit, err := report.Estimates(r, "burnt", 0.9)
	if err != nil || unit != "gwei" {
		t.Fatal(unit, err)
	}
	ratio, _, err := report.Estimates(r, "detected/cheated", 0.9)
	if err != nil {
		t.Fatal(err)
	}
	difference, unit, err := report.Estimates(r, "burnt/tasks - minted/tasks", 0.9)
	if err != nil || unit != "gwei" {
		t.Fatal(unit, err)
	}
	mean := func(point int, name string) float64 { return r.Points[point].Metrics[r.Column(name)].Mean }
	for i := range r.Points {
		want := r.Points[i].Metrics[r.Column("burnt")]
		if c := column[i]; !near(c.Mean, want.Mean) || !near(c.Low, want.Low) || !near(c.High, want.High) || c.N != 40 {
			t.Errorf("point %d: burnt %+v, the summary has %+v", i, c, want)
		}
		if q := mean(i, "detected") / mean(i, "cheated"); !near(ratio[i].Mean, q) || !(ratio[i].Low < q && q < ratio[i].High) {
			t.Errorf("point %d: detected/cheated %+v, want %v", i, ratio[i], q)
		}
		if d := (mean(i, "burnt") - mean(i, "minted")) / 10; !near(difference[i].Mean, d) {
			t.Errorf("point %d: %+v, want %v", i, difference[i], d)
		}
	}
	for _, text := range []string{"", "luck", "burnt/luck", "burnt - tasks", "burnt - burnt - burnt"} {
		if _, _, err := report.Estimates(r, text, 0.9); err == nil {
			t.Errorf("%q is taken for a metric", text)
		}
		if _, err := report.CheckMetric(r.Manifest.Columns, text); err == nil || !strings.Contains(err.Error(), "metric") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// What a scenario's report asks for in vain is refused by name.
func TestCheckPlots(t *testing.T) {
	columns := []experiment.Column{{Name: "undetected"}, {Name: "cheated"}, {Name: "attack_spend", Unit: "gwei"}}
	check := func(text string) error {
		s, err := scenario.Read("mine", strings.NewReader("solvers: [{name: s}]\nverifiers: [{name: v}]\nreport: "+text), nil)
		if err != nil {
			t.Fatal(err)
		}
		return report.CheckPlots(s, columns)
	}
	for _, text := range []string{
		"{metric: undetected/cheated}",
		"{plots: [{kind: curve, x: verifiers.0.count, y: none, exact: undetected}, {kind: spend, x: attack_spend, metric: cheated}, {kind: shares, metric: share}, {kind: strategies, metric: profit}]}",
	} {
		if err := check(text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for text, want := range map[string]string{
		"{metric: undetected/cheats}":                             "report.metric",
		"{plots: [{kind: times}, {kind: map, metric: cheats}]}":   "report.plots[1].metric",
		"{plots: [{kind: spend, x: spent}]}":                      "report.plots[0].x",
		"{plots: [{kind: curve, x: verifiers.count}]}":            "verifiers.count",
		"{plots: [{kind: curve, exact: detektion}]}":              "detektion",
		"{plots: [{kind: curve, threshold: nowhere, y: none}]}":   "nowhere",
		"{plots: [{kind: map, x: terms.bond, y: terms.nothing}]}": "terms.nothing",
	} {
		if err := check(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}
