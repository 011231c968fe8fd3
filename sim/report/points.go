package report

import (
	"math"
	"slices"
	"strings"

	"refute/sim/scenario"
)

// pointScenario is the scenario of a point: that of the file with the point's values.
func (m *maker) pointScenario(point int) *scenario.Scenario {
	if m.scenario == nil || len(m.r.Params) == 0 {
		return m.scenario
	}
	if s, ok := m.scenarios[point]; ok {
		return s
	}
	sets := slices.Clone(m.r.Sets)
	for i, p := range m.r.Params {
		sets = append(sets, p.Path+"="+m.r.Points[point][i])
	}
	s, err := scenario.Read("scenario", strings.NewReader(m.r.Scenario), sets)
	if err != nil {
		s = nil
	}
	m.scenarios[point] = s
	return s
}

// numbers are the parameters of a point that are numbers, by path.
func (m *maker) numbers(point int) map[string]float64 {
	out := map[string]float64{}
	for i, p := range m.r.Params {
		if x := p.Number(m.r.Points[point][i]); !math.IsNaN(x) {
			out[p.Path] = x
		}
	}
	return out
}
