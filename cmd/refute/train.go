package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"refute/checkpoint/job/jobfile"
	"refute/examples"
	"refute/trainer/isa"
)

// trainOptions are the flags of train.
type trainOptions struct {
	job     string // as it was named
	steps   uint32
	until   uint32
	seed    uint64
	set     []string
	dataDir string
	dir     string
	key     string
	commit  bool
	json    bool
	warmup  uint32
	threads int
	compute computeOptions
	isa     string
	eval    bool
	export  string
	profile string

	sample      int // characters
	prompt      string
	temperature float64
	sampleSeed  uint64

	temporary bool // dir is removed at the end
}

// defaultWarmup is how many steps are not timed if the flags do not say: buffers and plans are made in them.
const defaultWarmup = 5

// Bounds of the sampling.
const (
	maxSample = 1 << 20
	maxPrompt = 64 << 10
)

// maxThreads bounds --threads.
const maxThreads = 1024

func trainCommand() *cobra.Command {
	o := trainOptions{}
	cmd := &cobra.Command{
		Use:   "train JOB",
		Short: "Train a model on this machine, with a signed commitment to every step",
		Long: `Trains the model of a job file, docs/jobs.md says what is in one. JOB is a path
(with a dot or a slash in it), or the name of a job that comes with the command:
` + strings.Join(examples.Names(), ", ") + `.

After every step the state is hashed, and the root is signed, logged and published to
a NATS server in this process. All of it is in a directory of its own, named after the
job and the hash of its spec. Stop with Ctrl-C when you like: the same command goes
on where it was, to the same bits. After a crash, the steps since the last checkpoint
are computed again, and must give the roots that were logged.

The signatures are for no chain: they bind nobody's money. The key is made in the
directory if none is named.

With --json one object comes last on standard output, and the rest goes to standard
error. It has ms_per_step: the wall time from the end of the warm-up until the last
commitment is acknowledged, over the steps. With --json and no --dir the directory is
a temporary one, so that every run begins anew.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.job = args[0]
			return runTrain(cmd, &o)
		},
	}
	f := cmd.Flags()
	f.Uint32Var(&o.steps, "steps", 0, "steps of the job, in place of the file's; another number is another job")
	f.Uint32Var(&o.until, "until", 0, "stop after this step, as if interrupted (default: the last)")
	f.Uint64Var(&o.seed, "seed", 0, "seed, in place of the file's")
	f.StringArrayVar(&o.set, "set", nil, "KEY=VALUE set in the job file, such as model.hidden=[1024]; may be given again")
	f.StringVar(&o.dataDir, "data-dir", "", "folder of the data set's files (default: of Debian's package)")
	f.StringVar(&o.dir, "dir", "", "folder of the run (default: refute-train/<job>-<spec>)")
	f.StringVar(&o.key, "key", "", "file of the key that signs, 64 hexadecimal digits, readable by you alone (default: key in the folder, made if need be)")
	f.BoolVar(&o.commit, "commit", true, "hash, sign, log and publish the state after every step")
	f.BoolVar(&o.json, "json", false, "a JSON object on standard output, the story on standard error")
	f.Uint32Var(&o.warmup, "warmup", defaultWarmup, "first steps that are not timed; at most half of them")
	f.IntVar(&o.threads, "threads", 0, "threads that compute (default: all processors)")
	o.compute.flags(f)
	o.compute.parallelFlags(f)
	f.StringVar(&o.isa, "isa", "", "vector instructions: "+levels()+" (default: the best that this machine has)")
	f.BoolVar(&o.eval, "evaluate", true, "measure the model after the last step")
	f.StringVar(&o.export, "export", "", "write the parameters to this safetensors file")
	f.IntVar(&o.sample, "sample", 0, "characters of text to write at the end, by a gpt")
	f.StringVar(&o.prompt, "prompt", "", "text that the sample continues (default: a new line)")
	f.Float64Var(&o.temperature, "temperature", 0.8, "of the sample; 0: always the most likely character")
	f.Uint64Var(&o.sampleSeed, "sample-seed", 1, "of the sample's chance")
	f.StringVar(&o.profile, "profile", "", "folder for a CPU profile (cpu.pprof) and a timeline of some steps (timeline.json, for ui.perfetto.dev)")
	return cmd
}

func levels() string {
	var s []string
	for _, l := range isa.Levels() {
		s = append(s, l.String())
	}
	return strings.Join(s, ", ")
}

// runTrain checks the flags, reads the job and trains it.
func runTrain(cmd *cobra.Command, o *trainOptions) error {
	flags := cmd.Flags()
	if o.threads < 0 || o.threads > maxThreads || flags.Changed("threads") && o.threads == 0 {
		return &exitError{2, fmt.Errorf("--threads %d, allowed are 1 to %d", o.threads, maxThreads)}
	}
	if err := o.compute.check(); err != nil {
		return err
	}
	switch {
	case o.sample < 0 || o.sample > maxSample:
		return &exitError{2, fmt.Errorf("--sample %d, allowed are 0 to %d", o.sample, maxSample)}
	case len(o.prompt) > maxPrompt:
		return &exitError{2, fmt.Errorf("--prompt of %d bytes, allowed are %d", len(o.prompt), maxPrompt)}
	case !(o.temperature >= 0 && o.temperature <= 1e6):
		return &exitError{2, fmt.Errorf("--temperature %v, allowed are 0 to 1e6", o.temperature)}
	}
	if o.threads == 0 {
		o.threads = runtime.GOMAXPROCS(0)
	}
	processors := o.threads
	if o.commit { // those who compute wait without sleeping: who signs, logs and publishes would wait for one of them
		processors++
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
	if o.isa != "" {
		l, err := isa.Parse(o.isa)
		if err != nil {
			return &exitError{2, fmt.Errorf("--isa: %w", err)}
		}
		defer isa.Use(l)()
	}
	sets := o.set
	if flags.Changed("steps") {
		sets = append(sets, "steps="+strconv.FormatUint(uint64(o.steps), 10))
	}
	if flags.Changed("seed") {
		sets = append(sets, "seed="+strconv.FormatUint(o.seed, 10))
	}
	file, err := jobfile.Open(o.job, sets)
	if err != nil {
		return &exitError{2, err}
	}
	if flags.Changed("until") && (o.until < 1 || o.until > file.Steps) {
		return &exitError{2, fmt.Errorf("--until %d, allowed are 1 to %d, the steps", o.until, file.Steps)}
	}
	if o.until == 0 {
		o.until = file.Steps
	}
	if o.export != "" { // before the training, not after it
		if info, err := os.Stat(filepath.Dir(o.export)); err != nil || !info.IsDir() {
			return &exitError{2, fmt.Errorf("--export: %s is no folder: make it first", filepath.Dir(o.export))}
		}
	}
	if o.sample > 0 && file.Model.Kind != "gpt" {
		return &exitError{2, fmt.Errorf("--sample: a model of kind %s writes no text, a gpt does", file.Model.Kind)}
	}
	story := cmd.OutOrStdout()
	if o.json {
		story = cmd.ErrOrStderr()
	}
	r, err := openTraining(cmd.Context(), o, file, newConsole(story))
	if err != nil {
		return err
	}
	result, err := r.run(cmd.Context())
	if err := errors.Join(err, r.close()); err != nil {
		return err
	}
	if o.json {
		return result.writeJSON(cmd.OutOrStdout())
	}
	return nil
}

// jobName returns what a job is called: its file's name without folder and ending.
func jobName(job string) string {
	name := filepath.Base(job)
	if n := strings.TrimSuffix(name, filepath.Ext(name)); n != "" {
		return n
	}
	return name
}

// makeDir makes the directory of the run, or a temporary one.
func (o *trainOptions) makeDir(spec string) error {
	switch {
	case o.dir == "" && o.json:
		dir, err := os.MkdirTemp("", "refute-train-")
		o.dir, o.temporary = dir, true
		return err
	case o.dir == "":
		o.dir = filepath.Join("refute-train", jobName(o.job)+"-"+spec)
	}
	return os.MkdirAll(o.dir, 0o755)
}
