package report_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"refute/sim"
	"refute/sim/experiment"
	"refute/sim/report"
	"refute/sim/scenario"
)

const text = `name: small
about: A test.
runs: 20
tasks: 20
task: {steps: 100}
solvers:
  - {name: cheat, count: 2, strategy: [skip], bad: 20, bankroll: 1000 ether}
verifiers:
  - {name: honest, count: 2, sample: 3}
output: {series_every: 2, series_runs: 5}
report:
  metric: undetected/cheated
  plots:
    - {kind: curve, metric: undetected/cheated, exact: undetected, y: none}
    - {kind: map, metric: undetected/cheated, limit: 0.5, exact: undetected}
    - {kind: validation, metric: undetected/cheated, exact: undetected}
    - {kind: sensitivity, metric: undetected/cheated}
    - {kind: paths, metric: undetected}
    - {kind: times}
    - {kind: spend}
`

// TestWrite: what a real experiment leaves is reported, and again after that.
func TestWrite(t *testing.T) {
	e := &experiment.Experiment{Name: "small", Version: "test", Scenario: text, Seed: 1, SeedRule: sim.SeedRule, Runs: 20, Params: []string{"verifiers.0.sample", "verifiers.0.count"}, Confidence: 0.95}
	for _, sample := range []string{"1", "5", "20"} {
		for _, count := range []string{"1", "4"} {
			s, err := scenario.Read("small", strings.NewReader(text), []string{"verifiers.0.sample=" + sample, "verifiers.0.count=" + count})
			if err != nil {
				t.Fatal(err)
			}
			u, err := sim.New(s)
			if err != nil {
				t.Fatal(err)
			}
			e.Points = append(e.Points, experiment.Point{Values: []string{sample, count}, Subject: u})
		}
	}
	dir := t.TempDir()
	if _, err := experiment.Run(context.Background(), e, experiment.Options{Dir: dir, Workers: 2}); err != nil {
		t.Fatal(err)
	}
	if err := report.Write(dir); err != nil {
		t.Fatal(err)
	}
	page := read(t, dir, report.PageName)
	for _, want := range []string{"A test.", "sha256 ", "# with the text below as scenario.yaml", "It says the same as the simulation", "lies in the interval", "skip", "verifiers.0.sample"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(page, "Nothing is drawn") {
		t.Error("a plot was not drawn")
	}
	for _, name := range []string{"curve", "map", "validation", "sensitivity", "paths", "times", "spend", "strategies", "convergence"} {
		read(t, dir, report.PlotsName, name+".svg")
	}
	if err := report.Write(dir); err != nil {
		t.Fatal(err)
	}
	if page != read(t, dir, report.PageName) {
		t.Error("the same results gave another page")
	}
	left, err := filepath.Glob(filepath.Join(dir, "*", ".report-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left over: %v %v", left, err)
	}
}

func TestWriteRefuses(t *testing.T) {
	if err := report.Write(t.TempDir()); err == nil {
		t.Error("a report of nothing")
	}
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
