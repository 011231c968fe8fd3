package main

import (
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
)

// simulated is what one run of the command says.
type simulated struct {
	Seconds float64 `json:"seconds"`
	Events  int64   `json:"events"`
	Runs    int     `json:"runs"`
	Failed  int     `json:"failed"`
	Results string  `json:"results_sha256"`
	wall    float64 // with the report, and the process' beginning and end
	memory  float64 // peak, MB
}

// simulate runs refute sim run on a scenario, with all files, in a folder that is thrown away.
func (b *bench) simulate(text string, runs, workers int) (*simulated, error) {
	file := filepath.Join(b.work, "scenario.yaml")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(b.work, "out-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	c := exec.Command(filepath.Join(b.work, "refute"), "sim", "run", file, "--runs", strconv.Itoa(runs), "--workers", strconv.Itoa(workers), "--out", dir, "--json")
	c.Env = environment()
	var errs strings.Builder
	c.Stderr = &errs
	begin := time.Now()
	out, err := c.Output()
	s := &simulated{wall: time.Since(begin).Seconds()}
	if err != nil {
		said := errs.String()
		return nil, fmt.Errorf("refute sim run: %w: %s", err, said[max(0, len(said)-300):])
	}
	if err := json.Unmarshal(out, s); err != nil {
		return nil, err
	}
	if s.Runs != runs || s.Failed > 0 {
		return nil, fmt.Errorf("refute sim run: %d of %d runs, %d failed", s.Runs, runs, s.Failed)
	}
	s.memory = peak(c.ProcessState)
	return s, nil
}

const simSection = "Simulator: many runs, with all files and the report"

// experiments measures refute sim run: many runs of 100 tasks and 20 verifiers on all cores, how much two workers are faster than one, and memory.
func (b *bench) experiments() error {
	if err := b.run("go", "build", "-o", filepath.Join(b.work, "refute"), "./cmd/refute"); err != nil {
		return err
	}
	cores := min(2, runtime.NumCPU())
	rounds, runs := 5, 20_000
	if b.long {
		rounds, runs = 9, 50_000
	}
	var one, two []float64
	for round := range rounds {
		hashes := map[string]bool{}
		workers := []int{1, cores}
		if round%2 == 1 { // neither always first
			slices.Reverse(workers)
		}
		for _, n := range workers {
			s, err := b.simulate(gameScenario, runs, n)
			if err != nil {
				return err
			}
			hashes[s.Results] = true
			if n == 1 {
				one = append(one, float64(runs)/s.wall)
			} else {
				two = append(two, float64(runs)/s.wall)
			}
		}
		if len(hashes) != 1 {
			return fmt.Errorf("one worker and %d have other results", cores)
		}
	}
	if cores > 1 {
		b.add(Figure{Section: simSection, Name: "two workers beside one, the same bytes", Unit: "runs/s", Ours: sample(two), Peer: sample(one), PeerIs: "the same with one worker, or with fewer runs",
			Ratio: median(ratios(two, one)), Goal: 1.8, AtLeast: true})
	}
	var wall, few, many []float64
	for range 2 {
		s, err := b.simulate(gameScenario, 1000, cores)
		if err != nil {
			return err
		}
		few = append(few, s.memory)
		if s, err = b.simulate(gameScenario, 10_000, cores); err != nil {
			return err
		}
		many, wall = append(many, s.memory), append(wall, s.wall)
	}
	b.add(Figure{Section: simSection, Name: fmt.Sprintf("10,000 runs of 100 tasks and 20 verifiers, %s", plural(cores, "worker")), Unit: "s", Ours: sample(wall), Goal: 60})
	b.add(Figure{Section: simSection, Name: "peak memory, 10,000 runs beside 1,000", Unit: "MB", Ours: sample(many), Peer: sample(few), PeerIs: "the same with one worker, or with fewer runs",
		Ratio: median(ratios(many, few)), Goal: 1.3})
	s, err := b.simulate(millionScenario, 1, 1)
	if err != nil {
		return err
	}
	b.add(Figure{Section: simSection, Name: "a million verifiers, 3 tasks: peak memory", Unit: "MB", Ours: sample([]float64{s.memory}), Goal: 4 * 1024})
	b.add(Figure{Section: simSection, Name: "a million verifiers, 3 tasks: events", Unit: "million events/s", Ours: sample([]float64{float64(s.Events) / s.wall / 1e6})})
	return nil
}

// millionScenario has a million agents, each of which hears of each task, and of which a tenth looks.
const millionScenario = `
name: bench-million
tasks: 3
task: {steps: 1000, every: 1h}
solvers:
  - {name: solvers, count: 10, bankroll: 1000 ether}
verifiers:
  - {name: verifiers, count: 1000000, rate: 0.1, sample: 10}
`

// validation measures how long refute sim validate takes.
func (b *bench) validation() error {
	c := exec.Command(filepath.Join(b.work, "refute"), "sim", "validate")
	c.Env = environment()
	begin := time.Now()
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("refute sim validate: %w: %s", err, out[max(0, len(out)-300):])
	}
	b.add(Figure{Section: simSection, Name: "every closed form against its scenario (refute sim validate)", Unit: "s", Ours: sample([]float64{time.Since(begin).Seconds()}), Goal: 60})
	return nil
}
