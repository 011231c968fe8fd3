package report

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"refute/sim/report/figure"
	"refute/sim/scenario"
)

// Names of what a report is, in the folder of the results.
const (
	PageName  = "report.html"
	PlotsName = "plots"
)

// Make writes the report of results to a folder: plots/*.svg and report.html, each whole or not at all. It has the plots that the scenario asks for.
func Make(dir string, r *Results) error {
	m, err := newMaker(r)
	if err != nil {
		return err
	}
	figures, err := m.figures()
	if err != nil {
		return err
	}
	b, err := m.page(figures)
	if err != nil {
		return err
	}
	return publish(dir, figures, b)
}

// publish writes a page and its plots.
func publish(dir string, figures []*figure.Figure, page []byte) error {
	if err := os.MkdirAll(filepath.Join(dir, PlotsName), 0o755); err != nil {
		return err
	}
	for _, f := range figures {
		if err := write(filepath.Join(dir, PlotsName, f.Name+".svg"), f.SVG(figure.Wide, true)); err != nil {
			return err
		}
	}
	return write(filepath.Join(dir, PageName), page)
}

func newMaker(r *Results) (*maker, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	m := &maker{r: r, scenarios: map[int]*scenario.Scenario{}}
	if s, err := scenario.Read("scenario", strings.NewReader(r.Scenario), r.Sets); err == nil {
		m.scenario, m.asked = s, s.Report.Plots
	}
	m.main = m.mainMetric()
	if m.main == "" {
		return nil, fmt.Errorf("the results have no metric")
	}
	m.point = m.base()
	return m, nil
}

// mainMetric is what the experiment is about: what it stops by, or the first plot shows, or else what goes wrong.
func (m *maker) mainMetric() string {
	known := func(text string) bool {
		_, err := m.r.metric(text, new(columns))
		return text != "" && err == nil
	}
	if m.scenario != nil {
		for _, text := range []string{m.scenario.Report.Metric, m.scenario.Stop.Metric} {
			if known(text) {
				return text
			}
		}
	}
	for _, p := range m.asked {
		if known(p.Metric) {
			return p.Metric
		}
	}
	if known("undetected") {
		return "undetected"
	}
	if len(m.r.Columns) > 0 {
		return m.r.Columns[0].Name
	}
	return ""
}

// base is the point whose runs are shown where one point's are: the one whose parameters are nearest to those of the scenario itself.
func (m *maker) base() int {
	if m.scenario == nil || len(m.r.Params) == 0 {
		return 0
	}
	best, most := 0, 0.0
	for i := range m.r.Points {
		same := 0.0
		for j, p := range m.r.Params {
			text := m.r.Points[i][j]
			x, y := p.Number(text), 0.0
			v, ok := get(m.scenario, p.Path)
			switch {
			case !ok:
				continue
			case v.CanInt():
				y = float64(v.Int())
			case v.CanUint():
				y = float64(v.Uint())
			case v.CanFloat():
				y = v.Float()
			default:
				if fmt.Sprint(v.Interface()) == text {
					same++
				}
				continue
			}
			if d := math.Abs(x-y) / max(math.Abs(x), math.Abs(y)); x == y {
				same++
			} else if d < 1 {
				same += 1 - d
			}
		}
		if same > most {
			best, most = i, same
		}
	}
	return best
}

// write writes a file whole or not at all.
func write(name string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".report-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b)
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Chmod(f.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
