package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"refute/sim/report/figure"
	"refute/sim/report/svg"
	"refute/sim/stats"
)

//go:embed page.html.tmpl
var pageText string

//go:embed page.css
var pageStyle string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// page is what the template is filled with.
type page struct {
	Title, Above, About string
	Style               template.CSS
	Warnings            []string
	Facts               [][2]string
	Figures             []pageFigure
	MetricsOf           string
	Metrics             []pageMetric
	Failures            []string
	Method, SeedRule    string
	Commands            []string
	Scenario            string
	Sets                []string
}

func style() template.CSS { return template.CSS(pageStyle + "\n" + svg.Style()) }

type pageFigure struct {
	*figure.Figure
	ID, File, First string
	Number          int
	Wide, Narrow    template.HTML
}

type pageMetric struct{ Name, Mean, Low, High, Unit, Doc string }

// page makes the page.
func (m *maker) page(figures []*figure.Figure) ([]byte, error) {
	r := m.r
	p := page{Title: r.Name, Above: "Report of a simulation by refute " + r.Version, Style: style(), Failures: r.Failures, SeedRule: r.SeedRule,
		Commands: r.Commands, Scenario: strings.TrimRight(r.Scenario, "\n"), Sets: r.Sets}
	if p.Title == "" {
		p.Title = "A simulation"
	}
	p.Facts = append(p.Facts, [2]string{"Points", fmt.Sprint(len(r.Points))}, [2]string{"Runs", fmt.Sprintf("%d in all, %d of each point asked for", r.Runs, r.Asked)})
	if len(r.Params) > 0 {
		var swept []string
		for _, q := range r.Params {
			swept = append(swept, q.Path)
		}
		p.Facts = append(p.Facts, [2]string{"Swept", strings.Join(swept, ", ")})
	}
	if s := m.scenario; s != nil {
		p.About = s.About
		p.Facts = append(p.Facts, [2]string{"Tasks in a run", fmt.Sprint(s.Tasks)}, [2]string{"Incentives", s.Scheme.Kind}, [2]string{"Disputes", fidelity(s.Fidelity)})
	} else {
		p.Warnings = append(p.Warnings, "The scenario's text cannot be read by this version: closed forms and the names of strategies are left out.")
	}
	p.Facts = append(p.Facts, [2]string{"Seed", fmt.Sprint(r.Seed)}, [2]string{"Version", r.Version})
	p.Facts = append(p.Facts, r.Facts...)
	if !r.Complete {
		p.Warnings = append(p.Warnings, "The experiment is not complete: this report is of the runs that were made. The same command on the same folder goes on.")
	}
	if m.left > 0 {
		p.Warnings = append(p.Warnings, fmt.Sprintf("Nothing was swept: %d of the scenario's plots, which show how results change with a parameter, are left out. refute sim sweep makes them.", m.left))
	}
	if r.Failed > 0 {
		p.Warnings = append(p.Warnings, fmt.Sprintf("%d of %d runs failed; they are in no figure, and listed below.", r.Failed, r.Runs))
	}
	p.add(figures)
	p.MetricsOf = fmt.Sprintf("Means over the runs, with their %g%% intervals.", 100*r.Confidence)
	if len(r.Points) > 1 {
		p.MetricsOf = fmt.Sprintf("Means over the runs of one point (%s), with their %g%% intervals; summary.csv has those of all points.", r.place(m.point), 100*r.Confidence)
	}
	var err error
	if p.Metrics, err = m.metrics(); err != nil {
		return nil, err
	}
	p.Method = fmt.Sprintf("Intervals are at %g%%: of means, Student's over the runs; of ratios and differences, by the delta method over the runs; of shares of runs, Clopper and Pearson's. Each is for one number by itself: of many intervals, "+
		"about one in %.0f misses its true value.", 100*r.Confidence, 1/(1-r.Confidence))
	if len(r.Points) > 1 {
		p.Method += " All points of a sweep draw the same random numbers, so that a difference between two is seen sooner; their errors go together, and where points are averaged or subtracted the intervals are wide enough for that."
	}
	return p.html()
}

// add adds figures, in order.
func (p *page) add(figures []*figure.Figure) {
	for i, f := range figures {
		q := pageFigure{Figure: f, ID: f.Name, File: f.Name + ".svg", Number: i + 1, Wide: template.HTML(f.SVG(figure.Wide, false)), Narrow: template.HTML(f.SVG(figure.Narrow, false))}
		if len(f.Says) > 0 && !f.Empty() {
			q.First = f.Says[0]
			if len(f.Says) > 1 && len(q.First)+len(f.Says[1]) < 300 {
				q.First += " " + f.Says[1]
			}
		}
		p.Figures = append(p.Figures, q)
	}
}

func (p *page) html() ([]byte, error) {
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, p); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// metrics are all columns of the point that is shown.
func (m *maker) metrics() ([]pageMetric, error) {
	names := make([]string, len(m.r.Columns))
	for i, c := range m.r.Columns {
		names[i] = c.Name
	}
	means := make([]stats.Mean, len(names))
	err := m.r.Rows(names, func(point int, _ uint64, v []float64) error {
		if point == m.point {
			for i, x := range v {
				means[i].Add(x)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var out []pageMetric
	for i, c := range m.r.Columns {
		x, in := means[i], means[i].Interval(m.r.Confidence)
		unit, f := c.Unit, 1.0
		if unit == "gwei" {
			unit, f = "ether", 1e-9
		}
		low, high := "", ""
		if x.N > 1 {
			low, high = figure.Num(in.Low*f), figure.Num(in.High*f)
		}
		out = append(out, pageMetric{c.Name, figure.Num(x.Mean * f), low, high, unit, c.Doc})
	}
	return out, nil
}

func fidelity(kind string) string {
	switch kind {
	case "abstract":
		return "by their outcome, cost and duration"
	case "game":
		return "played move by move, by the protocol's state machine"
	case "evm":
		return "played move by move, judged by the compiled contracts"
	}
	return kind
}
