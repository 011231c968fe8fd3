package validate

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"refute/sim/stats"
)

// Report is what all checks have shown.
type Report struct {
	Seed   uint64  `json:"seed"`
	Level  float64 `json:"level"` // of the family of exact values, and of that of wrong ones
	Events int64   `json:"events"`
	Checks []Check `json:"checks"`
}

// Check is one closed form beside what was simulated.
type Check struct {
	Name    string `json:"name"`
	Section int    `json:"section"` // of docs/economics.md
	Form    string `json:"form"`
	Seen    string `json:"seen"` // what was measured, in words

	// Parameter is what the form gives where that is a parameter of the scenario, at which 1 is measured.
	Parameter *float64 `json:"parameter,omitempty"`
	Point
	Stands bool   `json:"stands"`
	Twins  []Twin `json:"twins"`
}

// Twin is a wrong formula beside the same thing, or beside what was simulated with the parameter that it gives.
type Twin struct {
	Form      string   `json:"form"`
	Why       string   `json:"why"` // it comes to mind
	Parameter *float64 `json:"parameter,omitempty"`
	Point
	Falls bool `json:"falls"`
}

// Point is a claimed value and a simulated one.
type Point struct {
	Runs      int   `json:"runs"`
	Trials    int64 `json:"trials,omitempty"` // of a proportion
	Successes int64 `json:"successes,omitempty"`

	Claim     float64 `json:"claim"`     // what the formula says is measured
	Simulated float64 `json:"simulated"` // what was
	Low       float64 `json:"low"`       // the interval of confidence 1 - level/number of checks, for all checks at once
	High      float64 `json:"high"`
	P         float64 `json:"p"`        // p-value of the claim
	Adjusted  float64 `json:"adjusted"` // the same for all checks at once, by Holm's procedure
}

// Residual returns by how many half widths of its interval the simulated value is above the claim. Within -1 and 1 the claim is in the interval.
func (p Point) Residual() float64 {
	half := p.High - p.Simulated
	if p.Claim > p.Simulated {
		return -(p.Claim - p.Simulated) / half
	}
	half = p.Simulated - p.Low
	if half == 0 && p.Claim == p.Simulated {
		return 0
	}
	return (p.Simulated - p.Claim) / half
}

// OK reports whether every exact value stands and every wrong one falls.
func (r *Report) OK() bool { return len(r.Failures()) == 0 }

// Failures says, a line each, which checks have failed and what that means.
func (r *Report) Failures() []string {
	var all []string
	for _, c := range r.Checks {
		if !c.Stands {
			all = append(all, fmt.Sprintf("%s: the simulator gives %s in [%s, %s], and %s gives %s: one of the two is wrong", c.Name, number(c.Simulated), number(c.Low), number(c.High), c.Form, number(c.Claim)))
		}
		for _, t := range c.Twins {
			if !t.Falls {
				all = append(all, fmt.Sprintf("%s: the wrong formula %s stands: the check shows nothing, it needs more runs", c.Name, t.Form))
			}
		}
	}
	return all
}

// result is a check that was made.
type result struct {
	check *check
	value float64
	own   *series
	twins []twinResult
}

type twinResult struct {
	twin  *twin
	value float64
	own   *series // nil: the check's
}

// judge tests all exact values together, and all wrong ones.
func (r *Report) judge(results []*result) {
	confidence := 1 - r.Level/float64(len(results))
	var exact, wrong []float64
	for _, c := range results {
		seen := c.own.seen(c.check.rounds)
		out := Check{Name: c.check.name, Section: c.check.section, Form: c.check.form, Seen: c.check.seen}
		claim := func(value float64) (float64, *float64) { // what is to be measured, and the parameter for it
			if c.check.balance == nil {
				return value, nil
			}
			value = round(value)
			return 1, &value
		}
		value, parameter := claim(c.value)
		out.Parameter = parameter
		out.Point = point(seen, value, confidence, c.own.runs)
		exact = append(exact, out.P)
		for _, t := range c.twins {
			s, runs := seen, c.own.runs
			if t.own != nil {
				s, runs = t.own.seen(nil), t.own.runs
			} else if t.twin.rounds != nil {
				s = c.own.seen(t.twin.rounds)
			}
			value, parameter := claim(t.value)
			p := point(s, value, confidence, runs)
			wrong = append(wrong, p.P)
			out.Twins = append(out.Twins, Twin{Form: t.twin.form, Why: t.twin.why, Parameter: parameter, Point: p})
		}
		r.Checks = append(r.Checks, out)
	}
	stands, falls := stats.HolmAdjusted(exact), stats.HolmAdjusted(wrong)
	for i := range r.Checks {
		c := &r.Checks[i]
		c.Adjusted = round(stands[i])
		c.Stands = stands[i] > r.Level
		for j := range c.Twins {
			c.Twins[j].Adjusted = round(falls[0])
			c.Twins[j].Falls = falls[0] <= r.Level
			falls = falls[1:]
		}
	}
}

func point(s seen, claim, confidence float64, runs int) Point {
	i := s.interval(confidence)
	return Point{
		Runs: runs, Trials: s.trials, Successes: s.successes,
		Claim: round(claim), Simulated: round(s.value()), Low: round(i.Low), High: round(i.High), P: s.test(claim),
	}
}

// round keeps 12 digits, which all machines agree on. An interval without an end ends at the largest number.
func round(x float64) float64 {
	if math.IsInf(x, 0) {
		return math.Copysign(math.MaxFloat64, x)
	}
	y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', 11, 64), 64)
	if err != nil {
		return x
	}
	return y
}

// Write writes the report as a table, for people.
func (r *Report) Write(to io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%-22s %10s %10s  %-24s %9s   %s\n", "check", "exact", "simulated", "interval", "p (Holm)", "")
	twins := 0
	for _, c := range r.Checks {
		verdict := "stands"
		if !c.Stands {
			verdict = "REFUTED"
		}
		fmt.Fprintf(&b, "%-22s %10s %10s  %-24s %9s   %s\n", c.Name, number(c.Claim), number(c.Simulated), interval(c.Point), pValue(c.Adjusted), verdict)
		fmt.Fprintf(&b, "    %s%s: %s\n", c.Form, parameter(c.Parameter), c.Seen)
		for _, t := range c.Twins {
			twins++
			verdict = "falls"
			if !t.Falls {
				verdict = "STANDS"
			}
			name := "  wrong:"
			fmt.Fprintf(&b, "%-22s %10s %10s  %-24s %9s   %s\n", name, number(t.Claim), number(t.Simulated), interval(t.Point), pValue(t.Adjusted), verdict)
			fmt.Fprintf(&b, "    %s%s: %s\n", t.Form, parameter(t.Parameter), t.Why)
		}
	}
	failures := r.Failures()
	fmt.Fprintf(&b, "\n%d closed forms and %d wrong ones, %d events, seed %d; intervals and p-values hold for all at once, at the level %g\n", len(r.Checks), twins, r.Events, r.Seed, r.Level)
	for _, f := range failures {
		fmt.Fprintf(&b, "failed: %s\n", f)
	}
	if len(failures) == 0 {
		b.WriteString("every closed form stands, and every wrong one falls\n")
	}
	_, err := io.WriteString(to, b.String())
	return err
}

// WriteJSON writes the report for programs: the points of plots with it.
func (r *Report) WriteJSON(to io.Writer) error {
	e := json.NewEncoder(to)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

func parameter(p *float64) string {
	if p == nil {
		return ""
	}
	return " = " + number(*p)
}

func interval(p Point) string { return "[" + number(p.Low) + ", " + number(p.High) + "]" }

func number(x float64) string {
	if a := math.Abs(x); a >= 1e6 || a < 1e-3 && a > 0 {
		return strconv.FormatFloat(x, 'e', 3, 64)
	}
	return strconv.FormatFloat(x, 'f', 5, 64)
}

func pValue(p float64) string {
	if p < 1e-15 { // what is below is rounding
		return "<1e-15"
	}
	return strconv.FormatFloat(p, 'g', 2, 64)
}
