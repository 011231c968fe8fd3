package report

import (
	"fmt"

	"refute/sim/report/figure"
	"refute/sim/validate"
)

// WriteValidation writes a report of what refute sim validate has shown to a folder: report.html and plots/*.svg.
func WriteValidation(dir, version string, r *validate.Report) error {
	check := func(name, at string, p validate.Point) figure.Check {
		return figure.Check{Name: name, X: at, Estimate: figure.Estimate{Mean: p.Simulated, Low: p.Low, High: p.High, N: p.Runs}, Exact: p.Claim}
	}
	var right, wrong []figure.Check
	for _, c := range r.Checks {
		right = append(right, check(c.Name, c.Form, c.Point))
		for _, t := range c.Twins {
			wrong = append(wrong, check(c.Name, t.Form, t.Point))
		}
	}
	scattered := make([]figure.Check, len(right))
	for i, c := range right {
		c.X = ""
		scattered[i] = c
	}
	figures := []*figure.Figure{
		figure.Forest("closed-forms", figure.ForestData{Title: "Closed forms", Rows: right}),
		figure.Forest("wrong-formulas", figure.ForestData{Title: "Wrong formulas", Rows: wrong, Wrong: true}),
		figure.Validation("simulated-against-exact", figure.ValidationData{Title: "Simulated against exact values", Rows: scattered}),
	}
	p := page{Title: "The simulator against closed forms", Above: "refute " + version, Style: style(),
		About: "Does the simulator give what can be said with a pencil, and would this be seen if it did not?",
		Facts: [][2]string{{"Closed forms", fmt.Sprint(len(right))}, {"Wrong formulas", fmt.Sprint(len(wrong))}, {"Events simulated", figure.Num(float64(r.Events))}, {"Seed", fmt.Sprint(r.Seed)}},
		Method: fmt.Sprintf("Each closed form of docs/economics.md has a scenario. Its value must lie in the interval of what was simulated: Clopper and Pearson's of proportions, Student's of means, each at the level %g divided by the number "+
			"of checks, so that all hold at once with probability %g (Holm's procedure gives the same answer). Where the form is a threshold or an equilibrium, the scenario is set to it, and what is measured is the ratio that it makes 1. "+
			"Beside each stand formulas that come to mind and are wrong; each must be refuted, or the check would show nothing.", r.Level, 1-r.Level),
		Commands: []string{fmt.Sprintf("refute sim validate --seed %d --out DIR", r.Seed)}}
	if f := r.Failures(); len(f) > 0 {
		p.Warnings = f
	}
	p.add(figures)
	b, err := p.html()
	if err != nil {
		return err
	}
	return publish(dir, figures, b)
}
