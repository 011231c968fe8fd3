package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"

	"refute/sim/report/figure"
	"refute/sim/stats"
)

// metric is what a plot shows: a column of the runs, the ratio of two, or the difference of two such, "a/b - c/d". A ratio is one of sums over all runs,
// not a mean of ratios, which runs with a small denominator would rule.
type metric struct {
	text  string
	terms []term
	unit  string
	doc   string
	label string // for readers; "": as the text
}

// term is a column, or the ratio of two: places in the columns that were asked for; under -1: none.
type term struct {
	over, under int
	counts      bool // both are counts
}

// columns collects the columns that metrics use.
type columns struct{ names []string }

func (c *columns) add(name string) int {
	if i := slices.Index(c.names, name); i >= 0 {
		return i
	}
	c.names = append(c.names, name)
	return len(c.names) - 1
}

// metric reads a metric and adds its columns to those that are needed.
func (r *Results) metric(text string, need *columns) (*metric, error) {
	m := &metric{text: text}
	var units []string
	for _, part := range strings.Split(text, " - ") {
		over, under, ratio := strings.Cut(strings.TrimSpace(part), "/")
		over, under = strings.TrimSpace(over), strings.TrimSpace(under)
		a, ok := r.column(over)
		if !ok {
			return nil, r.unknown(over)
		}
		t := term{over: need.add(over), under: -1}
		unit, doc := a.Unit, a.Doc
		if ratio {
			b, ok := r.column(under)
			if !ok {
				return nil, r.unknown(under)
			}
			t.under, t.counts = need.add(under), a.Unit == "" && b.Unit == ""
			switch {
			case b.Unit == a.Unit:
				unit = ""
			case b.Unit != "":
				unit = a.Unit + "/" + b.Unit
			}
			doc = over + ": " + a.Doc + "; " + under + ": " + b.Doc
		}
		m.terms, units = append(m.terms, t), append(units, unit)
		if m.doc != doc && !strings.Contains(m.doc, doc) {
			if m.doc != "" {
				m.doc += "; "
			}
			m.doc += doc
		}
	}
	if len(m.terms) > 2 {
		return nil, fmt.Errorf("metric %q: at most one difference", text)
	}
	m.unit = units[0]
	if units[len(units)-1] != m.unit {
		return nil, fmt.Errorf("metric %q: the difference of two units, %q and %q", text, units[0], units[1])
	}
	return m, nil
}

// unknown says that there is no such column, and which are like it.
func (r *Results) unknown(name string) error {
	var like []string
	last := name[strings.LastIndexByte(name, '.')+1:]
	for _, c := range r.Columns {
		if strings.HasSuffix(c.Name, last) || strings.HasPrefix(c.Name, strings.SplitN(name, ".", 2)[0]) {
			like = append(like, c.Name)
		}
	}
	if len(like) == 0 {
		for _, c := range r.Columns {
			like = append(like, c.Name)
		}
	}
	if len(like) > 8 {
		like = append(like[:8], "…")
	}
	return fmt.Errorf("the runs have no metric %q; there are %s", name, strings.Join(like, ", "))
}

func (m *metric) plain() bool { return len(m.terms) == 1 && m.terms[0].under < 0 }

// label is the metric in a reader's words.
func (m *metric) quantity() figure.Quantity {
	s := m.label
	if s == "" {
		s = words(m.text)
	}
	return figure.Quantity{Label: s, Unit: m.unit}
}

// of is the metric of one run, NaN where a denominator is 0.
func (m *metric) of(v []float64) float64 {
	x := 0.0
	for i, t := range m.terms {
		y := v[t.over]
		if t.under >= 0 {
			if v[t.under] == 0 {
				return math.NaN()
			}
			y /= v[t.under]
		}
		if i == 1 {
			y = -y
		}
		x += y
	}
	return x
}

// moments are means and covariances of columns over the runs of a point, added one run at a time.
type moments struct {
	n    int
	mean []float64
	co   [][]float64 // sums of products of distances from the means
}

func newMoments(k int) *moments {
	m := &moments{mean: make([]float64, k), co: make([][]float64, k)}
	for i := range m.co {
		m.co[i] = make([]float64, k)
	}
	return m
}

func (m *moments) add(v []float64) {
	m.n++
	k := len(m.mean)
	before := make([]float64, k)
	for i := range k {
		before[i] = v[i] - m.mean[i]
		m.mean[i] += before[i] / float64(m.n)
	}
	for i := range k {
		for j := range k {
			m.co[i][j] += before[i] * (v[j] - m.mean[j])
		}
	}
}

// estimate is the metric over runs with its interval: Student's for a mean; for ratios and differences the same of their linear part (the delta method). Where that
// is blind, a share of counts of which none or all are in the runs, and for shares of runs it is Clopper and Pearson's.
func (m *metric) estimate(mo *moments, confidence float64) figure.Estimate {
	nan := math.NaN()
	if mo == nil || mo.n == 0 {
		return figure.Estimate{Mean: nan, Low: nan, High: nan}
	}
	x, grad := 0.0, make([]float64, len(mo.mean))
	for i, t := range m.terms {
		s := 1 - 2*float64(i)
		if t.under < 0 {
			x += s * mo.mean[t.over]
			grad[t.over] += s
			continue
		}
		b := mo.mean[t.under]
		if b == 0 {
			return figure.Estimate{Mean: nan, Low: nan, High: nan, N: mo.n}
		}
		q := mo.mean[t.over] / b
		x += s * q
		grad[t.over] += s / b
		grad[t.under] -= s * q / b
	}
	if mo.n < 2 {
		return figure.Estimate{Mean: x, Low: nan, High: nan, N: mo.n}
	}
	if len(m.terms) == 1 && m.terms[0].counts && (x == 0 || x == 1) {
		sum := mo.mean[m.terms[0].under] * float64(mo.n)
		total := math.Round(sum) // the mean is rounded
		if total >= 1 && total < 1<<53 && math.Abs(sum-total) < 1e-9*total {
			in := stats.ClopperPearson(int64(x*total), int64(total), confidence)
			return figure.Estimate{Mean: x, Low: in.Low, High: in.High, N: mo.n}
		}
	}
	if m.plain() && m.unit == "" { // a column of zeros and ones is a share of runs
		if k, n := x*float64(mo.n), float64(mo.n); math.Abs(mo.co[m.terms[0].over][m.terms[0].over]-n*x*(1-x)) < 1e-9*n && math.Abs(k-math.Round(k)) < 1e-6 && x >= 0 && x <= 1 {
			in := stats.ClopperPearson(int64(math.Round(k)), int64(mo.n), confidence)
			return figure.Estimate{Mean: x, Low: in.Low, High: in.High, N: mo.n}
		}
	}
	v := 0.0
	for i := range grad {
		for j := range grad {
			v += grad[i] * grad[j] * mo.co[i][j]
		}
	}
	half := halfWidth(v, mo.n, confidence)
	return figure.Estimate{Mean: x, Low: x - half, High: x + half, N: mo.n}
}

// ratioOfSums is a ratio over the runs of several points. Their errors go together, so those of the points' linear parts are added: an upper bound.
func ratioOfSums(t term, points []*moments, confidence float64) figure.Estimate {
	var over, under, half float64
	n := 0
	for _, p := range points {
		over, under, n = over+p.mean[t.over], under+p.mean[t.under], n+p.n
	}
	q := over / under
	for _, p := range points {
		v := p.co[t.over][t.over] - 2*q*p.co[t.over][t.under] + q*q*p.co[t.under][t.under]
		half += halfWidth(v, p.n, confidence)
	}
	half /= math.Abs(under)
	return figure.Estimate{Mean: q, Low: q - half, High: q + half, N: n}
}

// halfWidth is that of Student's interval of a mean of n numbers whose squared distances from it add up to v.
func halfWidth(v float64, n int, confidence float64) float64 {
	if n < 2 {
		return nan
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(n - 1)}.Quantile(1 - (1-confidence)/2)
	return t * math.Sqrt(max(0, v)/float64(n-1)/float64(n))
}
