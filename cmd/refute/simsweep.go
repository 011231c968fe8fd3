package main

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"refute/config"
	"refute/sim/experiment"
	"refute/sim/report"
	"refute/sim/scenario"
)

func simSweepCommand() *cobra.Command {
	o := simOptions{}
	var design, metric string
	var points int
	var vary []string
	cmd := &cobra.Command{
		Use:   "sweep SCENARIO",
		Short: "Run a scenario at many settings of its parameters",
		Long: `Runs a scenario at each point of a design over the parameters that its section sweep names, or those of --vary, all runs on
all processors, into one folder with one table. Each point has the same seeds, so that points differ by their parameters alone.

Designs (--design):

  grid     all combinations of the parameters' values
  lhs      --points points of a Latin hypercube: each parameter takes evenly spread values, each once
  halton   --points points of Halton's sequence, scrambled: evenly spread in all dimensions together

lhs and halton depend on the seed.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.scenario = args[0]
			s, err := o.read(cmd)
			if err != nil {
				return err
			}
			axes, err := s.axes(vary)
			if err != nil {
				return &exitError{2, err}
			}
			values, err := designed(design, axes, points, s.scenario.Seed)
			if err != nil {
				return &exitError{2, err}
			}
			var params []string
			for _, a := range axes {
				params = append(params, a.Path)
			}
			e, err := s.experiment(params, values)
			if err != nil {
				return err
			}
			if metric == "" {
				metric = s.metric()
			}
			if _, err := report.CheckMetric(e.Points[0].Subject.Columns(), metric); err != nil {
				return &exitError{2, fmt.Errorf("--metric: %w", err)}
			}
			return o.run(cmd, s, e, metric)
		},
	}
	o.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&design, "design", "grid", "grid, lhs or halton")
	f.IntVar(&points, "points", 64, "points of lhs and halton")
	f.StringArrayVar(&vary, "vary", nil, `PATH=VALUE,VALUE,… in place of the section sweep, such as terms.bond="1 ether,2 ether,4 ether"; may be given again`)
	f.StringVar(&metric, "metric", "", "what is shown of each point: a column of the runs, a/b, or a/b - c/d (default: what the scenario is about)")
	return cmd
}

// metric is what the scenario is about: what it says, or what it stops by, or the cheats that were paid for.
func (s *source) metric() string {
	return cmp.Or(s.scenario.Report.Metric, s.scenario.Stop.Metric, "undetected")
}

// axes returns what is varied: what the flags say, or what the scenario does.
func (s *source) axes(vary []string) ([]experiment.Axis, error) {
	var axes []experiment.Axis
	for _, v := range vary {
		path, values, ok := strings.Cut(v, "=")
		if !ok || path == "" || values == "" {
			return nil, fmt.Errorf("--vary %s: want PATH=VALUE,VALUE,…", v)
		}
		a := experiment.Axis{Path: path}
		for _, x := range strings.Split(values, ",") {
			a.Values = append(a.Values, strings.TrimSpace(x))
		}
		axes = append(axes, a)
	}
	if len(vary) == 0 {
		for _, p := range s.scenario.Sweep {
			a := experiment.Axis{Path: p.Path, Values: p.Values, From: p.From, To: p.To, Unit: p.Unit, Count: p.Count, Log: p.Log}
			if a.Unit == "none" {
				a.Unit = ""
			}
			axes = append(axes, a)
		}
	}
	if len(axes) == 0 {
		return nil, fmt.Errorf("%s has no section sweep: say with --vary what is to be varied", s.file)
	}
	for i := range axes {
		key, err := config.Find(scenario.Scenario{}, axes[i].Path)
		if err != nil {
			return nil, fmt.Errorf("%s: sweep: %w", s.file, err)
		}
		if head, _, _ := strings.Cut(axes[i].Path, "."); slices.Contains(ofAll, head) {
			return nil, fmt.Errorf("%s: sweep: %s is the same for all points: set it in the scenario, or with --set", s.file, axes[i].Path)
		}
		if axes[i].Unit == "" && key.Unit == "" && whole(key.Kind) {
			axes[i].Unit = "whole"
		}
	}
	return axes, nil
}

// ofAll are keys, and sections, that say something about an experiment, not about a run.
var ofAll = []string{"name", "about", "runs", "stop", "sweep", "report"}

// whole reports whether values of a kind are whole numbers.
func whole(k reflect.Kind) bool {
	switch k {
	case reflect.Int, reflect.Int64, reflect.Uint32, reflect.Uint64:
		return true
	}
	return false
}

// designed returns the points of a design.
func designed(design string, axes []experiment.Axis, points int, seed uint64) ([][]string, error) {
	switch design {
	case "grid":
		return experiment.Grid(axes)
	case "lhs":
		return experiment.LatinHypercube(axes, points, seed)
	case "halton":
		return experiment.Halton(axes, points, seed)
	}
	return nil, fmt.Errorf("--design %q, allowed are grid, lhs and halton", design)
}
