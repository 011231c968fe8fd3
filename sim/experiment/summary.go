package experiment

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"

	"refute/sim/stats"
)

// PointSummary is what the runs of a point gave.
type PointSummary struct {
	Point   int
	Values  []string // of the parameters
	Runs    uint64   // that were made
	Failed  uint64   // of them; they are in no statistic
	Metrics []Statistic
}

// Statistic is a metric over the runs of a point: a mean and Student's interval of it. What the runs do not give is NaN: the mean of no run, the interval of one.
type Statistic struct {
	N         uint64
	Mean, SD  float64
	Low, High float64
	Min, Max  float64
}

// Summarise makes the statistic of a running mean.
func Summarise(m stats.Mean, confidence float64) Statistic {
	nan := math.NaN()
	s := Statistic{uint64(m.N), nan, nan, nan, nan, nan, nan}
	if m.N > 0 {
		s.Mean, s.Min, s.Max = round12(m.Mean), round12(m.Min), round12(m.Max)
	}
	if m.N > 1 {
		i := m.Interval(confidence)
		s.SD, s.Low, s.High = round12(m.SD()), round12(i.Low), round12(i.High)
	}
	return s
}

// round12 rounds to 12 significant digits, in which functions that machines compute differently agree.
func round12(x float64) float64 {
	y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', 11, 64), 64)
	if err != nil {
		return x
	}
	return y
}

// digits writes a number of a summary; NaN is nothing.
func digits(x float64) string {
	if math.IsNaN(x) {
		return ""
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

// csvSummary writes summary.csv: a row for each point and metric.
type csvSummary struct {
	w   *csv.Writer
	row []string
}

func newCSV(w io.Writer, params []Param) *csvSummary {
	c := &csvSummary{w: csv.NewWriter(w)}
	row := []string{"point"}
	for _, p := range params {
		row = append(row, "param."+p.Path)
	}
	_ = c.w.Write(append(row, "metric", "unit", "n", "mean", "sd", "low", "high", "min", "max")) // the error stays, and flush returns it
	return c
}

func (c *csvSummary) point(p *PointSummary, columns []Column) error {
	for i, s := range p.Metrics {
		c.row = append(c.row[:0], strconv.Itoa(p.Point))
		c.row = append(c.row, p.Values...)
		c.row = append(c.row, columns[i].Name, columns[i].Unit, strconv.FormatUint(s.N, 10), digits(s.Mean), digits(s.SD), digits(s.Low), digits(s.High), digits(s.Min), digits(s.Max))
		if err := c.w.Write(c.row); err != nil {
			return err
		}
	}
	return nil
}

func (c *csvSummary) close() error {
	c.w.Flush()
	return c.w.Error()
}

// jsonSummary writes summary.json: the points on a line each.
type jsonSummary struct {
	w      io.Writer
	params []Param
	first  bool
	err    error
}

func newJSON(w io.Writer, e *Experiment, params []Param) *jsonSummary {
	j := &jsonSummary{w: w, params: params, first: true}
	name, err := json.Marshal(e.Name)
	if err != nil {
		panic("experiment: " + err.Error()) // of a string
	}
	_, j.err = fmt.Fprintf(w, "{\n\"name\": %s,\n\"confidence\": %s,\n\"points\": [", name, digits(e.Confidence))
	return j
}

// jsonPoint is a point in summary.json.
type jsonPoint struct {
	Point   int               `json:"point"`
	Params  map[string]string `json:"params"`
	Runs    uint64            `json:"runs"`
	Failed  uint64            `json:"failed"`
	Metrics []jsonMetric      `json:"metrics"`
}

type jsonMetric struct {
	Metric string   `json:"metric"`
	Unit   string   `json:"unit,omitempty"`
	N      uint64   `json:"n"`
	Mean   *float64 `json:"mean"`
	SD     *float64 `json:"sd"`
	Low    *float64 `json:"low"`
	High   *float64 `json:"high"`
	Min    *float64 `json:"min"`
	Max    *float64 `json:"max"`
}

func (j *jsonSummary) point(p *PointSummary, columns []Column) error {
	if j.err != nil {
		return j.err
	}
	out := jsonPoint{Point: p.Point, Params: map[string]string{}, Runs: p.Runs, Failed: p.Failed, Metrics: []jsonMetric{}}
	for i, param := range j.params {
		out.Params[param.Path] = p.Values[i]
	}
	number := func(x float64) *float64 {
		if math.IsNaN(x) {
			return nil
		}
		return &x
	}
	for i, s := range p.Metrics {
		out.Metrics = append(out.Metrics, jsonMetric{columns[i].Name, columns[i].Unit, s.N, number(s.Mean), number(s.SD), number(s.Low), number(s.High), number(s.Min), number(s.Max)})
	}
	b, err := json.Marshal(out)
	if err != nil {
		return err
	}
	separator := ",\n"
	if j.first {
		separator, j.first = "\n", false
	}
	_, j.err = fmt.Fprintf(j.w, "%s%s", separator, b)
	return j.err
}

func (j *jsonSummary) close() error {
	if j.err == nil {
		_, j.err = io.WriteString(j.w, "\n]\n}\n")
	}
	return j.err
}
