// Package plotspec is how a scenario asks for plots: the elements of its list report.plots. What each kind draws is in package figure; how it is
// filled from results, in package report.
package plotspec

// Plot is one plot of a report. A report always has two more: profit by strategy, and convergence of the main metric.
type Plot struct {
	Kind      string  `yaml:"kind" required:"true" oneof:"map curve validation strategies shares paths times spend sensitivity convergence" doc:"What is drawn: map (a metric over two swept parameters, with its safe region), curve (a metric against one), validation (simulated against closed form), strategies (profit of each group), shares (of strategies over time), paths (of a series over time, with ruin), times (distribution of a duration), spend (attacker's against defender's), sensitivity (what each swept parameter does), convergence (running mean)."`
	Title     string  `yaml:"title" default:"" most:"160" doc:"The title; each kind has its own where it is empty."`
	Metric    string  `yaml:"metric" default:"" most:"160" doc:"A metric of the runs, or two as a/b for their ratio; for shares and paths, a series or the beginning of several. Each kind has its own where it is empty."`
	Label     string  `yaml:"label" default:"" most:"80" doc:"What the metric is called in the plot; its own name where it is empty."`
	X         string  `yaml:"x" default:"" most:"160" doc:"For map, curve and validation: the swept parameter along x, as a path; the first one swept where it is empty. For spend: the metric along x."`
	Y         string  `yaml:"y" default:"" most:"160" doc:"For map: the swept parameter along y; for curve: the one whose values are lines of their own. The second one swept where it is empty; for curve, none leaves one line."`
	LogX      bool    `yaml:"log_x" default:"false" doc:"A logarithmic axis along x."`
	LogY      bool    `yaml:"log_y" default:"false" doc:"A logarithmic axis along y."`
	Limit     float64 `yaml:"limit" default:"0" min:"-1e30" max:"1e30" doc:"For map: the value of the metric (gwei, seconds, or as it is) beyond which a point is unsafe."`
	Unsafe    string  `yaml:"unsafe" default:"above" oneof:"above below" doc:"For map: on which side of the limit a point is unsafe."`
	Exact     string  `yaml:"exact" default:"" most:"60" doc:"For map, curve and validation: the closed form that is drawn over the simulation, by its name; for shares one or two, with a space between, that are drawn as levels. None where it is empty."`
	Threshold string  `yaml:"threshold" default:"" most:"60" doc:"For curve: the closed form of the value of x at which something changes, by its name; none where it is empty."`
}
