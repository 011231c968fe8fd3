package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"
	"time"

	"refute/sim/experiment"
	"refute/sim/report"
)

// teller tells a person what an experiment gave.
type teller struct {
	out     io.Writer
	results *experiment.Results
}

func (t *teller) say(format string, args ...any) { fmt.Fprintf(t.out, format+"\n", args...) }

// head says what was run.
func (t *teller) head(s *source, m *experiment.Manifest, took time.Duration, events int64) {
	if about := s.scenario.About; about != "" {
		t.say("%s: %s\n", m.Name, about)
	}
	points := ""
	if len(m.Points) > 1 {
		points = fmt.Sprintf(" in %d points", len(m.Points))
	}
	speed := "they were there"
	if events > 0 {
		speed = fmt.Sprintf("%.1f s, %.2f M events/s", took.Seconds(), float64(events)/took.Seconds()/1e6)
	}
	t.say("%d runs%s of %d tasks, seed %d, fidelity %s, %d workers, %s.", m.Runs, points, s.scenario.Tasks, m.Seed, s.scenario.Fidelity, m.Workers, speed)
	if m.Dropped > 0 {
		t.say("%d runs were not needed: the interval of %s is narrow enough.", m.Dropped, m.Stop.Metric)
	}
}

// metrics shows all metrics of the one point that are not always 0.
func (t *teller) metrics() {
	if len(t.results.Points) == 0 {
		return
	}
	m := t.results.Manifest
	t.say("")
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "metric\tmean\t%g%% interval\tmin … max\n", m.Confidence*100)
	zero := 0
	for i, s := range t.results.Points[0].Metrics {
		c := m.Columns[i]
		if s.Min == 0 && s.Max == 0 {
			zero++
			continue
		}
		fmt.Fprintf(w, "%s\t%s\t%s … %s\t%s … %s\n", c.Name, amount(s.Mean, c.Unit), amount(s.Low, c.Unit), amount(s.High, c.Unit), amount(s.Min, c.Unit), amount(s.Max, c.Unit))
	}
	w.Flush()
	if zero > 0 {
		t.say("%d more are always 0.", zero)
	}
}

// points shows a metric at each point; of many the first ones.
func (t *teller) points(metric string) error {
	m := t.results.Manifest
	at, unit, err := report.Estimates(t.results, metric, m.Confidence)
	if err != nil {
		return err
	}
	t.say("")
	if len(metric) > 24 { // too long for the head of a column
		t.say("%s:\n", metric)
		metric = "mean"
	}
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	for _, p := range m.Params {
		fmt.Fprintf(w, "%s\t", p.Path)
	}
	fmt.Fprintf(w, "runs\t%s\t%g%% interval\n", metric, m.Confidence*100)
	const most = 100
	for i, p := range t.results.Points {
		if i == most {
			break
		}
		for _, v := range p.Values {
			fmt.Fprintf(w, "%s\t", v)
		}
		fmt.Fprintf(w, "%d\t%s\t%s … %s\n", p.Runs, amount(at[i].Mean, unit), amount(at[i].Low, unit), amount(at[i].High, unit))
	}
	w.Flush()
	if n := len(t.results.Points); n > most {
		t.say("… and %d more points.", n-most)
	}
	return nil
}

func names(columns []experiment.Column) string {
	var s []string
	for _, c := range columns {
		s = append(s, c.Name)
	}
	return strings.Join(s, ", ")
}

// failed is an error if runs failed: it names the first.
func (t *teller) failed() error {
	m := t.results.Manifest
	if m.Failed == 0 {
		return nil
	}
	for row, err := range t.results.Runs() {
		if err != nil {
			return err
		}
		if !row.OK() {
			return fmt.Errorf("%d of %d runs failed, which no statistic counts; the first is run %d of point %d: %s\nrefute sim replay %s --point %d --run %d shows it", m.Failed, m.Runs, row.Run,
				row.Point, row.Status, t.results.Dir, row.Point, row.Run)
		}
	}
	return errors.New("some runs failed, but none is in runs.parquet")
}

// amount writes a number of a metric for people: with four digits if it is not whole, large ones in millions, money in ether.
func amount(x float64, unit string) string {
	switch {
	case math.IsNaN(x):
		return "-"
	case unit == "gwei":
		return plain(x/1e9) + " ether"
	case unit != "":
		return plain(x) + " " + unit
	}
	return plain(x)
}

func plain(x float64) string {
	switch a := math.Abs(x); {
	case a >= 1e7:
		return fmt.Sprintf("%.4g M", x/1e6)
	case x == math.Trunc(x):
		return fmt.Sprintf("%.0f", x)
	case a >= 1000:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.4g", x)
}
