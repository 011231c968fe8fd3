package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"refute/config"
	"refute/sim"
	"refute/sim/experiment"
	"refute/sim/scenario"
)

// replayOptions are the flags of sim replay.
type replayOptions struct {
	simOptions
	point, run uint64
	task       int64
	kinds      []string
	actor      string
	out        string // file of all events
}

func simReplayCommand() *cobra.Command {
	o := replayOptions{}
	cmd := &cobra.Command{
		Use:   "replay DIR|SCENARIO",
		Short: "Show one run, event by event",
		Long: `Makes one run again and shows what happened in it, event by event. Of a folder of results it holds what the run gives against
the row that was recorded: the same program gives the same run. A run that failed fails again, and says where.

--task, --kind and --actor choose what is shown; --out writes all of it.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.scenario, o.workers = args[0], 1
			return o.replay(cmd)
		},
	}
	o.scenarioFlags(cmd)
	f := cmd.Flags()
	f.Uint64Var(&o.point, "point", 0, "point of a sweep")
	f.Uint64Var(&o.run, "run", 0, "number of the run, from 0")
	f.Int64Var(&o.task, "task", -1, "show the events of this task alone")
	f.StringSliceVar(&o.kinds, "kind", nil, "show events of these kinds alone, such as verdict,slash")
	f.StringVar(&o.actor, "actor", "", "show what an actor did, or all whose name begins so, such as verifier.honest")
	f.StringVar(&o.out, "out", "", "file for all events, an object of JSON a line")
	return cmd
}

// replay reads what is to be replayed, and does it.
func (o *replayOptions) replay(cmd *cobra.Command) error {
	if _, err := os.Stat(filepath.Join(o.scenario, experiment.ManifestName)); err != nil {
		s, err := o.read(cmd)
		if err != nil {
			return err
		}
		if o.point != 0 {
			return &exitError{2, errors.New("--point is of a folder of results, and this is a scenario")}
		}
		u, err := s.subject(nil, nil)
		if err != nil {
			return err
		}
		return o.show(cmd, s.name(), u, nil)
	}
	for _, f := range []string{"set", "runs", "seed", "fidelity"} {
		if cmd.Flags().Changed(f) {
			return &exitError{2, fmt.Errorf("--%s: a folder of results has its scenario: leave it out", f)}
		}
	}
	r, err := experiment.Open(o.scenario)
	if err != nil {
		return err
	}
	m := r.Manifest
	if o.point >= uint64(len(m.Points)) {
		return &exitError{2, fmt.Errorf("--point %d: %s has %d", o.point, o.scenario, len(m.Points))}
	}
	s := &source{file: m.Name, text: m.Scenario, sets: m.Sets, scenario: &scenario.Scenario{}}
	var params []string
	for _, p := range m.Params {
		params = append(params, p.Path)
	}
	u, err := s.subject(params, m.Points[o.point])
	if err != nil {
		return err
	}
	row, err := findRun(r, int(o.point), o.run)
	if err != nil {
		return err
	}
	name := m.Name
	for i, p := range params {
		name += fmt.Sprintf(", %s=%s", p, m.Points[o.point][i])
	}
	if m.Version != modelVersion() {
		fmt.Fprintf(cmd.ErrOrStderr(), "refute: the results are by version %s, this is %s: the run may be another\n", m.Version, modelVersion())
	}
	return o.show(cmd, name, u, row)
}

// findRun returns the row of a run.
func findRun(r *experiment.Results, point int, run uint64) (*experiment.RunRow, error) {
	for row, err := range r.Runs() {
		if err != nil {
			return nil, err
		}
		if row.Point == point && row.Run == run {
			return row, nil
		}
	}
	return nil, &exitError{2, fmt.Errorf("%s has no run %d of point %d", r.Dir, run, point)}
}

// show replays a run. row is what was recorded of it, nil if nothing was.
func (o *replayOptions) show(cmd *cobra.Command, name string, u *sim.Subject, row *experiment.RunRow) (err error) {
	out := bufio.NewWriter(cmd.OutOrStdout())
	defer func() { err = errors.Join(err, out.Flush()) }()
	var file io.Writer = io.Discard
	if o.out != "" {
		f, err := os.Create(o.out)
		if err != nil {
			return err
		}
		buffer := bufio.NewWriter(f)
		defer func() { err = errors.Join(err, buffer.Flush(), f.Close()) }()
		file = buffer
	}
	lines := json.NewEncoder(file)
	fmt.Fprintf(out, "Run %d of %s\n\n", o.run, name)
	fmt.Fprintf(out, "%14s  %-28s %-8s %6s  %s\n", "time", "who", "what", "task", "")
	shown, all := 0, 0
	var wrong error // of writing
	rec, err := u.Replay(cmd.Context(), o.run, func(e experiment.Entry) {
		all++
		if err := lines.Encode(jsonEntry{e.Time, e.Kind, e.Actor, e.Task, e.Amount, e.Note}); err != nil && wrong == nil {
			wrong = fmt.Errorf("write %s: %w", o.out, err)
		}
		if o.wants(&e) {
			shown++
			fmt.Fprintln(out, timelineLine(&e))
		}
	})
	if cmd.Context().Err() != nil {
		return context.Canceled
	}
	if wrong != nil {
		return wrong
	}
	fmt.Fprintf(out, "\n%d of %d events shown. Seed %d.\n", shown, all, rec.Seed)
	if err != nil {
		var p *experiment.PanicError
		if errors.As(err, &p) {
			fmt.Fprintf(out, "\n%s\n", p.Stack)
		}
		if row != nil && row.OK() {
			return fmt.Errorf("the run fails, and did not where it was recorded: %w", err)
		}
		return fmt.Errorf("the run fails: %w", err)
	}
	columns := u.Columns()
	fmt.Fprintln(out)
	for i, c := range columns {
		if rec.Values[i] != 0 {
			fmt.Fprintf(out, "  %-36s %s\n", c.Name, amount(c.Float(rec.Values[i]), c.Unit))
		}
	}
	if row == nil {
		return nil
	}
	return compareRow(out, columns, rec, row)
}

// compareRow holds a run against the row that was recorded.
func compareRow(out io.Writer, columns []experiment.Column, rec *experiment.Record, row *experiment.RunRow) error {
	if !row.OK() {
		return fmt.Errorf("the run does not fail, and did where it was recorded: %s", row.Status)
	}
	for i, c := range columns {
		if rec.Values[i] != row.Values[i] {
			return fmt.Errorf("the run gives %s = %v, recorded was %v: the results are by another program", c.Name, c.Float(rec.Values[i]), c.Float(row.Values[i]))
		}
	}
	if rec.Seed != row.Seed || rec.Events != row.Events {
		return fmt.Errorf("the run has seed %d and %d events, recorded were %d and %d: the results are by another program", rec.Seed, rec.Events, row.Seed, row.Events)
	}
	fmt.Fprintf(out, "\nAll %d metrics are those that were recorded.\n", len(columns))
	return nil
}

// jsonEntry is an event in the file of a replay.
type jsonEntry struct {
	Time   int64  `json:"time"` // ns
	Kind   string `json:"kind"`
	Actor  string `json:"actor,omitempty"`
	Task   int64  `json:"task"`
	Amount int64  `json:"amount"` // gwei
	Note   string `json:"note,omitempty"`
}

// wants reports whether an event is to be shown.
func (o *replayOptions) wants(e *experiment.Entry) bool {
	return (o.task < 0 || e.Task == o.task) && (len(o.kinds) == 0 || slices.Contains(o.kinds, e.Kind)) && strings.HasPrefix(e.Actor, o.actor)
}

// timelineLine is an event for people.
func timelineLine(e *experiment.Entry) string {
	task := ""
	if e.Task >= 0 {
		task = fmt.Sprint(e.Task)
	}
	var rest []string
	if e.Amount != 0 {
		rest = append(rest, config.Money.Format(e.Amount))
	}
	if e.Note != "" {
		rest = append(rest, e.Note)
	}
	line := fmt.Sprintf("%14s  %-28s %-8s %6s  %s", time.Duration(e.Time).Round(time.Millisecond), e.Actor, e.Kind, task, strings.Join(rest, ", "))
	return strings.TrimRight(line, " ")
}
