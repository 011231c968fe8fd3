package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"refute/sim/report/figure"
)

// Results is what an experiment left, as the report reads it. The rows are read in passes; only what is drawn is kept.
type Results struct {
	Name       string
	Version    string // of the program that ran it
	Scenario   string // text of the file
	Sets       []string
	Seed       uint64
	SeedRule   string
	Confidence float64
	Asked      uint64 // runs of each point
	Runs       uint64 // made, of all points
	Failed     uint64 // of them
	Complete   bool
	Facts      [][2]string // further things to print, in order: machine, hashes
	Commands   []string    // that make the results again
	Params     []Param
	Points     [][]string // values of the parameters, as in the file
	Columns    []Column
	Failures   []string // some of the runs that failed, a line each

	// Rows visits the runs that did not fail, by point and run, with the values of some columns. The slice is used again.
	Rows func(columns []string, visit func(point int, run uint64, values []float64) error) error
	// Series visits the samples of all series, by point, run and time.
	Series func(visit func(point int, run uint64, time int64, series string, value float64) error) error
}

// Param is a parameter that is swept.
type Param struct {
	Path   string
	Unit   string               // gwei, ns, or empty
	Doc    string               // what it is
	Number func(string) float64 // of a point's value; NaN of one that is no number
}

// Column is a metric of a run.
type Column struct{ Name, Unit, Doc string }

func (r *Results) column(name string) (Column, bool) {
	i := slices.IndexFunc(r.Columns, func(c Column) bool { return c.Name == name })
	if i < 0 {
		return Column{}, false
	}
	return r.Columns[i], true
}

// check refuses results of which no report can be made.
func (r *Results) check() error {
	if len(r.Points) == 0 {
		return fmt.Errorf("the results have no points")
	}
	for i, p := range r.Points {
		if len(p) != len(r.Params) {
			return fmt.Errorf("point %d has %d values of %d parameters", i, len(p), len(r.Params))
		}
	}
	if !(r.Confidence > 0 && r.Confidence < 1) {
		return fmt.Errorf("a confidence of %v: want one between 0 and 1", r.Confidence)
	}
	return nil
}

// axis is a parameter as an axis, and each point's place on it.
func (m *maker) axis(param int, log bool) (figure.Axis, []float64) {
	r, p := m.r, m.r.Params[param]
	a := figure.Axis{Label: m.parameter(param), Unit: p.Unit, Log: log}
	at := make([]float64, len(r.Points))
	numbers := true
	for i, v := range r.Points {
		at[i] = p.Number(v[param])
		numbers = numbers && !math.IsNaN(at[i])
	}
	if numbers {
		return a, at
	}
	a.Unit, a.Log = "", false
	index := map[string]int{}
	for i, v := range r.Points {
		k, ok := index[v[param]]
		if !ok {
			k = len(a.Names)
			index[v[param]] = k
			a.Names = append(a.Names, v[param])
		}
		at[i] = float64(k)
	}
	return a, at
}

// param finds a swept parameter by its path, or the given one of the list if the path is empty.
func (r *Results) param(path string, otherwise int) (int, error) {
	if path == "" {
		if otherwise < len(r.Params) {
			return otherwise, nil
		}
		return -1, fmt.Errorf("this plot needs %d swept parameters, of which there are %d", otherwise+1, len(r.Params))
	}
	i := slices.IndexFunc(r.Params, func(p Param) bool { return p.Path == path })
	if i < 0 {
		var paths []string
		for _, p := range r.Params {
			paths = append(paths, p.Path)
		}
		if len(paths) == 0 {
			return -1, fmt.Errorf("%s is not swept, nothing is", path)
		}
		return -1, fmt.Errorf("%s is not swept; swept are %s", path, strings.Join(paths, ", "))
	}
	return i, nil
}

// place names a point by its parameters.
func (r *Results) place(point int) string {
	var s []string
	for i, p := range r.Params {
		s = append(s, p.Path+" = "+r.Points[point][i])
	}
	return strings.Join(s, ", ")
}
