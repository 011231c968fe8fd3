package figure

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"refute/sim/report/svg"
)

// TimesData is a sample of a duration, or of anything else whose distribution matters.
type TimesData struct {
	Title  string
	Value  Quantity
	Values []float64
	One    string // what one value is: "run", "dispute"
	LogX   bool
}

// Times draws a distribution: how often, and how often at most.
func Times(name string, d TimesData) *Figure {
	shows := fmt.Sprintf("The distribution of %s: above, how many of the %ss have it; below, the share that has at most as much.", d.Value.Label, d.One)
	v := clean(d.Values)
	if len(v) == 0 {
		return Notice(name, d.Title, shows, "there is no finite value of "+d.Value.Label)
	}
	label, factor := d.Value.scale(v...)
	unit := strings.Replace(strings.TrimPrefix(label, d.Value.Label), ",", "", 1)
	for i := range v {
		v[i] *= factor
	}
	f := &Figure{Name: name, Title: d.Title, Shows: shows, height: func(w float64) float64 { return max(400, min(480, w*0.7)) }}
	f.Read = "Above, the height of a bar is the number of values in it. Below, the line rises to the share of values that are at most x; the dashed lines mark the median, the 95th and the 99th percentile."

	x := around(v, Axis{Log: d.LogX})
	if d.LogX && !x.log {
		f.Notes = append(f.Notes, "A logarithmic axis was asked for, but some values are not above 0.")
	}
	x.label, x.cut = label, x.lo > 0 && !x.log
	bins := max(1, min(60, int(math.Ceil(math.Sqrt(float64(len(v)))))))
	if v[0] == v[len(v)-1] {
		bins = 1
	}
	count := make([]float64, bins)
	a, b := x.norm(v[0]), x.norm(v[len(v)-1])
	for _, t := range v {
		i := 0
		if b > a {
			i = min(bins-1, int(float64(bins)*(x.norm(t)-a)/(b-a)))
		}
		count[max(0, i)]++
	}
	edge := func(i int) float64 {
		if b <= a {
			return x.at([]float64{a - 0.02, a + 0.02}[i])
		}
		return x.at(a + (b-a)*float64(i)/float64(bins))
	}
	top := span(append(slices.Clone(count), 0)...)
	top.whole = true
	top.label = "number of " + d.One + "s"
	hist := func(c draw.Canvas, at func(x, y float64) vg.Point) {
		for i, n := range count {
			if n == 0 {
				continue
			}
			end := saying(c, fmt.Sprintf("%s to %s: %s", Num(edge(i)), Num(edge(i+1)), Num(n)))
			lo, hi := at(edge(i), 0), at(edge(i+1), n)
			hi.X = max(hi.X-0.8, lo.X+0.8)
			c.SetColor(svg.Blue.Faint(0.75))
			c.Fill(vg.Rectangle{Min: lo, Max: hi}.Path())
			end()
		}
	}
	xs, ys := []float64{x.lo}, []float64{0}
	for _, i := range thin(len(v), 2000) {
		xs, ys = append(xs, v[i]), append(ys, float64(i+1)/float64(len(v)))
	}
	xs, ys = append(xs, x.hi), append(ys, 1)
	ecdf := scale{lo: 0, hi: 1.04, label: "share with at most this"}
	lower := []mark{staircase(xs, ys, stroke(svg.Blue, 2))}
	f.Table.Columns = []string{"quantile", label}
	said := ""
	for i, q := range []float64{0, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1} {
		z := quantile(v, q)
		f.Table.add([]string{"least", "5%", "25%", "median", "75%", "95%", "99%", "greatest"}[i], Num(z))
		if k := map[float64]int{0.5: 1, 0.95: 2, 0.99: 3}[q]; k > 0 {
			s := stroke(colorOf(k), 1.8, dashOf(k)...)
			lower = append(lower, upright(z, s))
			name := []string{"", "median", "95%", "99%"}[k]
			f.legend = append(f.legend, entry{name + " " + Num(z) + unit, lineMark(s)})
			said += fmt.Sprintf(", %s %s", name, Num(z))
		}
	}
	mean := 0.0
	for _, t := range v {
		mean += t / float64(len(v))
	}
	f.Says = append(f.Says, fmt.Sprintf("%s over %s %ss: mean %s%s, greatest %s.", capital(inWords(label)), decimal(float64(len(v)), 0, false), d.One, Num(mean), said, Num(v[len(v)-1])))
	if len(v) < 100 {
		f.Notes = append(f.Notes, fmt.Sprintf("With %d values the 99th percentile is hardly known.", len(v)))
	}
	f.paint = func(c draw.Canvas) {
		stack(c, panel{x: x, y: top, marks: []mark{hist}, height: 0.48, noX: true}, panel{x: x, y: ecdf, marks: lower, height: 0.52})
	}
	return f
}
