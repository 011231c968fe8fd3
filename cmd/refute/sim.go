package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"refute/sim"
	"refute/sim/experiment"
	"refute/sim/scenario"
)

func simCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sim",
		Short: "Simulate the protocol's economy: who cheats, who looks, who pays, and where it breaks",
		Long: `Simulates solvers, verifiers, disputes and money over many tasks, many times over, and says what came of it with
intervals. The answer to a scenario depends on its file and seed alone: not on the machine, nor on the number of workers.
docs/simulator.md is the guide.

Start with:  refute sim list
             refute sim run validator-count`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	cmd.AddCommand(simRunCommand(), simSweepCommand(), simListCommand(), simReplayCommand(), simSearchCommand(), simPlotCommand(), simValidateCommand())
	return cmd
}

// simOptions are the flags that the commands which run scenarios have in common.
type simOptions struct {
	scenario string
	workers  int
	dir      string
	runs     uint64
	seed     uint64
	fidelity string
	set      []string
	json     bool
}

// flags adds the flags. The scenario's own are assignments to it: --runs 10 is --set runs=10.
func (o *simOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.IntVar(&o.workers, "workers", 0, "runs at a time (default: all processors)")
	f.StringVar(&o.dir, "out", "", "folder of the results (default: refute-sim/<scenario>-<hash of all that determines them>)")
	f.BoolVar(&o.json, "json", false, "a JSON object on standard output, the story on standard error")
	o.scenarioFlags(cmd)
}

func (o *simOptions) scenarioFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.Uint64Var(&o.runs, "runs", 0, "how often it is simulated, in place of the file's")
	f.Uint64Var(&o.seed, "seed", 0, "seed, in place of the file's")
	f.StringVar(&o.fidelity, "fidelity", "", "how disputes are played, in place of the file's: abstract, game or evm")
	f.StringArrayVar(&o.set, "set", nil, `KEY=VALUE set in the scenario, such as terms.bond="2 ether" or verifiers.0.rate=0.1; may be given again`)
}

// read checks the flags, and returns the assignments that they make, and the scenario.
func (o *simOptions) read(cmd *cobra.Command) (*source, error) {
	if o.workers < 0 || o.workers > experiment.MaxWorkers || cmd.Flags().Changed("workers") && o.workers == 0 {
		return nil, &exitError{2, fmt.Errorf("--workers %d, allowed are 1 to %d", o.workers, experiment.MaxWorkers)}
	}
	if o.workers == 0 {
		o.workers = min(runtime.GOMAXPROCS(0), experiment.MaxWorkers)
	}
	sets := append([]string{}, o.set...)
	if cmd.Flags().Changed("runs") {
		sets = append(sets, "runs="+strconv.FormatUint(o.runs, 10))
	}
	if cmd.Flags().Changed("seed") {
		sets = append(sets, "seed="+strconv.FormatUint(o.seed, 10))
	}
	if cmd.Flags().Changed("fidelity") {
		sets = append(sets, "fidelity="+o.fidelity)
	}
	s, text, err := scenario.Load(o.scenario, sets)
	if err != nil {
		return nil, &exitError{2, err}
	}
	return &source{o.scenario, string(text), sets, s}, nil
}

// source is a scenario with where it comes from.
type source struct {
	file     string // as it was named
	text     string
	sets     []string
	scenario *scenario.Scenario
}

// name is what the results are called.
func (s *source) name() string {
	if s.scenario.Name != "" {
		return s.scenario.Name
	}
	return jobName(s.file)
}

// experiment makes an experiment of points, each with a value for each parameter. No parameters and one point without values is the scenario as it is.
func (s *source) experiment(params []string, points [][]string) (*experiment.Experiment, error) {
	e := &experiment.Experiment{Name: s.name(), Version: modelVersion(), Scenario: s.text, Sets: s.sets, Seed: s.scenario.Seed, SeedRule: sim.SeedRule, Runs: uint64(s.scenario.Runs),
		Params: params, Confidence: s.scenario.Stop.Confidence}
	if stop := s.scenario.Stop; stop.Metric != "" {
		e.Stop = experiment.Stop{Metric: stop.Metric, Width: stop.Width, Relative: stop.Relative, Confidence: stop.Confidence, Least: uint64(stop.Least)}
	}
	for _, values := range points {
		u, err := s.subject(params, values)
		if err != nil {
			return nil, err
		}
		e.Points = append(e.Points, experiment.Point{Values: values, Subject: u})
	}
	return e, nil
}

// subject is the scenario with values assigned to parameters.
func (s *source) subject(params, values []string) (*sim.Subject, error) {
	sets := s.sets[:len(s.sets):len(s.sets)]
	for i, p := range params {
		sets = append(sets, p+"="+values[i])
	}
	at, _, err := readText(s.file, s.text, sets)
	if err != nil {
		return nil, &exitError{2, err}
	}
	u, err := sim.New(at)
	if err != nil {
		return nil, &exitError{2, fmt.Errorf("%s: %w", s.file, err)}
	}
	return u, nil
}

// modelVersion says which program makes the runs: two of which may give other numbers must not go on with each other's. Where the version does not say, as between releases, the
// program's own bytes do.
var modelVersion = sync.OnceValue(func() string {
	v := version()
	if v != "(devel)" && !strings.HasSuffix(v, "+dirty") {
		return v
	}
	path, err := os.Executable()
	if err != nil {
		return v
	}
	f, err := os.Open(path)
	if err != nil {
		return v
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return v
	}
	return fmt.Sprintf("%s %x", v, h.Sum(nil)[:6])
})

// defaultDir names the folder of an experiment's results, if no flag does.
func (o *simOptions) defaultDir(e *experiment.Experiment) error {
	id, err := e.ID()
	if err != nil {
		return &exitError{2, fmt.Errorf("%s: %w", o.scenario, err)}
	}
	if o.dir == "" {
		o.dir = filepath.Join("refute-sim", filepath.Base(e.Name)+"-"+id[:8])
	}
	return nil
}
