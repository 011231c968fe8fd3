package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"refute/sim/experiment"
	"refute/sim/report"
	"refute/sim/scenario"
)

func simRunCommand() *cobra.Command {
	o := simOptions{}
	cmd := &cobra.Command{
		Use:   "run SCENARIO",
		Short: "Run a scenario many times, and say what came of it",
		Long: `Runs a scenario as often as it says, on all processors, and writes tables, a summary and a report to a folder. SCENARIO is
a file, or the name of one that comes with the command (refute sim list).

Stop with Ctrl-C when you like, or kill it: the same command goes on from there, losing only the runs that were in
work, to the same bytes. The results of what was run are written when it is interrupted, too, or when the disk is full.

In the folder:

  report.html          what came out, with plots: open it in a browser
  summary.csv, .json   mean, standard deviation, interval and extremes of each metric
  runs.parquet         a row for each run, with its seed
  timeseries.parquet   curves over time, where the scenario asks for them (output.series_every)
  events.parquet       what happened, where it asks for that (output.events)
  manifest.json        the scenario, seeds, machine, and the hash of the results

A run that fails is kept with its seed, and the exit status is 1; refute sim replay shows it.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.scenario = args[0]
			s, err := o.read(cmd)
			if err != nil {
				return err
			}
			e, err := s.experiment(nil, [][]string{nil})
			if err != nil {
				return err
			}
			return o.run(cmd, s, e, "")
		},
	}
	o.flags(cmd)
	return cmd
}

// run runs an experiment and tells what came of it. metric is what a sweep shows of each point.
func (o *simOptions) run(cmd *cobra.Command, s *source, e *experiment.Experiment, metric string) error {
	if err := report.CheckPlots(s.scenario, e.Points[0].Subject.Columns()); err != nil {
		return &exitError{2, fmt.Errorf("%s: %w", s.file, err)}
	}
	if err := o.defaultDir(e); err != nil {
		return err
	}
	story := cmd.OutOrStdout()
	if o.json {
		story = cmd.ErrOrStderr()
	}
	begin := time.Now()
	m, events, err := runExperiment(cmd.Context(), e, o.dir, o.workers, newConsole(cmd.ErrOrStderr()))
	if err != nil {
		return err
	}
	r, err := experiment.Open(o.dir)
	if err != nil {
		return err
	}
	if err := report.Write(o.dir); err != nil {
		return err
	}
	t := &teller{out: story, results: r}
	t.head(s, m, time.Since(begin), events)
	if len(m.Points) > 1 || len(m.Params) > 0 {
		err = t.points(metric)
	} else {
		t.metrics()
	}
	if err != nil {
		return err
	}
	t.say("\nLook at %s; beside it are summary.csv, runs.parquet and others.", filepath.Join(o.dir, "report.html"))
	t.say("Their hash, the same on every machine: %s", m.Results)
	if o.json {
		if err := writeSimJSON(cmd.OutOrStdout(), o.dir, m, time.Since(begin), events); err != nil {
			return err
		}
	}
	return t.failed()
}

// runExperiment runs an experiment in a folder, with a bar on a terminal. events are those of this process.
func runExperiment(ctx context.Context, e *experiment.Experiment, dir string, workers int, c *console) (m *experiment.Manifest, events int64, err error) {
	meter := newSimMeter(c, e)
	m, err = experiment.Run(ctx, e, experiment.Options{Dir: dir, Workers: workers, Progress: func(p experiment.Progress) {
		events = p.Events
		meter.show(p)
	}})
	c.end()
	if err != nil && m != nil && m.Runs > 0 { // what was run is reported too, as far as the disk has room
		_ = report.Write(dir)
	}
	if err != nil && errors.Is(err, context.Canceled) && m != nil {
		err = &exitError{130, fmt.Errorf("interrupted after %d runs, whose results are in %s: the same command goes on from there", m.Runs, dir)}
	}
	return m, events, err
}

// writeSimJSON writes what a run gave as one object: the summary as it is in summary.json, and the essence of the manifest.
func writeSimJSON(out io.Writer, dir string, m *experiment.Manifest, took time.Duration, events int64) error {
	summary, err := os.ReadFile(filepath.Join(dir, experiment.SummaryJSON))
	if err != nil {
		return err
	}
	b, err := json.MarshalIndent(struct {
		Name     string          `json:"name"`
		Dir      string          `json:"dir"`
		Runs     uint64          `json:"runs"`
		Failed   uint64          `json:"failed"`
		Dropped  uint64          `json:"dropped"`
		Workers  int             `json:"workers"`
		Seconds  float64         `json:"seconds"`
		Events   int64           `json:"events"` // of this process
		Complete bool            `json:"complete"`
		Results  string          `json:"results_sha256"`
		Summary  json.RawMessage `json:"summary"`
	}{m.Name, dir, m.Runs, m.Failed, m.Dropped, m.Workers, took.Seconds(), events, m.Complete, m.Results, summary}, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s\n", b)
	return err
}

// readText reads a scenario whose text is known.
func readText(file, text string, sets []string) (*scenario.Scenario, string, error) {
	s, err := scenario.Read(file, strings.NewReader(text), sets)
	return s, text, err
}
