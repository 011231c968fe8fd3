package report

import (
	"math"
	"slices"
	"strings"
)

const (
	// maxValues bounds the values of single runs that are kept for distributions; means and intervals are of all runs.
	maxValues = 4 << 20
	// maxSeriesRuns bounds the runs whose series are kept.
	maxSeriesRuns = 400
	// seriesTimes is the number of times at which series are drawn.
	seriesTimes = 200
)

// loaded is what a pass over the runs left.
type loaded struct {
	columns columns
	moments []*moments    // by point, of all columns
	values  [][][]float64 // [point][column][run], of the first runs
	kept    int           // runs of each point whose values are kept, at most
}

// load makes one pass over the runs.
func (r *Results) load(need columns) (*loaded, error) {
	l := &loaded{columns: need}
	for range r.Points {
		l.moments = append(l.moments, newMoments(len(need.names)))
		l.values = append(l.values, make([][]float64, len(need.names)))
	}
	l.kept = max(100, maxValues/max(1, len(need.names)*len(r.Points)))
	err := r.Rows(need.names, func(point int, _ uint64, v []float64) error {
		l.moments[point].add(v)
		if l.moments[point].n <= l.kept {
			for i, x := range v {
				l.values[point][i] = append(l.values[point][i], x)
			}
		}
		return nil
	})
	return l, err
}

// runs is a metric run by run, of a point.
func (l *loaded) runs(m *metric, point int) []float64 {
	var out []float64
	v := make([]float64, len(l.columns.names))
	for i := range l.length(point) {
		for j := range v {
			v[j] = l.values[point][j][i]
		}
		out = append(out, m.of(v))
	}
	return out
}

func (l *loaded) length(point int) int {
	if len(l.values[point]) == 0 {
		return 0
	}
	return len(l.values[point][0])
}

// series are the samples of some series of one point, brought to common times.
type series struct {
	times []float64
	names []string
	runs  map[string][][]float64 // by name: [run][time]; NaN before a run's first sample and after its last
	cut   bool                   // there were more runs
}

// loadSeries reads the series of a point whose names begin with one of the prefixes.
func (r *Results) loadSeries(point int, prefixes []string) (*series, error) {
	s := &series{runs: map[string][][]float64{}}
	if len(prefixes) == 0 || r.Series == nil {
		return s, nil
	}
	type sample struct {
		time  int64
		value float64
	}
	raw := map[string]map[uint64][]sample{}
	order := []uint64{} // of runs
	seen := map[uint64]bool{}
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	err := r.Series(func(p int, run uint64, time int64, name string, value float64) error {
		if p != point || !slices.ContainsFunc(prefixes, func(x string) bool { return name == x || strings.HasPrefix(name, strings.TrimSuffix(x, ".")+".") }) {
			return nil
		}
		if !seen[run] {
			if len(order) == maxSeriesRuns {
				s.cut = true
				return nil
			}
			seen[run] = true
			order = append(order, run)
		}
		if raw[name] == nil {
			raw[name] = map[uint64][]sample{}
			s.names = append(s.names, name)
		}
		raw[name][run] = append(raw[name][run], sample{time, value})
		first, last = min(first, time), max(last, time)
		return nil
	})
	if err != nil || len(s.names) == 0 {
		return s, err
	}
	n := 0 // steps: no finer than the samples
	for _, name := range s.names {
		for _, samples := range raw[name] {
			n = max(n, len(samples)-1)
		}
	}
	n = min(n, seriesTimes)
	if first == last {
		n = 0
	}
	for i := 0; i <= n; i++ {
		t := float64(first)
		if n > 0 {
			t += float64(i) * (float64(last) - float64(first)) / float64(n)
		}
		s.times = append(s.times, t)
	}
	for _, name := range s.names {
		for _, run := range order {
			v := make([]float64, len(s.times))
			samples, at := raw[name][run], -1
			for i, t := range s.times {
				for at+1 < len(samples) && float64(samples[at+1].time) <= t {
					at++
				}
				v[i] = math.NaN()
				// After its last sample a run is over; its end is rarely exactly that of others.
				if at >= 0 && (at+1 < len(samples) || t <= float64(samples[at].time)+(float64(last)-float64(first))/float64(max(n, 1))) {
					v[i] = samples[at].value
				}
			}
			s.runs[name] = append(s.runs[name], v)
		}
	}
	return s, nil
}
