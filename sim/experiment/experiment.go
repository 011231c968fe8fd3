package experiment

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"

	"refute/config"
)

// Experiment says what is run.
type Experiment struct {
	Name       string   // of the scenario
	Version    string   // of the program, whose model gives the numbers
	Scenario   string   // the scenario's text, kept with the results
	Sets       []string // assignments that were made to it, for all points
	Seed       uint64   // from which all seeds are derived
	SeedRule   string   // how, in words
	Runs       uint64   // of each point, at most
	Params     []string // what the points differ in: paths of the scenario
	Points     []Point
	Stop       Stop
	Confidence float64 // of the intervals in the summary
}

// Point is one setting of the parameters.
type Point struct {
	Values  []string // as they are written in a scenario, in the order of Params
	Subject Subject
}

// Stop says when a point has had enough runs: when the half width of the interval of a metric's mean is at most Width. It is looked at after Least runs and
// after each [StopEvery] more, in the order of the runs, so that it does not depend on who finished first. Runs that were made beyond are dropped. The zero
// value never stops.
type Stop struct {
	Metric     string  `json:"metric,omitempty"`
	Width      float64 `json:"width,omitempty"`
	Relative   bool    `json:"relative,omitempty"` // Width is a share of the mean's size
	Confidence float64 `json:"confidence,omitempty"`
	Least      uint64  `json:"least,omitempty"`
}

// StopEvery is how many runs are made between two looks at the stopping rule.
const StopEvery = 64

// Limits of an experiment.
const (
	MaxPoints   = 1 << 16
	MaxRuns     = 1 << 40 // of a point
	MaxParams   = 64
	maxScenario = 4 << 20
)

// check returns the columns, or what is wrong with the experiment.
func (e *Experiment) check() ([]Column, error) {
	switch {
	case len(e.Points) == 0 || len(e.Points) > MaxPoints:
		return nil, fmt.Errorf("%d points, allowed are 1 to %d", len(e.Points), MaxPoints)
	case e.Runs == 0 || e.Runs > MaxRuns:
		return nil, fmt.Errorf("%d runs, allowed are 1 to %d", e.Runs, uint64(MaxRuns))
	case len(e.Params) > MaxParams:
		return nil, fmt.Errorf("%d parameters are varied, allowed are %d", len(e.Params), MaxParams)
	case len(e.Scenario) > maxScenario || !utf8.ValidString(e.Scenario):
		return nil, fmt.Errorf("the scenario is not a text in UTF-8 of at most %d bytes", maxScenario)
	case !(e.Confidence > 0 && e.Confidence < 1):
		return nil, fmt.Errorf("a confidence of %v: want a number between 0 and 1", e.Confidence)
	}
	columns := e.Points[0].Subject.Columns()
	if len(columns) > MaxColumns {
		return nil, fmt.Errorf("%d columns, allowed are %d", len(columns), MaxColumns)
	}
	names := map[string]bool{}
	for _, c := range columns {
		if c.Name == "" || len(c.Name) > maxText || names[c.Name] || c.Kind > Float {
			return nil, fmt.Errorf("column %q is there twice, or has no name or kind", c.Name)
		}
		names[c.Name] = true
	}
	for i, p := range e.Points {
		if len(p.Values) != len(e.Params) {
			return nil, fmt.Errorf("point %d has %d values for %d parameters", i, len(p.Values), len(e.Params))
		}
		if !slices.Equal(p.Subject.Columns(), columns) {
			return nil, fmt.Errorf("point %d has other metrics than point 0: a sweep cannot vary what a run measures", i)
		}
	}
	if e.Stop.Metric != "" {
		switch {
		case e.Stop.column(columns) < 0:
			return nil, fmt.Errorf("no metric is named %q, by which the runs would stop", e.Stop.Metric)
		case !(e.Stop.Width > 0):
			return nil, errors.New("the width at which the runs stop must be above 0")
		case !(e.Stop.Confidence > 0 && e.Stop.Confidence < 1):
			return nil, fmt.Errorf("a confidence of %v: want a number between 0 and 1", e.Stop.Confidence)
		}
	}
	return columns, nil
}

// column returns the index of the metric, -1 if there is none.
func (s Stop) column(columns []Column) int {
	return slices.IndexFunc(columns, func(c Column) bool { return c.Name == s.Metric })
}

// fingerprint is a hash of all that determines the results. Another fingerprint is another experiment.
func (e *Experiment) fingerprint(columns []Column) [32]byte {
	values := make([][]string, len(e.Points))
	for i, p := range e.Points {
		values[i] = p.Values
	}
	b, err := json.Marshal(struct {
		Format                        int
		Name, Version, Scenario, Rule string
		Sets, Params                  []string
		Seed, Runs                    uint64
		Stop                          Stop
		Confidence                    float64
		Columns                       []Column
		Values                        [][]string
	}{formatVersion, e.Name, e.Version, e.Scenario, e.SeedRule, e.Sets, e.Params, e.Seed, e.Runs, e.Stop, e.Confidence, columns, values})
	if err != nil {
		panic("experiment: " + err.Error()) // finite numbers, as checked
	}
	return sha256.Sum256(b)
}

// ID names the experiment: the hash of all that determines its results.
func (e *Experiment) ID() (string, error) {
	columns, err := e.check()
	if err != nil {
		return "", err
	}
	return hexSum(e.fingerprint(columns)), nil
}

// formatVersion is that of the journal, the manifest and the tables.
const formatVersion = 1

// Param is a parameter as it is in the tables. Its kind follows from the points' values: whole numbers, amounts of money in gwei and times in nanoseconds are Int.
type Param struct {
	Path string `json:"path"`
	Kind Kind   `json:"kind"`
	Unit string `json:"unit,omitempty"` // gwei or ns
}

// params finds the kinds of the parameters.
func (e *Experiment) params() []Param {
	out := make([]Param, len(e.Params))
	for i, path := range e.Params {
		out[i] = Param{Path: path, Kind: Text}
		for _, p := range []Param{{path, Int, ""}, {path, Float, ""}, {path, Int, "gwei"}, {path, Int, "ns"}} {
			if !slices.ContainsFunc(e.Points, func(point Point) bool { _, ok := p.parse(point.Values[i]); return !ok }) {
				out[i] = p
				break
			}
		}
	}
	return out
}

// parse reads a point's value: an int64, or the bits of a float64.
func (p Param) parse(text string) (int64, bool) {
	var n int64
	var err error
	switch {
	case p.Kind == Text:
	case p.Unit == "gwei":
		n, err = config.Money.Parse(text)
	case p.Unit == "ns":
		n, err = config.Time.Parse(text)
	case p.Kind == Float:
		var x float64
		x, err = strconv.ParseFloat(text, 64)
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return 0, false
		}
		n = int64(math.Float64bits(x))
	default:
		n, err = strconv.ParseInt(text, 10, 64)
	}
	return n, err == nil
}

// Number returns a point's value as a number: of money in gwei, of time in nanoseconds, of a text NaN.
func (p Param) Number(text string) float64 {
	n, ok := p.parse(text)
	if p.Kind == Text || !ok {
		return math.NaN()
	}
	return Column{Kind: p.Kind}.Float(n)
}

func hexSum(sum [32]byte) string { return hex.EncodeToString(sum[:]) }
