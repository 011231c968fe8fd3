package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// stepJob is a job whose whole steps are compared.
type stepJob struct {
	name          string
	steps, warmup int
	ways          []string // how PyTorch's users write the model, see bench/peers/jobs.py
	on, off       float64  // goals with commitments and without
}

var stepJobs = []stepJob{
	{"mlp", 300, 30, []string{""}, 1, 1.25},
	{"cnn", 150, 15, []string{"channels_last", "nchw"}, 1.25, 1.25},
	{"gpt", 16, 3, []string{"baddbmm", "add", "fill"}, 1.25, 1.25},
}

// timed is what one run of a program that trains says last, ours or PyTorch's.
type timed struct {
	Ms      float64   `json:"ms_per_step"`
	Loss    []float64 `json:"loss"`
	PyTorch string    `json:"pytorch"`

	Accuracy   float64 `json:"accuracy"` // ours after the last step
	Validation float64 `json:"validation_loss"`
	Quality    float64 `json:"quality"` // PyTorch's
	memory     float64 // peak, MB
}

// measured runs a program that trains.
func measured(c *exec.Cmd) (*timed, error) {
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		said := strings.TrimSpace(errs.String())
		return nil, fmt.Errorf("%s: %w: %s", filepath.Base(c.Path), err, said[max(0, len(said)-300):])
	}
	t := new(timed)
	if err := json.Unmarshal(out, t); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(c.Path), err)
	}
	t.memory = peak(c.ProcessState)
	return t, nil
}

// refute trains a job with the command, some steps of it.
func (b *bench) refute(job string, steps, warmup int, flags ...string) (*timed, error) {
	args := append([]string{"train", job, "--json", "--evaluate=false", "--until", strconv.Itoa(steps + warmup), "--warmup", strconv.Itoa(warmup)}, flags...)
	c := exec.Command(filepath.Join(b.work, "refute"), args...)
	c.Env = environment()
	return measured(c)
}

// setting is how PyTorch is run.
type setting struct {
	threads          int
	build, wait, way string
}

func (s setting) String() string {
	d := fmt.Sprintf("%s, %s", plural(s.threads, "thread"), s.build)
	if s.wait != "" {
		d += ", OMP_WAIT_POLICY=" + s.wait
	}
	if s.way != "" {
		d += ", " + s.way
	}
	return d
}

// python is Debian's, which sees Debian's packages.
const python = "/usr/bin/python3"

func (b *bench) pytorch(job string, s setting, steps, warmup int) (*timed, error) {
	env := []string{fmt.Sprintf("OMP_NUM_THREADS=%d", s.threads), fmt.Sprintf("OPENBLAS_NUM_THREADS=%d", s.threads), "LD_LIBRARY_PATH=" + filepath.Join(libraries(), s.build)}
	if s.wait != "" {
		env = append(env, "OMP_WAIT_POLICY="+s.wait)
	}
	env = append(env, tcmalloc()...)
	args := []string{filepath.Join("bench", "peers", "step.py"), b.exported(job), "--threads", strconv.Itoa(s.threads), "--steps", strconv.Itoa(steps), "--warmup", strconv.Itoa(warmup)}
	if s.way != "" {
		args = append(args, "--way", s.way)
	}
	c := exec.Command(python, args...)
	c.Env = environment(env...)
	return measured(c)
}

func (b *bench) exported(job string) string { return filepath.Join(b.work, job+".safetensors") }

// export writes where a job begins, for PyTorch to begin there.
func (b *bench) export(job string, sets ...string) error {
	f, err := os.Create(b.exported(job))
	if err != nil {
		return err
	}
	defer f.Close()
	args := []string{"run", "./bench/export", "-steps", "64"}
	for _, s := range sets {
		args = append(args, "-set", s)
	}
	c := exec.Command("go", append(args, job)...)
	c.Stdout, c.Stderr = f, os.Stderr
	return c.Run()
}

// bestSetting tries PyTorch's settings with a few steps each, and each way to write the model with the best of them.
func (b *bench) bestSetting(j stepJob) (setting, error) {
	all := runtime.NumCPU()
	candidates := []setting{{all, "openblas-openmp", "", j.ways[0]}, {all, "openblas-openmp", "ACTIVE", j.ways[0]}, {all, "openblas-openmp", "PASSIVE", j.ways[0]},
		{all, "openblas-pthread", "PASSIVE", j.ways[0]}, {1, "openblas-openmp", "", j.ways[0]}}
	var best setting
	least := math.Inf(1)
	var last error
	try := func(candidates []setting) {
		times := make([][]float64, len(candidates))
		for range 2 {
			for i, s := range candidates {
				t, err := b.pytorch(j.name, s, max(2, j.steps/4), max(2, j.warmup/2))
				if err != nil {
					last = err
					continue
				}
				times[i] = append(times[i], t.Ms)
				b.versions["pytorch"] = t.PyTorch
			}
		}
		for i, s := range candidates {
			if len(times[i]) == 0 {
				continue
			}
			ms := min(times[i][0], times[i][len(times[i])-1]) // others' load only adds
			b.say("  PyTorch, %s: %s ms", s, digits(ms))
			if ms < least {
				best, least = s, ms
			}
		}
	}
	try(candidates)
	if math.IsInf(least, 1) {
		return best, last
	}
	var others []setting
	for _, way := range j.ways[1:] {
		s := best
		s.way = way
		others = append(others, s)
	}
	try(others)
	return best, nil
}

// steps compares whole steps with PyTorch's: same weights, same batches, forward, backward, update, and the loss is read.
func (b *bench) steps() error {
	if err := b.run("go", "build", "-o", filepath.Join(b.work, "refute"), "./cmd/refute"); err != nil {
		return err
	}
	for _, j := range stepJobs {
		b.say("%s: looking for PyTorch's best setting", j.name)
		if err := b.stepsOf(j); err != nil {
			b.skip("steps of %s: %v", j.name, err)
		}
	}
	return nil
}

func (b *bench) stepsOf(j stepJob) error {
	if err := b.export(j.name); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	best, err := b.bestSetting(j)
	peer := err == nil
	if !peer {
		b.skip("PyTorch's steps of %s: %v", j.name, err)
	}
	rounds := 5
	if b.long {
		rounds = 9
	}
	var on, off, torch, onMemory, torchMemory, losses []float64
	for round := range rounds {
		for _, commit := range []bool{round%2 == 0, round%2 != 0} { // neither always first
			t, err := b.refute(j.name, j.steps, j.warmup, fmt.Sprintf("--commit=%v", commit))
			if err != nil {
				return err
			}
			if commit {
				on, onMemory, losses = append(on, t.Ms), append(onMemory, t.memory), t.Loss
			} else {
				off = append(off, t.Ms)
			}
		}
		if !peer {
			continue
		}
		t, err := b.pytorch(j.name, best, j.steps, j.warmup)
		if err != nil {
			return err
		}
		if err := alike(losses, t.Loss); err != nil {
			return err
		}
		torch, torchMemory = append(torch, t.Ms), append(torchMemory, t.memory)
	}
	add := func(name, unit string, ours, theirs []float64, goal float64) {
		f := Figure{Section: "Whole training steps", Name: j.name + ", " + name, Unit: unit, Ours: sample(ours)}
		if peer {
			f.Peer, f.PeerIs, f.Ratio, f.Goal, f.AtLeast = sample(theirs), "PyTorch: "+best.String(), median(ratios(theirs, ours)), goal, true
		}
		b.add(f)
	}
	add("every step committed", "ms a step", on, torch, j.on)
	add("without commitments", "ms a step", off, torch, j.off)
	add("peak memory", "MB", onMemory, torchMemory, 1)
	b.cost(j.name, on, off, map[string]float64{"gpt": 1.08}[j.name])
	return nil
}

// alike reports whether both trained the same: the first losses are near, so the same work was done on the same data.
func alike(ours, theirs []float64) error {
	for t := range min(10, len(ours), len(theirs)) {
		if !(math.Abs(ours[t]-theirs[t]) < 1e-3*math.Abs(theirs[t])) {
			return fmt.Errorf("step %d: loss %v, in PyTorch %v: they do not train the same", t+1, ours[t], theirs[t])
		}
	}
	return nil
}

// cost adds what commitments cost: time with them over time without.
func (b *bench) cost(name string, on, off []float64, goal float64) {
	b.add(Figure{Section: "Cost of committing every step", Name: name, Unit: "ms a step", Ours: sample(on), Peer: sample(off), PeerIs: "the same steps without commitments",
		Ratio: median(ratios(on, off)), Goal: goal})
}

// commitments measures the cost where a step is longer: gpt at 4,096 characters a step.
func (b *bench) commitments() error {
	if err := b.run("go", "build", "-o", filepath.Join(b.work, "refute"), "./cmd/refute"); err != nil {
		return err
	}
	rounds := 3
	if b.long {
		rounds = 7
	}
	var on, off []float64
	for round := range 2 * rounds {
		for _, commit := range []bool{round%2 == 0, round%2 != 0} { // neither always first
			t, err := b.refute("gpt", 6, 2, "--set", "batch=32", fmt.Sprintf("--commit=%v", commit))
			if err != nil {
				return err
			}
			if commit {
				on = append(on, t.Ms)
			} else {
				off = append(off, t.Ms)
			}
		}
	}
	b.cost("gpt, 4,096 characters a step", on, off, 1.03)
	return nil
}
