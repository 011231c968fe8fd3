package experiment

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"
)

// Names of the files in an experiment's directory.
const (
	ManifestName   = "manifest.json"
	RunsName       = "runs.parquet"
	TimeseriesName = "timeseries.parquet"
	EventsName     = "events.parquet"
	SummaryCSV     = "summary.csv"
	SummaryJSON    = "summary.json"

	journalName = "journal"
	lockName    = "lock"
)

// tables are the files of the results, in the order in which they are hashed together.
var tables = []string{RunsName, TimeseriesName, EventsName, SummaryCSV, SummaryJSON}

// Manifest says what was run, by whom, and what came out. What depends on the machine and the day is here and nowhere else.
type Manifest struct {
	Format         int                 `json:"format"`
	Name           string              `json:"name"`
	Version        string              `json:"version"`    // of the program
	Experiment     string              `json:"experiment"` // hash of all that determines the results
	Complete       bool                `json:"complete"`   // false: there are more runs to make, or nothing is written yet
	Scenario       string              `json:"scenario"`   // text
	ScenarioSHA256 string              `json:"scenario_sha256"`
	Sets           []string            `json:"sets"` // assignments, made to the scenario before it is read
	Seed           uint64              `json:"seed"`
	SeedRule       string              `json:"seed_rule"`  // each run's seed is in runs.parquet
	RunsAsked      uint64              `json:"runs_asked"` // of each point, at most
	Stop           *Stop               `json:"stop,omitempty"`
	Confidence     float64             `json:"confidence"`
	Params         []Param             `json:"params"`
	Points         [][]string          `json:"points"` // values of the parameters
	Columns        []Column            `json:"columns"`
	Runs           uint64              `json:"runs"`    // in the tables
	Failed         uint64              `json:"failed"`  // of them
	Dropped        uint64              `json:"dropped"` // were not needed, by the stopping rule
	Workers        int                 `json:"workers"`
	Host           Host                `json:"host"`
	Started        time.Time           `json:"started"`
	Finished       time.Time           `json:"finished,omitzero"`
	Files          map[string]FileInfo `json:"files,omitempty"`
	Results        string              `json:"results_sha256,omitempty"` // of all tables: the same on any number of workers
}

// Host is the machine.
type Host struct {
	Name       string `json:"name"`
	System     string `json:"system"` // linux/amd64
	Processors int    `json:"processors"`
	Go         string `json:"go"`
}

// FileInfo is a file of the results.
type FileInfo struct {
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
}

// maxManifest bounds a manifest that is read, in bytes.
const maxManifest = 64 << 20

// manifest makes the manifest of an experiment that begins.
func (e *Experiment) manifest(columns []Column, workers int) *Manifest {
	m := &Manifest{Format: formatVersion, Name: e.Name, Version: e.Version, Experiment: hexSum(e.fingerprint(columns)), Scenario: e.Scenario,
		ScenarioSHA256: hexSum(sha256.Sum256([]byte(e.Scenario))), Sets: append([]string{}, e.Sets...), Seed: e.Seed, SeedRule: e.SeedRule, RunsAsked: e.Runs,
		Confidence: e.Confidence, Params: e.params(), Points: [][]string{}, Columns: columns, Workers: workers, Started: time.Now().UTC().Truncate(time.Second),
		Host: Host{System: runtime.GOOS + "/" + runtime.GOARCH, Processors: runtime.NumCPU(), Go: runtime.Version()}}
	if name, err := os.Hostname(); err == nil {
		m.Host.Name = name
	}
	if e.Stop.Metric != "" {
		stop := e.Stop
		m.Stop = &stop
	}
	for _, p := range e.Points {
		m.Points = append(m.Points, append([]string{}, p.Values...))
	}
	return m
}

func (d disk) writeManifest(m *Manifest) error {
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if len(b) > maxManifest {
		return fmt.Errorf("a manifest of %d bytes, allowed are %d: make fewer points", len(b), maxManifest)
	}
	return d.write(ManifestName, func(w io.Writer) error {
		_, err := w.Write(append(b, '\n'))
		return err
	})
}

// ReadManifest reads the manifest of a directory.
func ReadManifest(dir string) (*Manifest, error) {
	d := disk{dir: dir}
	f, err := d.open(ManifestName, os.O_RDONLY)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("%s has no results of refute sim: %w", dir, err)
		}
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxManifest+1))
	if err != nil {
		return nil, err
	}
	m, err := decodeManifest(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.path(ManifestName), err)
	}
	return m, nil
}

// decodeManifest reads a manifest and checks what others rely on.
func decodeManifest(b []byte) (*Manifest, error) {
	if len(b) > maxManifest {
		return nil, fmt.Errorf("more than %d bytes", maxManifest)
	}
	m := new(Manifest)
	d := json.NewDecoder(bytes.NewReader(b))
	if err := d.Decode(m); err != nil {
		return nil, err
	}
	switch {
	case m.Format != formatVersion:
		return nil, fmt.Errorf("format %d, this program reads %d", m.Format, formatVersion)
	case len(m.Columns) > MaxColumns || len(m.Params) > MaxParams || len(m.Points) > MaxPoints || len(m.Points) == 0:
		return nil, errors.New("too many columns, parameters or points, or none")
	case m.RunsAsked > MaxRuns || !(m.Confidence > 0 && m.Confidence < 1):
		return nil, errors.New("numbers out of their bounds")
	}
	for _, p := range m.Points {
		if len(p) != len(m.Params) {
			return nil, errors.New("a point has not as many values as there are parameters")
		}
	}
	names := map[string]bool{}
	for _, c := range m.Columns {
		if c.Name == "" || names[c.Name] || c.Kind > Float {
			return nil, fmt.Errorf("column %q is there twice, or has no name or kind", c.Name)
		}
		names[c.Name] = true
	}
	return m, nil
}
