package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"refute/bench/beginning"
	"refute/trainer"
	"refute/trainer/cuda"
	"refute/trainer/tensor"
)

// Peers is what peers/steps.py says.
type Peers struct {
	Card     string    `json:"card"`
	PyTorch  string    `json:"torch"`
	CUDA     string    `json:"cuda"`
	Clocks   string    `json:"clocks"`
	Products []Product `json:"products"`
	Figures  []Way     `json:"figures"`
	Skipped  []struct {
		Name string `json:"name"`
		Why  string `json:"why"`
	} `json:"skipped"`
}

// Way is a way to run a job's steps in PyTorch.
type Way struct {
	Way    string    `json:"way"`
	Job    string    `json:"job"`
	MS     float64   `json:"ms"`
	Low    float64   `json:"low"`
	High   float64   `json:"high"`
	Losses []float64 `json:"losses"`
	Peak   int64     `json:"peak_bytes"`
}

// half reports whether a way computes in fewer bits than binary32.
func (w Way) half() bool { return strings.HasPrefix(w.Way, "bf16") }

// peerJobs are the jobs that PyTorch runs too.
var peerJobs = []string{"gpt-124m", "mlp", "cnn"}

// pytorch runs PyTorch's side from the jobs' own first weights, with the same samples.
func (b *bench) pytorch(ctx context.Context) error {
	b.results.Peers = nil
	out := filepath.Join(b.work, "peers.json")
	args := []string{filepath.Join(b.peers, "steps.py"), out, "--budget", fmt.Sprint(b.budget.Seconds())}
	for _, j := range peerJobs {
		file, err := b.export(ctx, j)
		if err != nil {
			return fmt.Errorf("%s: %w", j, err)
		}
		args = append(args, "--export", j+"="+file)
	}
	c := exec.Command(b.python, args...)
	c.Stdout, c.Stderr = os.Stderr, os.Stderr
	c.Env = append(os.Environ(), "PYTHONUNBUFFERED=1", "PYTHONDONTWRITEBYTECODE=1")
	if err := c.Run(); err != nil {
		return fmt.Errorf("%s: %w", strings.Join(c.Args, " "), err)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		return err
	}
	p := new(Peers)
	if err := json.Unmarshal(text, p); err != nil {
		return fmt.Errorf("%s: %w", out, err)
	}
	b.results.Peers = p
	return b.alike()
}

// alike reports whether both trained the same: the first losses are near, so the same work was done on the same data.
func (b *bench) alike() error {
	var errs []error
	for _, j := range b.results.Jobs {
		for _, w := range b.results.Peers.Figures {
			if w.Job != j.Name || w.half() || strings.Contains(w.Way, "graph") { // a graph is captured after some steps
				continue
			}
			for t := range min(8, len(j.Losses), len(w.Losses)) {
				if ours := float64(j.Losses[t]); !(math.Abs(ours-w.Losses[t]) < 2e-3*math.Abs(w.Losses[t])) {
					errs = append(errs, fmt.Errorf("%s, step %d: loss %v, PyTorch %s has %v: they do not train the same", j.Name, t+1, ours, w.Way, w.Losses[t]))
					break
				}
			}
		}
	}
	return errors.Join(errs...)
}

// export writes where a job begins. The card makes the state.
func (b *bench) export(ctx context.Context, name string) (path string, err error) {
	o, err := b.open(name)
	if err != nil {
		return "", err
	}
	dev, err := openDevice(b.card)
	if err != nil {
		return "", err
	}
	card, err := cuda.Open(dev)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, card.Close()) }()
	x, err := cuda.New(o.model.Init, o.model.Consts, card, cuda.Options{})
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	state := trainer.NewState(o.model.Init)
	if err := x.StepOutputs(ctx, state, nil, 0, func(int, tensor.Tensor) error { return nil }); err != nil {
		return "", err
	}
	path = filepath.Join(b.work, filepath.Base(name)+".safetensors")
	f, err := os.Create(path)
	if err != nil {
		return "", err
	}
	return path, errors.Join(beginning.Write(f, o.file, o.model, state, 400, nil), f.Close())
}
