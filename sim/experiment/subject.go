package experiment

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
)

// Kind says what a column's values are.
type Kind uint8

// The kinds.
const (
	Int   Kind = iota // int64
	Float             // float64
	Text              // of parameters only
)

func (k Kind) String() string { return [...]string{"int", "float", "text"}[k] }

// MarshalText implements encoding.TextMarshaler.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (k *Kind) UnmarshalText(text []byte) error {
	for _, o := range []Kind{Int, Float, Text} {
		if string(text) == o.String() {
			*k = o
			return nil
		}
	}
	return fmt.Errorf("kind %q, allowed are int, float and text", text)
}

// Column is a number that every run gives.
type Column struct {
	Name string `json:"name"`
	Unit string `json:"unit,omitempty"`
	Doc  string `json:"doc,omitempty"`
	Kind Kind   `json:"kind"`
}

// Subject is what is run again and again with other seeds: one point of a sweep. All points of an experiment have the same columns.
type Subject interface {
	Columns() []Column
	// New returns a Runner. Each worker has one of its own, for many runs, so that memory is used again.
	New() (Runner, error)
}

// Runner makes runs, one at a time. What a run gives depends on the subject and the run's number alone. Run sets out.Seed first, so that a run that fails is known by it. After an error
// or a panic the Runner is not used again. An error together with a cancelled ctx is no failure: the run was not finished.
type Runner interface {
	Run(ctx context.Context, run uint64, out *Record) error
}

// Record is what a run gives. It is reset and used again.
type Record struct {
	Values []int64 // in Columns' order, zero at first; those of Float columns are math.Float64bits
	Seed   uint64
	Events int64 // of the kernel
	Series []Sample
	Log    []Entry
}

// Sample is a point of a curve over time.
type Sample struct {
	Time   int64 // ns since the run's beginning
	Series string
	Value  float64
}

// Entry is something that happened.
type Entry struct {
	Time        int64
	Kind, Actor string
	Task        int64
	Amount      int64 // gwei
	Note        string
}

// SetFloat sets the value of a Float column.
func (r *Record) SetFloat(column int, x float64) { r.Values[column] = int64(math.Float64bits(x)) }

// Float returns the value of a column, of either kind, as a number.
func (c Column) Float(value int64) float64 {
	if c.Kind == Float {
		return math.Float64frombits(uint64(value))
	}
	return float64(value)
}

// Limits of a run.
const (
	// MaxKept bounds the samples, and the entries, that are kept of one run.
	MaxKept = 1 << 20
	// maxText bounds a text of a run, in bytes.
	maxText = 4096
	// maxStatus bounds a failed run's error, in bytes.
	maxStatus = 512
	// MaxColumns bounds the columns of an experiment.
	MaxColumns = 4096
)

func (r *Record) reset(columns int) {
	if cap(r.Values) < columns {
		r.Values = make([]int64, columns)
	}
	r.Values = r.Values[:columns]
	clear(r.Values)
	r.Seed, r.Events, r.Series, r.Log = 0, 0, r.Series[:0], r.Log[:0]
}

// check returns an error if the record cannot be kept.
func (r *Record) check(columns []Column) error {
	if len(r.Values) != len(columns) {
		return fmt.Errorf("the run gave %d values for %d columns", len(r.Values), len(columns))
	}
	for i, c := range columns {
		if x := c.Float(r.Values[i]); math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Errorf("%s is %v", c.Name, x)
		}
	}
	if len(r.Series) > MaxKept || len(r.Log) > MaxKept {
		return fmt.Errorf("%d samples and %d events, of which at most %d each are kept: sample less often, or keep fewer kinds of events", len(r.Series), len(r.Log), MaxKept)
	}
	for _, s := range r.Series {
		if len(s.Series) > maxText {
			return fmt.Errorf("the name of a series has %d bytes", len(s.Series))
		}
		if math.IsNaN(s.Value) || math.IsInf(s.Value, 0) {
			return fmt.Errorf("series %s is %v", s.Series, s.Value)
		}
	}
	for _, e := range r.Log {
		if len(e.Kind) > maxText || len(e.Actor) > maxText || len(e.Note) > maxText {
			return errors.New("a text of an event is too long")
		}
	}
	return nil
}

// statusOf returns a failed run's status: the error on one line.
func statusOf(err error) string {
	s := strings.Join(strings.Fields(strings.ToValidUTF8(err.Error(), "?")), " ")
	if s == "" || s == statusOK {
		s = "failed: " + s
	}
	if len(s) > maxStatus {
		s = strings.ToValidUTF8(s[:maxStatus], "")
	}
	return s
}

// statusOK is the status of a run that did not fail.
const statusOK = "ok"
