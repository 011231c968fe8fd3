package experiment

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"os"
	"slices"
	"sync"

	"github.com/parquet-go/parquet-go"
)

// Results are the results of an experiment, read from its directory.
type Results struct {
	Dir      string
	Manifest *Manifest
	Points   []PointSummary // those that have runs, in order

	mu      sync.Mutex
	checked map[string]bool // files that are as the manifest says
}

// maxSummary bounds a summary.json that is read, in bytes.
const maxSummary = 1 << 30

// Open opens the results of a directory, complete or not. Every file is held against its hash in the manifest before it is read.
func Open(dir string) (*Results, error) {
	m, err := ReadManifest(dir)
	if err != nil {
		return nil, err
	}
	if m.Files == nil {
		return nil, fmt.Errorf("%s has no results yet: the command that began them goes on, and writes them at its end", dir)
	}
	r := &Results{Dir: dir, Manifest: m, checked: map[string]bool{}}
	f, err := r.file(SummaryJSON)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSummary+1))
	if err != nil {
		return nil, err
	}
	if r.Points, err = decodeSummary(b, m); err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name(), err)
	}
	return r, nil
}

// file opens a file whose content is as the manifest says.
func (r *Results) file(name string) (*os.File, error) {
	f, err := os.Open(disk{dir: r.Dir}.path(name))
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	want := r.Manifest.Files[name]
	info, err := f.Stat()
	if err == nil && info.Size() != want.Bytes {
		err = fmt.Errorf("%s has %d bytes, the manifest says %d: run again in another folder", f.Name(), info.Size(), want.Bytes)
	}
	if err == nil && !r.checked[name] {
		h := sha256.New()
		if _, err = io.Copy(h, f); err == nil && hexSum([32]byte(h.Sum(nil))) != want.SHA256 {
			err = fmt.Errorf("%s is not as it was written: run again in another folder", f.Name())
		}
		if err == nil {
			_, err = f.Seek(0, io.SeekStart)
		}
		r.checked[name] = err == nil
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// decodeSummary reads a summary.json and holds it against the manifest.
func decodeSummary(b []byte, m *Manifest) ([]PointSummary, error) {
	if len(b) > maxSummary {
		return nil, fmt.Errorf("more than %d bytes", maxSummary)
	}
	var in struct {
		Points []jsonPoint `json:"points"`
	}
	if err := json.Unmarshal(b, &in); err != nil {
		return nil, err
	}
	number := func(x *float64) float64 {
		if x == nil {
			return math.NaN()
		}
		return *x
	}
	var out []PointSummary
	for i, p := range in.Points {
		if p.Point < 0 || p.Point >= len(m.Points) || i > 0 && p.Point <= in.Points[i-1].Point || len(p.Metrics) != len(m.Columns) {
			return nil, errors.New("its points are not those of the manifest")
		}
		s := PointSummary{Point: p.Point, Values: m.Points[p.Point], Runs: p.Runs, Failed: p.Failed}
		for j, x := range p.Metrics {
			if x.Metric != m.Columns[j].Name {
				return nil, fmt.Errorf("metric %q is not where the manifest has it", x.Metric)
			}
			s.Metrics = append(s.Metrics, Statistic{x.N, number(x.Mean), number(x.SD), number(x.Low), number(x.High), number(x.Min), number(x.Max)})
		}
		out = append(out, s)
	}
	return out, nil
}

// Column returns the index of a metric, -1 if there is none.
func (r *Results) Column(name string) int {
	return slices.IndexFunc(r.Manifest.Columns, func(c Column) bool { return c.Name == name })
}

// RunRow is a row of runs.parquet. It is used again for the next one.
type RunRow struct {
	Point  int
	Run    uint64
	Seed   uint64
	Status string // "ok", or the error of a run that failed
	Events int64
	Values []int64 // as in Record
}

// OK reports whether the run did not fail.
func (r *RunRow) OK() bool { return r.Status == statusOK }

// SeriesRow is a row of timeseries.parquet.
type SeriesRow struct {
	Point int
	Run   uint64
	Sample
}

// EventRow is a row of events.parquet.
type EventRow struct {
	Point int
	Run   uint64
	Entry
}

// Runs reads the runs, in (point, run) order. An error is the last that is yielded.
func (r *Results) Runs() iter.Seq2[*RunRow, error] {
	m := r.Manifest
	names := []string{"point", "run", "seed", "status", "events"}
	skip := len(names) + len(m.Params)
	for _, p := range m.Params {
		names = append(names, "param."+p.Path)
	}
	for _, c := range m.Columns {
		names = append(names, c.Name)
	}
	row := &RunRow{Values: make([]int64, len(m.Columns))}
	return read(r, RunsName, names, row, func(v []parquet.Value) bool {
		row.Point, row.Run, row.Seed, row.Status, row.Events = int(v[0].Int64()), uint64(v[1].Int64()), uint64(v[2].Int64()), string(v[3].ByteArray()), v[4].Int64()
		for i, c := range m.Columns {
			if c.Kind == Float {
				row.Values[i] = int64(math.Float64bits(v[skip+i].Double()))
			} else {
				row.Values[i] = v[skip+i].Int64()
			}
		}
		return row.Point >= 0 && row.Point < len(m.Points)
	})
}

// Series reads the curves over time, in (point, run) order, those of a run as it gave them.
func (r *Results) Series() iter.Seq2[*SeriesRow, error] {
	row := &SeriesRow{}
	names := interner{}
	return read(r, TimeseriesName, []string{"point", "run", "time", "series", "value"}, row, func(v []parquet.Value) bool {
		*row = SeriesRow{int(v[0].Int64()), uint64(v[1].Int64()), Sample{v[2].Int64(), names.text(v[3].ByteArray()), v[4].Double()}}
		return row.Point >= 0 && row.Point < len(r.Manifest.Points)
	})
}

// Events reads the events that were kept, in (point, run) order, those of a run as it gave them.
func (r *Results) Events() iter.Seq2[*EventRow, error] {
	row := &EventRow{}
	names := interner{}
	return read(r, EventsName, []string{"point", "run", "seq", "time", "kind", "actor", "task", "amount", "note"}, row, func(v []parquet.Value) bool {
		*row = EventRow{int(v[0].Int64()), uint64(v[1].Int64()), Entry{v[3].Int64(), names.text(v[4].ByteArray()), names.text(v[5].ByteArray()), v[6].Int64(), v[7].Int64(),
			names.text(v[8].ByteArray())}}
		return row.Point >= 0 && row.Point < len(r.Manifest.Points)
	})
}

// interner makes one string of equal texts.
type interner map[string]string

func (in interner) text(b []byte) string {
	if s, ok := in[string(b)]; ok {
		return s
	}
	if len(in) == 1<<14 {
		clear(in)
	}
	s := string(b)
	in[s] = s
	return s
}

// read reads a table whose columns have these names. set makes row of a row's values, and reports whether it is one.
func read[T any](r *Results, name string, names []string, row *T, set func([]parquet.Value) bool) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		stopped := false
		err := r.rows(name, names, func(v []parquet.Value) error {
			if !set(v) {
				return errors.New("a row of no point")
			}
			if !yield(row, nil) {
				stopped = true
				return errStopped
			}
			return nil
		}, &stopped)
		if err != nil && !stopped {
			yield(nil, err)
		}
	}
}

var errStopped = errors.New("stopped")

// rows calls each with the values of each row of a table. The package that reads Parquet panics on some damaged files, which is an error here; a panic of the caller's
// loop is the caller's.
func (r *Results) rows(name string, names []string, each func([]parquet.Value) error, stopped *bool) (err error) {
	f, err := r.file(name)
	if err != nil {
		return err
	}
	defer f.Close()
	inside := false
	defer func() {
		if p := recover(); p != nil {
			if inside {
				*stopped = true
				panic(p)
			}
			err = fmt.Errorf("%s is damaged: %v", f.Name(), p)
		}
	}()
	file, err := parquet.OpenFile(f, r.Manifest.Files[name].Bytes)
	if err != nil {
		return fmt.Errorf("%s: %w", f.Name(), err)
	}
	var got []string
	for _, path := range file.Schema().Columns() {
		got = append(got, path[len(path)-1])
	}
	if !slices.Equal(got, names) {
		return fmt.Errorf("%s has other columns than the manifest says", f.Name())
	}
	buf := make([]parquet.Row, rowsBatch)
	for _, group := range file.RowGroups() {
		rows := group.Rows()
		for {
			n, err := rows.ReadRows(buf)
			for _, row := range buf[:n] {
				if len(row) != len(names) {
					rows.Close()
					return fmt.Errorf("%s: a row of %d values", f.Name(), len(row))
				}
				inside = true
				err := each(row)
				inside = false
				if err != nil {
					rows.Close()
					return err
				}
			}
			if err == io.EOF {
				break
			}
			if err != nil {
				rows.Close()
				return fmt.Errorf("%s: %w", f.Name(), err)
			}
		}
		if err := rows.Close(); err != nil {
			return err
		}
	}
	return nil
}
