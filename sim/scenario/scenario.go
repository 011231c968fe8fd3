// Package scenario reads scenario files: what is simulated, how often, and what is kept. The Go struct is the format, by the rules of package
// config, as with job files.
package scenario

import (
	"refute/sim/kernel"
	"refute/sim/ledger"
	"refute/sim/report/plotspec"
)

// Scenario is one file.
type Scenario struct {
	Name     string `yaml:"name" default:"" most:"64" doc:"What the scenario is called."`
	About    string `yaml:"about" default:"" most:"600" doc:"The question that it answers, in a sentence or two."`
	Seed     uint64 `yaml:"seed" default:"1" min:"0" max:"18446744073709551615" doc:"From which all randomness is derived."`
	Runs     int    `yaml:"runs" default:"1000" min:"1" max:"10000000" doc:"How often it is simulated, each time with other random numbers."`
	Tasks    int    `yaml:"tasks" default:"100" min:"1" max:"10000000" doc:"Tasks in a run."`
	Fidelity string `yaml:"fidelity" default:"abstract" oneof:"abstract game evm" doc:"How disputes are played: by outcome, cost and duration; by the protocol's state machine, move by move; by the compiled contracts."`

	Task      Task        `yaml:"task" doc:"What is to be computed, for how much."`
	Terms     Terms       `yaml:"terms" doc:"The terms of the jobs, as on chain."`
	Scheme    Scheme      `yaml:"scheme" doc:"What verifiers are paid for."`
	Solvers   []Solvers   `yaml:"solvers" default:"[]" most:"64" doc:"Groups of solvers."`
	Verifiers []Verifiers `yaml:"verifiers" default:"[]" most:"64" doc:"Groups of verifiers."`
	Network   Network     `yaml:"network" doc:"How messages and transactions travel, and when nodes are away."`
	Chain     Chain       `yaml:"chain" doc:"Blocks, gas, and who can delay transactions."`
	Learn     Learn       `yaml:"learn" doc:"How groups with several arms change their ways."`
	Stop      Stop        `yaml:"stop" doc:"When there have been enough runs."`
	Output    Output      `yaml:"output" doc:"What is kept besides a row for each run."`
	Sweep     []Parameter `yaml:"sweep" default:"[]" most:"8" doc:"What refute sim sweep varies."`
	Report    Report      `yaml:"report" doc:"What the report shows."`
}

// Task describes the tasks of a run. All are alike, but for those of the cheap kind.
type Task struct {
	Steps    int64       `yaml:"steps" default:"1000" min:"1" max:"1048576" doc:"Training steps of a task."`
	Reward   ledger.Gwei `yaml:"reward" unit:"money" default:"1 ether" min:"0 ether" max:"1000000 ether" doc:"What the client pays for a finished task."`
	Cost     ledger.Gwei `yaml:"cost" unit:"money" default:"0.6 ether" min:"0 ether" max:"1000000 ether" doc:"What computing all steps costs an honest solver."`
	Audit    float64     `yaml:"audit" default:"1.16" min:"0" max:"1000" doc:"What auditing a step costs, in costs of computing it."`
	Harm     ledger.Gwei `yaml:"harm" unit:"money" default:"1 ether" min:"0 ether" max:"1000000 ether" doc:"What a wrong result that is paid for costs the client."`
	Every    kernel.Time `yaml:"every" unit:"time" default:"1h" min:"0s" max:"3650d" doc:"Mean time between two tasks."`
	Arrival  string      `yaml:"arrival" default:"fixed" oneof:"fixed poisson" doc:"Whether tasks come at equal or at exponential times."`
	StepTime kernel.Time `yaml:"step_time" unit:"time" default:"1s" min:"0s" max:"1d" doc:"How long a step takes, to compute or to audit."`
	Rounds   int         `yaml:"rounds" default:"1" min:"0" max:"2" doc:"How long the sums are that disputes are about: 0 is one window, 1 up to 256, 2 up to 65,536. Where all is published a game then takes 4, 6 or 8 moves."`

	CheapShare  float64     `yaml:"cheap_share" default:"0" min:"0" max:"1" doc:"The share of tasks that are cheap and of no use, posted to be easily proven: only those that farm take them."`
	CheapCost   ledger.Gwei `yaml:"cheap_cost" unit:"money" default:"0 ether" min:"0 ether" max:"1000000 ether" doc:"What such a task costs to compute."`
	CheapReward ledger.Gwei `yaml:"cheap_reward" unit:"money" default:"0 ether" min:"0 ether" max:"1000000 ether" doc:"What is paid for it, by who posts it."`
	CheapSteps  int64       `yaml:"cheap_steps" default:"1" min:"1" max:"1048576" doc:"Its steps."`
}

// Terms are a job's terms on chain; docs/protocol.md, sections 3 and 4. Their defaults are those of chain.DefaultTerms.
type Terms struct {
	Bond          ledger.Gwei `yaml:"bond" unit:"money" default:"10 ether" min:"0 ether" max:"1000000 ether" doc:"What a solver stakes on a task."`
	ChallengeBond ledger.Gwei `yaml:"challenge_bond" unit:"money" default:"0.05 ether" min:"0 ether" max:"1000000 ether" doc:"What a challenger stakes on a game."`
	Share         float64     `yaml:"share" default:"0.2" min:"0" max:"1" doc:"The share of a slashed bond that is split among those who challenged first; the rest is burnt. The contract allows 0.5 at most."`
	Late          float64     `yaml:"late" default:"0.1" min:"0" max:"0.5" doc:"The share of the bond that is burnt when a deadline is missed."`
	EpochTime     kernel.Time `yaml:"epoch_time" unit:"time" default:"2h" min:"1s" max:"365d" doc:"In what time after it was taken a task must be anchored."`
	Window        kernel.Time `yaml:"window" unit:"time" default:"4h" min:"0s" max:"365d" doc:"How long an anchor can be challenged."`
	Clock         kernel.Time `yaml:"clock" unit:"time" default:"4h" min:"1s" max:"365d" doc:"Each side's time in a game."`
	Extension     kernel.Time `yaml:"extension" unit:"time" default:"10m" min:"0s" max:"365d" doc:"What a side has at least for each move."`
	Clocks        string      `yaml:"clocks" default:"chess" oneof:"chess move" doc:"Whether time is counted over all moves with an extension, as in the contract, or for each move alone (extension)."`
}

// Scheme says what verifiers are paid for, beyond the share of a slashed bond.
type Scheme struct {
	Kind         string `yaml:"kind" default:"slash" oneof:"slash audit jackpot posp attention" doc:"slash: shares of slashed bonds alone. audit: drawn auditors show trace roots and are paid. jackpot: errors are forced and finding them is paid. posp: some tasks are computed again by drawn validators. attention: verifiers are tested."`
	CommitReveal bool   `yaml:"commit_reveal" default:"true" doc:"Whether what verifiers find stays sealed until all have committed to it."`

	Auditors   int         `yaml:"auditors" default:"2" min:"1" max:"1000" only:"kind=audit posp" doc:"How many are drawn, by stake, with replacement."`
	AuditSteps int64       `yaml:"audit_steps" default:"1" min:"1" max:"1048576" only:"kind=audit" doc:"Steps that are drawn for all auditors of a task."`
	AuditPay   ledger.Gwei `yaml:"audit_pay" unit:"money" default:"0.01 ether" min:"0 ether" max:"1000000 ether" only:"kind=audit posp" doc:"What the client pays for a task's audit: the equal answers split it (audit); each validator gets it (posp)."`
	Check      float64     `yaml:"check" default:"0.1" min:"0" max:"1" only:"kind=audit posp" doc:"The share of tasks that are audited."`

	Forced  float64     `yaml:"forced" default:"0.02" min:"0" max:"1" only:"kind=jackpot" doc:"The share of tasks in which the solver is told to show a wrong result."`
	Jackpot ledger.Gwei `yaml:"jackpot" unit:"money" default:"10 ether" min:"0 ether" max:"1000000 ether" only:"kind=jackpot" doc:"What finding a forced error is worth to one who finds it alone."`
	Curve   string      `yaml:"curve" default:"halving" oneof:"halving equal" only:"kind=jackpot" doc:"What each of k finders gets: 2^-(k-1) or 1/k of the jackpot."`
	Tax     ledger.Gwei `yaml:"tax" unit:"money" default:"0.2 ether" min:"0 ether" max:"1000000 ether" only:"kind=jackpot" doc:"What each task pays into the pot of which jackpots are paid."`
	Pot     ledger.Gwei `yaml:"pot" unit:"money" default:"100 ether" min:"0 ether" max:"1000000 ether" only:"kind=jackpot" doc:"What is in the pot at the beginning."`

	Tests   float64     `yaml:"tests" default:"0.1" min:"0" max:"1" only:"kind=attention" doc:"The chance that a verifier is asked about a task whether it checked it."`
	Penalty ledger.Gwei `yaml:"penalty" unit:"money" default:"0.1 ether" min:"0 ether" max:"1000000 ether" only:"kind=attention" doc:"What one loses that has no answer, or has passed a task that turned out wrong."`
	Bounty  ledger.Gwei `yaml:"bounty" unit:"money" default:"0 ether" min:"0 ether" max:"1000000 ether" doc:"What finding a wrong task is worth besides the share, to all finders together; the client pays it."`

	Subsidy   ledger.Gwei `yaml:"subsidy" unit:"money" default:"0 ether" min:"0 ether" max:"1000000 ether" doc:"What the protocol mints for each finished task, useful or not."`
	SubsidyBy string      `yaml:"subsidy_by" default:"task" oneof:"task step" doc:"Whether each task gets all of it, or a cheap one as much less as it has fewer steps."`
	Judge     string      `yaml:"judge" default:"referee" oneof:"referee committee" doc:"Who decides a dispute: the contract's arithmetic, or a vote of verifiers."`
	Committee int         `yaml:"committee" default:"5" min:"1" max:"999" doc:"Members of the committee, drawn by stake, with replacement."`
}

// Solvers is a group of solvers that are alike.
type Solvers struct {
	Name     string      `yaml:"name" required:"true" most:"32" doc:"What the group is called in results."`
	Count    int         `yaml:"count" default:"1" min:"1" max:"1000000" doc:"How many there are."`
	Strategy []string    `yaml:"strategy" default:"[honest]" most:"8" oneof:"honest skip substitute poison imprecise gamble rational endgame withhold silent late leak ally selfchallenge counter equivocate stall drag bribe dodge grind censor farm" doc:"What they do, one after the other: the first make a plan, the later ones change it."`
	Arms     []string    `yaml:"arms" default:"[]" most:"8" oneof:"honest skip substitute poison imprecise withhold silent late stall" doc:"What a learning group chooses from, instead of the first strategy."`
	Bankroll ledger.Gwei `yaml:"bankroll" unit:"money" default:"1000 ether" min:"0 ether" max:"1000000 ether" doc:"What each has at the beginning."`
	Bad      int64       `yaml:"bad" default:"1" min:"0" max:"1048576" doc:"Steps that skip leaves out, or poison and imprecise get wrong."`
	Saves    float64     `yaml:"saves" default:"0.9" min:"0" max:"1" doc:"The share of the cost that substitute saves."`
	Gain     ledger.Gwei `yaml:"gain" unit:"money" default:"0 ether" min:"0 ether" max:"1000000 ether" doc:"What a cheat that is not found is worth, besides what it saves."`
	Chance   float64     `yaml:"chance" default:"0.1" min:"0" max:"1" doc:"How often gamble cheats, or a machine of the imprecise errs; also the share of the second arm at the beginning."`
	Believes float64     `yaml:"believes" default:"0.5" min:"0" max:"1" doc:"The probability of being caught that the rational reckon with."`
	Last     float64     `yaml:"last" default:"0.05" min:"0" max:"1" doc:"In which last share of the run endgame cheats."`
	Bribe    ledger.Gwei `yaml:"bribe" unit:"money" default:"0 ether" min:"0 ether" max:"1000000 ether" doc:"What bribe offers each verifier that found something, for its silence."`
	Hands    int         `yaml:"hands" default:"1" min:"1" max:"64" doc:"Under how many names selfchallenge and counter open games against themselves."`
	Foresees float64     `yaml:"foresees" default:"1" min:"0" max:"1" doc:"How often dodge knows a predictable verifier's sample."`
	Grinds   int         `yaml:"grinds" default:"1" min:"0" max:"1000" doc:"How often grind can draw the auditors again."`
	Budget   ledger.Gwei `yaml:"budget" unit:"money" default:"1 ether" min:"0 ether" max:"1000000 ether" doc:"What censor spends at most on keeping one challenger's transactions out of a task."`
	Answer   kernel.Time `yaml:"answer" unit:"time" default:"0s" min:"0s" max:"1d" doc:"How long its machine takes for each answer in a game; answers of several games wait for one another."`
	Speed    float64     `yaml:"speed" default:"1" min:"0.000001" max:"1000000" doc:"How fast its machine is: 2 computes a step in half the time."`
	Region   int         `yaml:"region" default:"0" min:"0" max:"15" doc:"Where they are, see network."`
}

// Verifiers is a group of verifiers that are alike.
type Verifiers struct {
	Name     string      `yaml:"name" required:"true" most:"32" doc:"What the group is called in results."`
	Count    int         `yaml:"count" default:"1" min:"1" max:"1000000" doc:"How many there are."`
	Strategy []string    `yaml:"strategy" default:"[honest]" most:"8" oneof:"honest lazy copier partial predictor predictable sybil bribed ally griefer sniper leaves noisy drag private" doc:"What they do, one after the other: the first say whether they audit, the later ones change how."`
	Arms     []string    `yaml:"arms" default:"[]" most:"8" oneof:"honest lazy copier partial" doc:"What a learning group chooses from, instead of the first strategy."`
	Bankroll ledger.Gwei `yaml:"bankroll" unit:"money" default:"100 ether" min:"0 ether" max:"1000000 ether" doc:"What each has at the beginning; one that cannot pay an audit any more is ruined."`
	Stake    float64     `yaml:"stake" default:"1" min:"0" max:"1000000" doc:"Each one's weight where auditors, validators and committees are drawn."`
	Rate     float64     `yaml:"rate" default:"1" min:"0" max:"1" doc:"Which share of tasks each looks at; also the share of the second arm at the beginning, where they learn."`
	Sample   int64       `yaml:"sample" default:"0" min:"0" max:"1048576" doc:"Steps of a task that are audited, drawn without replacement; 0 is all."`
	Each     float64     `yaml:"each" default:"0" min:"0" max:"1" doc:"If above 0: the chance of each step to be audited, instead of sample."`
	Part     float64     `yaml:"part" default:"0.5" min:"0" max:"1" doc:"Which share of its sample a partial verifier really computes."`
	Foresees float64     `yaml:"foresees" default:"1" min:"0" max:"1" doc:"How often a predictor knows whether there is something to be found."`
	Sybils   int         `yaml:"sybils" default:"2" min:"1" max:"64" doc:"Under how many names sybil claims."`
	Accuses  float64     `yaml:"accuses" default:"1" min:"0" max:"1" doc:"How often a griefer challenges a task, right or wrong."`
	Noise    float64     `yaml:"noise" default:"0" min:"0" max:"1" doc:"How often a noisy verifier's audit of a right task finds something."`
	Patience int         `yaml:"patience" default:"20" min:"1" max:"1000000" doc:"Over how many tasks in a row leaves bears a loss."`
	Speed    float64     `yaml:"speed" default:"1" min:"0.000001" max:"1000000" doc:"How fast its machine is."`
	Queue    bool        `yaml:"queue" default:"false" doc:"Whether a machine audits one task after the other; otherwise as many as come at once."`
	Region   int         `yaml:"region" default:"0" min:"0" max:"15" doc:"Where they are, see network."`
}

// Network says how messages and transactions travel.
type Network struct {
	Latency  kernel.Time `yaml:"latency" unit:"time" default:"1s" min:"0s" max:"365d" doc:"Mean delay of a message, or of a transaction until it is included."`
	Delay    string      `yaml:"delay" default:"exponential" oneof:"fixed uniform exponential" doc:"Its distribution: uniform is from 0 to twice the mean."`
	Loss     float64     `yaml:"loss" default:"0" min:"0" max:"0.99" doc:"The chance that a message is lost and sent again."`
	Again    kernel.Time `yaml:"again" unit:"time" default:"10s" min:"1ms" max:"1d" doc:"After how long it is sent again."`
	Distance kernel.Time `yaml:"distance" unit:"time" default:"0s" min:"0s" max:"1d" doc:"What each region between sender and chain (region 0) adds to a delay."`

	Up   kernel.Time `yaml:"up" unit:"time" default:"0s" min:"0s" max:"3650d" doc:"Mean time for which a verifier is there; 0s is always. Exponential."`
	Down kernel.Time `yaml:"down" unit:"time" default:"1h" min:"1ms" max:"3650d" doc:"Mean time for which it is away. Exponential."`

	CrashEvery kernel.Time `yaml:"crash_every" unit:"time" default:"0s" min:"0s" max:"3650d" doc:"Mean time between crashes of many verifiers at once; 0s is never."`
	CrashShare float64     `yaml:"crash_share" default:"0.5" min:"0" max:"1" doc:"Which share of verifiers each crash takes."`
	CrashTime  kernel.Time `yaml:"crash_time" unit:"time" default:"1h" min:"1ms" max:"3650d" doc:"For how long."`

	PartitionEvery kernel.Time `yaml:"partition_every" unit:"time" default:"0s" min:"0s" max:"3650d" doc:"Mean time between partitions; 0s is never. Those on the wrong side reach neither the chain nor the others."`
	PartitionShare float64     `yaml:"partition_share" default:"0.5" min:"0" max:"1" doc:"Which share of solvers and verifiers is on the wrong side."`
	PartitionTime  kernel.Time `yaml:"partition_time" unit:"time" default:"10m" min:"1ms" max:"3650d" doc:"How long a partition lasts."`

	Eclipse float64 `yaml:"eclipse" default:"0" min:"0" max:"1" doc:"Which share of verifiers a cheating solver keeps from seeing its anchors."`
}

// Chain describes blocks and gas.
type Chain struct {
	Block      kernel.Time `yaml:"block" unit:"time" default:"12s" min:"0s" max:"1h" doc:"Time between blocks; what arrives is included with the next one. 0s: at once."`
	GasPrice   ledger.Gwei `yaml:"gas_price" unit:"money" default:"5 gwei" min:"0 gwei" max:"10000 gwei" doc:"Price of a unit of gas."`
	GasCap     ledger.Gwei `yaml:"gas_cap" unit:"money" default:"5 gwei" min:"0 gwei" max:"10000 gwei" doc:"Up to which price the loser of a game repays the winner's gas."`
	SpikeEvery kernel.Time `yaml:"spike_every" unit:"time" default:"0s" min:"0s" max:"3650d" doc:"Mean time between spikes of the gas price; 0s is never."`
	SpikeTime  kernel.Time `yaml:"spike_time" unit:"time" default:"1h" min:"1ms" max:"3650d" doc:"How long a spike lasts."`
	Spike      float64     `yaml:"spike" default:"10" min:"1" max:"10000" doc:"By what the price is multiplied meanwhile."`
	CensorFee  ledger.Gwei `yaml:"censor_fee" unit:"money" default:"1 ether" min:"0 gwei" max:"1000000 ether" doc:"What it costs to keep one party's transactions out of one block."`
	TokenFall  float64     `yaml:"token_fall" default:"1" min:"0.000001" max:"1" doc:"To which part of its value the coin falls in the middle of the run: costs and gains outside are then worth as many times more coins."`
}

// Learn says how groups with arms change their ways.
type Learn struct {
	Kind    string  `yaml:"kind" default:"none" oneof:"none best-response fictitious-play replicator bandit" doc:"Best response to the last period; to the mean of all; growth by relative profit; exponential weights on what was tried (Exp3)."`
	Every   int     `yaml:"every" default:"10" min:"1" max:"1000000" doc:"Tasks in a period."`
	Rate    float64 `yaml:"rate" default:"0.1" min:"0" max:"1" doc:"How far each period's change goes."`
	Explore float64 `yaml:"explore" default:"0.02" min:"0" max:"0.5" doc:"The share that goes to arms at random, so that each is tried."`
}

// Stop ends an experiment before all runs when the mean of a metric is known well enough.
type Stop struct {
	Metric     string  `yaml:"metric" default:"" most:"96" doc:"A column of runs.parquet; empty: all runs are made."`
	Width      float64 `yaml:"width" default:"0" min:"0" max:"1000000000000000000" doc:"The interval's half width that is enough, in the metric's unit."`
	Relative   bool    `yaml:"relative" default:"false" doc:"Whether width is a share of the mean's size."`
	Confidence float64 `yaml:"confidence" default:"0.95" min:"0.5" max:"0.9999" doc:"Of all intervals in summaries, and of this one."`
	Least      int     `yaml:"least" default:"100" min:"2" max:"10000000" doc:"How many runs are made at least."`
}

// Output says what is kept of a run besides its row.
type Output struct {
	SeriesEvery int      `yaml:"series_every" default:"0" min:"0" max:"1000000" doc:"Every how many tasks the series are sampled; 0 is never."`
	SeriesRuns  int      `yaml:"series_runs" default:"100" min:"0" max:"1000000" doc:"Of how many runs, the first ones, the series are kept."`
	Events      []string `yaml:"events" default:"[]" most:"32" oneof:"all task anchor audit found open move verdict slash share burn finish jackpot miss leave ruin learn" doc:"Which events are kept."`
	EventRuns   int      `yaml:"event_runs" default:"1" min:"0" max:"1000000" doc:"Of how many runs, the first ones, events are kept."`
}

// Report says what the report of an experiment shows.
type Report struct {
	Metric string          `yaml:"metric" default:"" most:"160" doc:"The metric that the experiment is about, or two as a/b or a - b; by itself the one that it stops by, or that of the first plot."`
	Plots  []plotspec.Plot `yaml:"plots" default:"[]" most:"16" doc:"Plots, besides profit by strategy and convergence of the metric, which are always there."`
}

// Parameter is what a sweep varies.
type Parameter struct {
	Path   string   `yaml:"path" required:"true" most:"96" doc:"A key of the scenario, such as terms.bond or verifiers.0.rate."`
	Values []string `yaml:"values" default:"[]" most:"256" doc:"The values, as they would stand in the file."`
	From   float64  `yaml:"from" default:"0" min:"-1000000000000" max:"1000000000000" doc:"Without values: the first of a range."`
	To     float64  `yaml:"to" default:"0" min:"-1000000000000" max:"1000000000000" doc:"The last."`
	Unit   string   `yaml:"unit" default:"none" oneof:"none ether gwei ms s m h d whole" doc:"The unit of the range; whole: rounded to whole numbers."`
	Count  int      `yaml:"count" default:"5" min:"1" max:"1024" doc:"How many values a grid takes of the range."`
	Log    bool     `yaml:"log" default:"false" doc:"Whether the values' ratios are equal, rather than their differences."`
}
