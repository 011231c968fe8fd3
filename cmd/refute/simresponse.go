package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"refute/config"
	"refute/sim/experiment"
	"refute/sim/scenario"
	"refute/sim/stats"
)

// strategies returns what a best response is looked for among: the parameter that is varied, its values, honesty first, and the metric that is earned.
func (o *searchOptions) strategies(s *source) (params, values []string, metric string, err error) {
	kind, number, _ := strings.Cut(o.best, ".")
	i, err := strconv.ParseUint(number, 10, 31)
	var groups []string
	var arms [][]string
	switch kind {
	case "solvers":
		for _, g := range s.scenario.Solvers {
			groups, arms = append(groups, g.Name), append(arms, g.Arms)
		}
	case "verifiers":
		for _, g := range s.scenario.Verifiers {
			groups, arms = append(groups, g.Name), append(arms, g.Arms)
		}
	}
	if err != nil || i >= uint64(len(groups)) {
		return nil, nil, "", fmt.Errorf("--best-response %q: want a group, such as solvers.0; there are %d solvers' and %d verifiers' groups", o.best, len(s.scenario.Solvers), len(s.scenario.Verifiers))
	}
	if len(arms[i]) > 0 {
		return nil, nil, "", fmt.Errorf("--best-response %s: the group learns by itself among its arms: take them away with --set %s.arms=[]", o.best, o.best)
	}
	if metric = o.metric; metric == "" {
		metric = strings.TrimSuffix(kind, "s") + "." + groups[i] + ".profit"
	}
	path := o.best + ".strategy"
	key, err := config.Find(scenario.Scenario{}, path)
	if err != nil {
		return nil, nil, "", err
	}
	first := scenario.First(kind)
	for _, a := range first {
		values = append(values, "["+a+"]")
		for _, b := range key.OneOf {
			if !o.single && !slices.Contains(first, b) {
				values = append(values, "["+a+", "+b+"]")
			}
		}
	}
	honest := slices.Index(values, "[honest]")
	if honest < 0 {
		return nil, nil, "", fmt.Errorf("%s has no strategy honest, with which the others are compared", path)
	}
	values[0], values[honest] = values[honest], values[0]
	return []string{path}, values, metric, nil
}

// rank returns the strategies of a sweep over them by what they earn, the best first. Point 0 is honesty.
func rank(r *experiment.Results, metric string) ([]tried, string, error) {
	column := r.Column(metric)
	if column < 0 {
		return nil, "", fmt.Errorf("no metric is named %q, there are %s", metric, names(r.Manifest.Columns))
	}
	c := r.Manifest.Columns[column]
	var honest []float64 // by run: the runs of a strategy have the same random numbers
	advantage := make([]stats.Mean, len(r.Points))
	for row, err := range r.Runs() {
		if err != nil {
			return nil, "", err
		}
		x := c.Float(row.Values[column])
		if row.Point == 0 {
			honest = append(honest, x)
		} else if row.Run < uint64(len(honest)) {
			advantage[row.Point].Add(x - honest[row.Run])
		}
	}
	var out []tried
	for i, p := range r.Points {
		m := p.Metrics[column]
		t := tried{Strategy: p.Values[0], Profit: experimentStatistic{m.Mean, m.Low, m.High}}
		if i > 0 {
			a := experiment.Summarise(advantage[i], r.Manifest.Confidence)
			t.Advantage = experimentStatistic{a.Mean, a.Low, a.High}
		}
		out = append(out, t)
	}
	slices.SortStableFunc(out, func(a, b tried) int {
		switch {
		case a.Profit.Mean > b.Profit.Mean:
			return -1
		case a.Profit.Mean < b.Profit.Mean:
			return 1
		}
		return 0
	})
	return out, c.Unit, nil
}
