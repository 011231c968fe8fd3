package examples_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"refute/checkpoint"
	"refute/checkpoint/job/jobfile"
	"refute/trainer"
	"refute/trainer/cpu"
	"refute/trainer/data"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// curves are the losses of a job's first steps in PyTorch, from the job's weights and batches: bench/peers/vectors.py writes them.
type curves struct {
	Settings  json.RawMessage      `json:"settings"` // the job file, with every default
	StateRoot checkpoint.Root      `json:"state_root"`
	Binary64  []float64            `json:"binary64"`
	Binary32  map[string][]float64 `json:"binary32"` // threads, kernels, orders of summation that should not matter
}

// spread returns how far PyTorch's losses in binary32 are from those in binary64 at most, at any step.
func (c *curves) spread() (most float64) {
	for _, losses := range c.Binary32 {
		for t, loss := range losses {
			most = max(most, math.Abs(loss-c.Binary64[t]))
		}
	}
	return most
}

// TestAgainstPyTorch trains the three jobs for 50 steps, and asks that no loss is farther from binary64 than three times PyTorch's own. The
// longest job's steps are five, with REFUTE_HEAVY=1 fifty.
func TestAgainstPyTorch(t *testing.T) {
	const allowed = 3
	for _, name := range []string{"mlp", "cnn", "gpt"} {
		t.Run(name, func(t *testing.T) {
			file, err := os.ReadFile(filepath.Join("testdata", "pytorch", name+".json"))
			if err != nil {
				t.Fatal(err)
			}
			var want curves
			if err := json.Unmarshal(file, &want); err != nil {
				t.Fatal(err)
			}
			steps := len(want.Binary64)
			if steps != 50 || len(want.Binary32) < 3 || slices.ContainsFunc(slices.Collect(maps.Values(want.Binary32)), func(l []float64) bool { return len(l) != steps }) {
				t.Fatalf("%d steps, %d curves", steps, len(want.Binary32))
			}
			if name == "gpt" && os.Getenv("REFUTE_HEAVY") != "1" {
				steps = 5
			}
			losses := train(t, name, steps, &want)
			far, at := 0.0, 0
			for i, loss := range losses {
				if d := math.Abs(loss - want.Binary64[i]); !(d <= far) {
					far, at = d, i+1
				}
			}
			spread := want.spread()
			t.Logf("%.2g from binary64 at step %d, %.2f of PyTorch's %.2g", far, at, far/spread, spread)
			if !(far <= allowed*spread) {
				t.Errorf("step %d: loss %v is %.2g from binary64, PyTorch's own are up to %.2g, and %d times that is allowed", at, losses[at-1], far, spread, allowed)
			}
		})
	}
}

// train returns the losses of a job's first steps. It begins as the curves do.
func train(t *testing.T, name string, steps int, want *curves) []float64 {
	t.Helper()
	file, err := jobfile.Open(name, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, m, err := file.Build("")
	if errors.Is(err, data.ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	settings, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	executor := func(p *program.Program) trainer.Executor {
		x, err := cpu.New(p, m.Consts, cpu.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	ctx := context.Background()
	state, next := trainer.NewState(m.Init), trainer.NewState(m.Init)
	if err := executor(m.Init).Step(ctx, state, nil, 0, nil); err != nil {
		t.Fatal(err)
	}
	if got := checkpoint.StateRoot(state); got != want.StateRoot || !same(settings, want.Settings) {
		t.Fatalf("the job is now\n%s\nand begins with %s; that of the curves was\n%s\nand began with %s: make pytorch-vectors", settings, got, want.Settings, want.StateRoot)
	}
	step := executor(m.Steps[0])
	lossAt, _ := m.Steps[0].Output("loss")
	var losses []float64
	for i := range uint32(steps) {
		err := trainer.StepOutputs(ctx, step, m.Steps[0], next, state, i+1, func(k int, out tensor.Tensor) error {
			if k == lossAt {
				losses = append(losses, float64(out.F32()[0]))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		state, next = next, state
	}
	return losses
}

// same reports whether two texts are the same JSON, but for how numbers are written.
func same(a, b []byte) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}
