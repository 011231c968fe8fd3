package report

import (
	"fmt"
	"math"
	"strconv"

	"refute/config"
	"refute/sim/experiment"
	"refute/sim/report/figure"
	"refute/sim/scenario"
)

// Estimates returns a metric at each point of an experiment that has runs, as plots show it: a column of the runs, a ratio a/b, or a difference of two such, a/b - c/d. It returns
// its unit, too. The numbers have 12 digits, which all machines agree on.
func Estimates(e *experiment.Results, text string, confidence float64) (at []figure.Estimate, unit string, err error) {
	r := from(e)
	need := &columns{}
	m, err := r.metric(text, need)
	if err != nil {
		return nil, "", err
	}
	sums := map[int]*moments{}
	err = r.Rows(need.names, func(point int, _ uint64, v []float64) error {
		if sums[point] == nil {
			sums[point] = newMoments(len(need.names))
		}
		sums[point].add(v)
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	for _, p := range e.Points {
		x := m.estimate(sums[p.Point], confidence)
		x.Mean, x.Low, x.High = round12(x.Mean), round12(x.Low), round12(x.High)
		at = append(at, x)
	}
	return at, m.unit, nil
}

// CheckMetric returns an error if the columns do not give a metric, and its unit.
func CheckMetric(of []experiment.Column, text string) (unit string, err error) {
	m, err := from(&experiment.Results{Manifest: &experiment.Manifest{Columns: of}}).metric(text, &columns{})
	if err != nil {
		return "", err
	}
	return m.unit, nil
}

// CheckPlots returns an error if the columns of the runs do not give what a scenario's report asks for, so that it is seen before they are made and not after.
func CheckPlots(s *scenario.Scenario, of []experiment.Column) error {
	if text := s.Report.Metric; text != "" {
		if _, err := CheckMetric(of, text); err != nil {
			return fmt.Errorf("report.metric: %w", err)
		}
	}
	for i, p := range s.Report.Plots {
		asked := map[string]string{"metric": p.Metric}
		switch p.Kind {
		case "strategies", "shares", "paths": // the end of metrics, the beginning of series
			continue
		case "spend":
			asked["x"] = p.X
		}
		for _, key := range []string{"metric", "x"} {
			if text := asked[key]; text != "" {
				if _, err := CheckMetric(of, text); err != nil {
					return fmt.Errorf("report.plots[%d].%s: %w", i, key, err)
				}
			}
		}
		for _, path := range []string{p.X, p.Y} {
			if path == "" || path == "none" || p.Kind == "spend" {
				continue
			}
			if _, err := config.Find(scenario.Scenario{}, path); err != nil {
				return fmt.Errorf("report.plots[%d]: %w", i, err)
			}
		}
		for _, form := range []string{p.Exact, p.Threshold} {
			if form == "" {
				continue
			}
			if _, err := findExact(form); err != nil {
				return fmt.Errorf("report.plots[%d]: %w", i, err)
			}
		}
	}
	return nil
}

func round12(x float64) float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return x
	}
	y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', 11, 64), 64)
	if err != nil {
		return x
	}
	return y
}
