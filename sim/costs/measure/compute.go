package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"refute/checkpoint"
	"refute/checkpoint/job"
	"refute/checkpoint/job/jobfile"
	"refute/checkpoint/replay"
	"refute/sim/costs"
	"refute/trainer"
	"refute/trainer/cpu"
	"refute/trainer/isa"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// reference are the jobs whose steps are measured, with how many steps make one measurement.
var reference = []struct {
	name  string
	steps int
}{{"mlp", 200}, {"cnn", 60}, {"gpt", 6}}

// rounds of measurements, in turn; the least of each is taken, since what else the machine does only adds.
const rounds = 7

// compute measures the jobs, with the command that users run and, for audits, with what a verifier runs.
func compute(work string) ([]costs.Job, error) {
	command := filepath.Join(work, "refute")
	if out, err := exec.Command("go", "build", "-o", command, "./cmd/refute").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go build ./cmd/refute: %w: %s", err, out)
	}
	var all []costs.Job
	for _, ref := range reference {
		j, err := measureJob(command, ref.name, ref.steps)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", ref.name, err)
		}
		all = append(all, *j)
	}
	return all, nil
}

func measureJob(command, name string, steps int) (*costs.Job, error) {
	file, err := jobfile.Open(name, nil)
	if err != nil {
		return nil, err
	}
	_, m, err := file.Build("")
	if err != nil {
		return nil, err // the data set is missing: the error says where it is found
	}
	m.SetSeed(1)
	a, err := newAudit(&job.Job{Programs: m.Programs(), Schedule: m.Schedule, Consts: m.Consts, Seed: 1, Steps: uint32(1 + steps), EpochLength: 1})
	if err != nil {
		return nil, err
	}
	out := &costs.Job{Name: name, StateBytes: trainer.StateBytes(m.Programs()[0])}
	var step, committed, bare, audited, traced, load []float64
	for round := range rounds {
		for _, commit := range []bool{round%2 == 0, round%2 != 0} { // neither always first
			t, err := train(command, name, steps, commit)
			if err != nil {
				return nil, err
			}
			out.Parameters = t.Parameters
			if commit {
				committed = append(committed, t.Ms/1000)
			} else {
				step = append(step, t.Ms/1000)
			}
		}
		b, t, l, again, err := a.round()
		if err != nil {
			return nil, err
		}
		bare, traced, load, audited = append(bare, b), append(traced, t), append(load, l), append(audited, again)
	}
	// What is measured in this process, as ratios to the bare steps in it.
	out.Step, out.Committed, out.Load = slices.Min(step), slices.Min(committed), slices.Min(load)
	out.Audited, out.Traced = slices.Min(audited)/slices.Min(bare)*out.Step, slices.Min(traced)/slices.Min(bare)*out.Step
	return out, nil
}

// trained is what the command says of a training.
type trained struct {
	Ms         float64 `json:"ms_per_step"`
	Parameters int64   `json:"params"`
}

func train(command, name string, steps int, commit bool) (*trained, error) {
	warm := max(2, steps/10)
	c := exec.Command(command, "train", name, "--json", "--evaluate=false", "--until", strconv.Itoa(steps+warm), "--warmup", strconv.Itoa(warm), fmt.Sprintf("--commit=%v", commit))
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %s", c, err, errs.String())
	}
	t := &trained{}
	return t, json.Unmarshal(out, t)
}

// audit is an audit of a job's steps from 2 to the last.
type audit struct {
	job     *job.Job
	x       *replay.Executors
	roots   []checkpoint.Root
	first   []tensor.Tensor // the state after step 1
	buffers [2][]tensor.Tensor
	hashes  checkpoint.Trace
	format  checkpoint.Format
}

func newAudit(j *job.Job) (*audit, error) {
	ctx := context.Background()
	a := &audit{job: j, x: replay.NewExecutors(j, fast), format: checkpoint.Format{Decls: checkpoint.Decls(j.Programs[0])}}
	run := &replay.Run{Job: j, Executors: a.x}
	var err error
	if a.roots, err = run.Roots(ctx, 0, j.Steps); err != nil {
		return nil, err
	}
	if a.first, err = run.State(ctx, 1); err != nil {
		return nil, err
	}
	a.buffers = [2][]tensor.Tensor{trainer.NewState(j.Programs[0]), trainer.NewState(j.Programs[0])}
	_, err = a.steps(a.hashes.Visit) // plans, buffers
	return a, err
}

func fast(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
	return cpu.New(p, consts, cpu.Options{})
}

// steps executes the steps and returns the seconds that one takes.
func (a *audit) steps(visit trainer.Visit) (float64, error) {
	start, prev := time.Now(), a.first
	for t := uint32(2); t <= a.job.Steps; t++ {
		next := a.buffers[t%2]
		if err := a.x.Step(context.Background(), next, prev, t, visit); err != nil {
			return 0, err
		}
		if prev = next; visit != nil {
			checkpoint.NodeRoot(a.hashes.Roots())
		}
	}
	return time.Since(start).Seconds() / float64(a.job.Steps-1), nil
}

// round returns the seconds of a step, of one with its trace root, of loading the checkpoint before the first, and of an audited step.
func (a *audit) round() (bare, trace, load, audited float64, err error) {
	if trace, err = a.steps(a.hashes.Visit); err != nil {
		return
	}
	if bare, err = a.steps(nil); err != nil {
		return
	}
	dir, err := os.MkdirTemp("", "refute-costs")
	if err != nil {
		return
	}
	defer os.RemoveAll(dir)
	store, err := checkpoint.OpenStore(dir, a.format)
	if err != nil {
		return
	}
	if _, err = store.Save(&checkpoint.Checkpoint{Step: 1, State: a.first}); err != nil {
		return
	}
	start := time.Now()
	c, err := store.LoadExpecting(1, a.roots[1])
	if err != nil {
		return
	}
	load = time.Since(start).Seconds()
	again := &replay.Run{Job: a.job, Executors: a.x, Sources: []replay.Source{loaded{c}}, Root: func(t uint32) (checkpoint.Root, bool) { return a.roots[t], true }}
	start = time.Now()
	for t := uint32(2); t <= a.job.Steps; t++ {
		root, failed := again.Execute(context.Background(), t)
		if failed == nil && root != a.roots[t] {
			failed = fmt.Errorf("step %d diverges", t)
		}
		if err = failed; err != nil {
			return
		}
	}
	audited = time.Since(start).Seconds() / float64(a.job.Steps-1)
	return
}

// loaded is a checkpoint in memory.
type loaded struct{ c *checkpoint.Checkpoint }

func (l loaded) Nearest(step uint32) (uint32, bool, error) { return l.c.Step, step >= l.c.Step, nil }

func (l loaded) LoadExpecting(uint32, checkpoint.Root) (*checkpoint.Checkpoint, error) {
	return l.c, nil
}

// hashRate returns how many bytes of leaves one core hashes in a second.
func hashRate() float64 {
	runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(runtime.NumCPU())
	t := tensor.New(tensor.F32, 4<<20) // 16 MiB
	var rates []float64
	for range 2*rounds + 1 {
		start := time.Now()
		checkpoint.TensorRoot(t)
		rates = append(rates, float64(4*t.Len())/time.Since(start).Seconds())
	}
	return slices.Max(rates)
}

// machine says where this is measured.
func machine() costs.Machine {
	m := costs.Machine{Processor: runtime.GOARCH, Cores: runtime.NumCPU(), System: runtime.GOOS + "/" + runtime.GOARCH, ISA: isa.Active().String(), Go: runtime.Version(), Date: time.Now().UTC().Format(time.DateOnly)}
	if b, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for l := range strings.Lines(string(b)) {
			if k, v, ok := strings.Cut(l, ":"); ok && strings.TrimSpace(k) == "model name" {
				m.Processor = strings.TrimSpace(v)
				break
			}
		}
	}
	if out, err := exec.Command("git", "describe", "--always", "--dirty").Output(); err == nil {
		m.Version = strings.TrimSpace(string(out))
	}
	return m
}
