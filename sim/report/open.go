package report

import (
	"fmt"

	"refute/config"
	"refute/sim/experiment"
	"refute/sim/scenario"
)

// Write writes the report of the results in a folder to that folder: report.html and plots/*.svg.
func Write(dir string) error {
	e, err := experiment.Open(dir)
	if err != nil {
		return err
	}
	return Make(dir, from(e))
}

// mostFailures is how many failed runs are listed.
const mostFailures = 20

// from is the results of an experiment, as the report reads them.
func from(e *experiment.Results) *Results {
	m := e.Manifest
	r := &Results{Name: m.Name, Version: m.Version, Scenario: m.Scenario, Sets: m.Sets, Seed: m.Seed, SeedRule: m.SeedRule, Confidence: m.Confidence, Asked: m.RunsAsked,
		Runs: m.Runs, Failed: m.Failed, Complete: m.Complete, Points: m.Points}
	r.Facts = [][2]string{
		{"Scenario", "sha256 " + m.ScenarioSHA256},
		{"Results", "sha256 " + m.Results + ", the same on any machine and any number of workers"},
		{"Made", fmt.Sprintf("%s, workers: %d, on %s with %d processors, %s", m.Finished.Format("2 January 2006 15:04 MST"), m.Workers, m.Host.System, m.Host.Processors, m.Host.Go)},
	}
	if m.Stop != nil {
		of := ""
		if m.Stop.Relative {
			of = " of the mean"
		}
		r.Facts = append(r.Facts, [2]string{"Stopping", fmt.Sprintf("each point when the interval of %s reaches at most %g%s to either side; %d runs were made and not needed", m.Stop.Metric, m.Stop.Width, of, m.Dropped)})
	}
	for _, p := range m.Params {
		q := Param{Path: p.Path, Unit: p.Unit, Number: p.Number}
		if k, err := config.Find(scenario.Scenario{}, p.Path); err == nil {
			q.Doc = k.Doc
		}
		r.Params = append(r.Params, q)
	}
	for _, c := range m.Columns {
		r.Columns = append(r.Columns, Column{c.Name, c.Unit, c.Doc})
	}
	r.Failures = failures(e)
	r.Rows = func(names []string, visit func(int, uint64, []float64) error) error { return rows(e, names, visit) }
	r.Series = func(visit func(int, uint64, int64, string, float64) error) error {
		for s, err := range e.Series() {
			if err != nil {
				return err
			}
			if err := visit(s.Point, s.Run, s.Time, s.Series, s.Value); err != nil {
				return err
			}
		}
		return nil
	}
	r.Commands = commands(m, r.Params)
	return r
}

func rows(e *experiment.Results, names []string, visit func(int, uint64, []float64) error) error {
	at := make([]int, len(names))
	for i, name := range names {
		if at[i] = e.Column(name); at[i] < 0 {
			return fmt.Errorf("the runs have no metric %q", name)
		}
	}
	v := make([]float64, len(names))
	for row, err := range e.Runs() {
		if err != nil {
			return err
		}
		if !row.OK() {
			continue
		}
		for i, k := range at {
			v[i] = e.Manifest.Columns[k].Float(row.Values[k])
		}
		if err := visit(row.Point, row.Run, v); err != nil {
			return err
		}
	}
	return nil
}

// failures lists some of the runs that failed.
func failures(e *experiment.Results) []string {
	if e.Manifest.Failed == 0 {
		return nil
	}
	var out []string
	for row, err := range e.Runs() {
		if err != nil {
			return append(out, err.Error())
		}
		if row.OK() {
			continue
		}
		if len(out) == mostFailures {
			return append(out, fmt.Sprintf("and others, %d in all", e.Manifest.Failed))
		}
		out = append(out, fmt.Sprintf("point %d, run %d, seed %d: %s", row.Point, row.Run, row.Seed, row.Status))
	}
	return out
}

// commands are those that make the results, and this page, again.
func commands(m *experiment.Manifest, swept []Param) []string {
	name := "scenario.yaml"
	first := "# with the text below as scenario.yaml"
	if text, err := scenario.Text(m.Name); err == nil && string(text) == m.Scenario {
		name, first = m.Name, ""
	}
	command := "refute sim run " + name
	if len(swept) > 0 {
		command = "refute sim sweep " + name
	}
	for _, s := range m.Sets {
		command += " --set '" + s + "'"
	}
	out := []string{command + " --out results", "refute sim plot results"}
	if first != "" {
		out = append([]string{first}, out...)
	}
	return out
}
