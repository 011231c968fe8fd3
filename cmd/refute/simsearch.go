package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"refute/config"
	"refute/sim/experiment"
	"refute/sim/report"
	"refute/sim/scenario"
)

// searchOptions are the flags of sim search.
type searchOptions struct {
	simOptions
	vary         string
	from, to     string
	metric       string
	below, above string
	precision    float64
	confidence   float64
	best         string
	single       bool
}

func simSearchCommand() *cobra.Command {
	o := searchOptions{}
	cmd := &cobra.Command{
		Use:   "search SCENARIO",
		Short: "Find the smallest safe value of a parameter, or an adversary's best response",
		Long: `Finds one of two things.

The smallest value of a parameter at which a metric is below, or above, a value:

  refute sim search stake-vs-sampling-map --vary terms.bond --from "0.1 ether" --to "100 ether" \
      --metric "solver.cheat.profit/solver.cheat.tasks - solver.honest.profit/solver.honest.tasks" --below "0 ether"

bisects between --from and --to, running the scenario at each value. The condition holds where the whole interval of the mean
is below: what cannot be told apart counts as unsafe. The confidence is that of all intervals of the search together. It is taken
for granted that the condition, where it holds, holds for all greater values.

The best response of a group:

  refute sim search validator-count --best-response solvers.0

gives the group each strategy there is, alone and with each that changes it, and says what each earns, and how much more than by
being honest, with the same random numbers.

Each value is a run or a sweep in a folder of its own, under that of the search, and is not made again when the command is.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.scenario = args[0]
			s, err := o.read(cmd)
			if err != nil {
				return err
			}
			if (o.best == "") == (o.vary == "") {
				return &exitError{2, errors.New("say what is looked for: --vary PATH with --metric and --below or --above, or --best-response GROUP")}
			}
			if !(o.confidence > 0.5 && o.confidence < 1) {
				return &exitError{2, fmt.Errorf("--confidence %v: want a number between 0.5 and 1", o.confidence)}
			}
			if o.best != "" {
				return o.response(cmd, s)
			}
			return o.threshold(cmd, s)
		},
	}
	o.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&o.vary, "vary", "", "parameter whose smallest safe value is looked for, such as terms.bond")
	f.StringVar(&o.from, "from", "", "the least value, as it would stand in the scenario")
	f.StringVar(&o.to, "to", "", "the greatest")
	f.StringVar(&o.metric, "metric", "", "what is to be below or above: a column of the runs, a/b, or a/b - c/d (default: what the scenario is about; for a best response, a column, the group's profit)")
	f.StringVar(&o.below, "below", "", `it is safe where the metric is below this, such as "0 ether"`)
	f.StringVar(&o.above, "above", "", "it is safe where the metric is above this")
	f.Float64Var(&o.precision, "precision", 0.02, "how near the answer is, as a share of its size")
	f.Float64Var(&o.confidence, "confidence", 0.99, "of all intervals together")
	f.StringVar(&o.best, "best-response", "", "group whose best strategy is looked for, such as solvers.0 or verifiers.1")
	f.BoolVar(&o.single, "single", false, "try strategies alone, none that change another")
	return cmd
}

// limit reads --below or --above. sign is 1 for below: the condition is sign·metric < sign·limit.
func (o *searchOptions) limit(unit string) (limit, sign float64, err error) {
	if (o.below == "") == (o.above == "") {
		return 0, 0, errors.New("want one of --below and --above")
	}
	text, sign := o.below, 1.0
	if text == "" {
		text, sign = o.above, -1
	}
	if unit == "gwei" && text != "0" {
		n, err := config.Money.Parse(text)
		return float64(n), sign, err
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		return 0, 0, fmt.Errorf("%q: want a number", text)
	}
	return x, sign, nil
}

// probe is a value that was tried.
type probe struct {
	Value string   `json:"value"`
	Runs  uint64   `json:"runs"`
	Mean  *float64 `json:"mean"`
	Low   *float64 `json:"low"`
	High  *float64 `json:"high"`
	Safe  bool     `json:"safe"`
	Dir   string   `json:"dir"`
}

// known is a number for JSON, which has none for NaN and infinity.
func known(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// threshold looks for the smallest safe value.
func (o *searchOptions) threshold(cmd *cobra.Command, s *source) error {
	key, err := config.Find(scenario.Scenario{}, o.vary)
	if err != nil {
		return &exitError{2, fmt.Errorf("--vary: %w", err)}
	}
	scale, err := experiment.ParseScale(key.Unit, whole(key.Kind) && key.Unit == "", o.from, o.to, o.precision)
	if err != nil {
		return &exitError{2, fmt.Errorf("--from, --to: %w", err)}
	}
	base, err := s.experiment([]string{o.vary}, [][]string{{scale.Text(scale.High)}})
	if err != nil {
		return err
	}
	if o.metric == "" {
		o.metric = s.metric()
	}
	unit, err := report.CheckMetric(base.Points[0].Subject.Columns(), o.metric)
	if err != nil {
		return &exitError{2, fmt.Errorf("--metric: %w", err)}
	}
	limit, sign, err := o.limit(unit)
	if err != nil {
		return &exitError{2, err}
	}
	probes := scale.Probes()
	each := 1 - (1-o.confidence)/float64(probes) // Bonferroni: all intervals hold together
	base.Confidence = each
	if err := o.defaultDir(base); err != nil {
		return err
	}
	story := cmd.OutOrStdout()
	if o.json {
		story = cmd.ErrOrStderr()
	}
	condition := fmt.Sprintf("below %s", amount(limit, unit))
	if sign < 0 {
		condition = fmt.Sprintf("above %s", amount(limit, unit))
	}
	fmt.Fprintf(story, "%s: the smallest %s from %s to %s at which %s is %s\n%d runs of each value; at most %d values, whose intervals hold together at %g%%.\n\n", s.name(), o.vary, scale.Text(scale.Low),
		scale.Text(scale.High), o.metric, condition, base.Runs, probes, o.confidence*100)
	found := struct {
		Name       string  `json:"name"`
		Vary       string  `json:"vary"`
		Metric     string  `json:"metric"`
		Unit       string  `json:"unit,omitempty"`
		Condition  string  `json:"condition"`
		Confidence float64 `json:"confidence"`
		Answer     string  `json:"answer,omitempty"` // the smallest safe value; none if there is none
		AtLow      bool    `json:"at_low"`           // it is safe at the low end, and perhaps below
		Probes     []probe `json:"probes"`
	}{Name: s.name(), Vary: o.vary, Metric: o.metric, Unit: unit, Condition: condition, Confidence: o.confidence, Probes: []probe{}}
	console := newConsole(cmd.ErrOrStderr())
	x, first, err := scale.Threshold(func(x float64) (bool, error) {
		value := scale.Text(x)
		e, err := s.experiment([]string{o.vary}, [][]string{{value}})
		if err != nil {
			return false, err
		}
		e.Confidence = each
		dir := filepath.Join(o.dir, fmt.Sprintf("%02d", len(found.Probes)))
		if _, _, err := runExperiment(cmd.Context(), e, dir, o.workers, console); err != nil {
			return false, err
		}
		r, err := experiment.Open(dir)
		if err != nil {
			return false, err
		}
		if err := (&teller{out: story, results: r}).failed(); err != nil {
			return false, err
		}
		at, _, err := report.Estimates(r, o.metric, each)
		if err != nil {
			return false, err
		}
		m := at[0] // NaN where a denominator is 0 in all runs, and then nothing is known
		p := probe{Value: value, Runs: r.Points[0].Runs, Mean: known(m.Mean), Low: known(m.Low), High: known(m.High), Safe: sign > 0 && m.High < limit || sign < 0 && m.Low > limit,
			Dir: filepath.Base(dir)}
		found.Probes = append(found.Probes, p)
		verdict := "not safe"
		switch {
		case p.Safe:
			verdict = "safe"
		case !(m.Low > limit || m.High < limit):
			verdict = "cannot be told apart: more --runs would"
		}
		fmt.Fprintf(story, "  %-20s %s  [%s … %s]  %s\n", value, amount(m.Mean, unit), amount(m.Low, unit), amount(m.High, unit), verdict)
		return p.Safe, nil
	})
	if err != nil && !errors.Is(err, experiment.ErrNowhere) {
		return err
	}
	fmt.Fprintln(story)
	switch {
	case err != nil:
		fmt.Fprintf(story, "It is not safe at %s either: look further up.\n", scale.Text(scale.High))
	case first:
		found.Answer, found.AtLow = scale.Text(x), true
		fmt.Fprintf(story, "It is safe at %s already: look further down.\n", found.Answer)
	default:
		found.Answer = scale.Text(x)
		fmt.Fprintf(story, "%s = %s is safe; below, to %g%%, it is not, or cannot be told.\n", o.vary, found.Answer, o.precision*100)
	}
	return o.keep(cmd, found)
}

// keep writes what a search found to its folder, and to standard output if that is asked for.
func (o *searchOptions) keep(cmd *cobra.Command, found any) error {
	b, err := json.MarshalIndent(found, "", "  ")
	if err != nil {
		return err
	}
	b = append(b, '\n')
	path := filepath.Join(o.dir, "search.json")
	if err := os.WriteFile(path, b, 0o644); err != nil {
		return err
	}
	if o.json {
		_, err = cmd.OutOrStdout().Write(b)
		return err
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "It is kept in %s.\n", path)
	return err
}

// tried is a strategy that was tried.
type tried struct {
	Strategy  string              `json:"strategy"`
	Profit    experimentStatistic `json:"profit"`
	Advantage experimentStatistic `json:"advantage"` // over honest, run by run
}

// experimentStatistic is a mean with its interval, none of which is NaN.
type experimentStatistic struct {
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// response looks for the best strategy of a group.
func (o *searchOptions) response(cmd *cobra.Command, s *source) error {
	params, strategies, metric, err := o.strategies(s)
	if err != nil {
		return &exitError{2, err}
	}
	// A strategy may be impossible in the scenario: it is left out, and said.
	var points [][]string
	var impossible []string
	for _, st := range strategies {
		if _, err := s.subject(params, []string{st}); err != nil {
			if st == strategies[0] {
				return err
			}
			impossible = append(impossible, fmt.Sprintf("  %s: %v", st, err))
			continue
		}
		points = append(points, []string{st})
	}
	e, err := s.experiment(params, points)
	if err != nil {
		return err
	}
	e.Stop = experiment.Stop{} // all strategies have the same runs
	e.Confidence = 1 - (1-o.confidence)/float64(2*len(points))
	if err := o.defaultDir(e); err != nil {
		return err
	}
	story := cmd.OutOrStdout()
	if o.json {
		story = cmd.ErrOrStderr()
	}
	fmt.Fprintf(story, "%s: the best response of %s among %d strategies, by %s; %d runs of each, whose intervals hold together at %g%%.\n", s.name(), o.best, len(points), metric, e.Runs, o.confidence*100)
	if _, _, err := runExperiment(cmd.Context(), e, o.dir, o.workers, newConsole(cmd.ErrOrStderr())); err != nil {
		return err
	}
	r, err := experiment.Open(o.dir)
	if err != nil {
		return err
	}
	if err := (&teller{out: story, results: r}).failed(); err != nil {
		return err
	}
	ranked, unit, err := rank(r, metric)
	if err != nil {
		return &exitError{2, err}
	}
	printRanked(story, ranked, unit)
	for i, line := range impossible {
		if i == 0 {
			fmt.Fprintln(story, "\nNot possible here:")
		}
		fmt.Fprintln(story, line)
	}
	best, verdict := ranked[0], ""
	switch {
	case best.Strategy == points[0][0]:
		verdict = "Being honest pays best."
	case best.Advantage.Low > 0:
		verdict = fmt.Sprintf("%s pays better than being honest.", best.Strategy)
	default:
		verdict = fmt.Sprintf("No strategy is shown to pay better than being honest; %s may.", best.Strategy)
	}
	fmt.Fprintf(story, "\n%s\n", verdict)
	return o.keep(cmd, struct {
		Name       string  `json:"name"`
		Group      string  `json:"group"`
		Metric     string  `json:"metric"`
		Unit       string  `json:"unit,omitempty"`
		Confidence float64 `json:"confidence"`
		Runs       uint64  `json:"runs"` // of each
		Best       string  `json:"best"`
		Verdict    string  `json:"verdict"`
		Tried      []tried `json:"tried"`
	}{s.name(), o.best, metric, unit, o.confidence, e.Runs, best.Strategy, verdict, ranked})
}

// mostRanked is how many strategies are shown; all are kept.
const mostRanked = 20

// printRanked shows the best strategies, and honesty.
func printRanked(out io.Writer, ranked []tried, unit string) {
	fmt.Fprintln(out)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "strategy\tearns\tinterval\tmore than honest\tinterval\n")
	rows := alike(ranked)
	for i, r := range rows {
		t := r[0]
		if i >= mostRanked && t.Strategy != "[honest]" {
			continue
		}
		name := t.Strategy
		if len(r) > 1 {
			name += fmt.Sprintf(" and %d alike", len(r)-1)
		}
		fmt.Fprintf(w, "%s\t%s\t%s … %s\t%s\t%s … %s\n", name, amount(t.Profit.Mean, unit), amount(t.Profit.Low, unit), amount(t.Profit.High, unit),
			amount(t.Advantage.Mean, unit), amount(t.Advantage.Low, unit), amount(t.Advantage.High, unit))
	}
	w.Flush()
	if len(rows) > mostRanked {
		fmt.Fprintf(out, "… of %d.\n", len(ranked))
	}
}

// alike puts strategies together that earn the same, such as honesty with what changes only cheats; each lot begins with honesty, or else with the first.
func alike(ranked []tried) (rows [][]tried) {
	for _, t := range ranked {
		i := slices.IndexFunc(rows, func(r []tried) bool { return r[0].Profit == t.Profit && r[0].Advantage == t.Advantage })
		switch {
		case i < 0:
			rows = append(rows, []tried{t})
		case t.Strategy == "[honest]":
			rows[i] = append([]tried{t}, rows[i]...)
		default:
			rows[i] = append(rows[i], t)
		}
	}
	return rows
}
