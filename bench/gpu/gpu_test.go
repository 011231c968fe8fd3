package main

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"refute/trainer/cuda/driver"
	"refute/trainer/cuda/emulated"
)

// The measurement itself, on the card in Go: what it says of time is of no use, and all the rest is as on a card.
func TestMeasurement(t *testing.T) {
	openDevice = func(int) (driver.Device, error) { return emulated.New(emulated.Options{Seed: 1}), nil }
	defer func() { openDevice = driver.Open }()
	b := &bench{work: t.TempDir(), results: &Results{Card: emulated.New(emulated.Options{}).Info(), Commits: map[string]string{"steps": "abc"}}}
	name := filepath.Join(t.TempDir(), "small.yaml")
	const file = "model:\n  kind: mlp\n  hidden: [8]\ndata:\n  set: digits\nrate:\n  peak: 0.1\nbatch: 4\nsteps: 100\n"
	if err := os.WriteFile(name, []byte(file), 0o644); err != nil {
		t.Fatal(err)
	}
	j := Job{Name: name}
	if err := b.job(t.Context(), &j, 2); err != nil {
		t.Fatal(err)
	}
	if len(j.Committed) != rounds || len(j.Bare) != rounds || len(j.Losses) != 10 || !(j.Losses[0] > 2 && j.Losses[0] < 3) || len(j.Root) != 66 || j.Memory <= 0 || j.Parameters != 610 {
		t.Errorf("%+v", j)
	}
	b.results.Jobs = append(b.results.Jobs, j)
	for _, how := range []string{"ab", "abT", "aTb"} {
		p := Product{Rows: 65, Columns: 33, Terms: 70, How: how}
		if err := withTimer(0, func(t *timer) error { return t.product(&p, 1, 1) }); err != nil || !(p.TFLOPS > 0) {
			t.Errorf("%+v, %v", p, err)
		}
		b.results.Products = append(b.results.Products, p)
	}
	path, err := b.export(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	if i, err := os.Stat(path); err != nil || i.Size() < 4*2*610 {
		t.Errorf("%v, %v", i, err)
	}
	b.results.Peers = &Peers{PyTorch: "2", Figures: []Way{{Way: "eager", Job: name, MS: 1e9, Losses: []float64{float64(j.Losses[0])}}, {Way: "bf16 eager", Job: name, MS: 2}}}
	if err := b.alike(); err != nil {
		t.Error(err)
	}
	b.results.Peers.Figures[0].Losses[0] += 0.1
	if err := b.alike(); err == nil || !strings.Contains(err.Error(), "they do not train the same") {
		t.Error(err)
	}
	b.results.Hash = &Hash{Bytes: 1e9, Tensors: 7, MS: 100}
	b.results.Tests = []Test{{Package: "trainer/cuda", Passed: 3, Failed: []string{"TestX"}}}
	dir := t.TempDir()
	out, report := filepath.Join(dir, "a", "results.json"), filepath.Join(dir, "b", "report.md")
	if err := b.write(out, report); err != nil {
		t.Fatal(err)
	}
	if err := run(&bench{}, "none", out, report); err != nil { // reads what was written
		t.Fatal(err)
	}
	text, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Commit abc; PyTorch", "| " + name + " | ", "1000000000.000 (eager)", "≥ 1.0 |", "2.000 (bf16 eager)", "| 65 × 33 × 70 | aTb | ", "10 GB/s (goal: ≥ 20, missed)", "1: TestX"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}

func TestProductList(t *testing.T) {
	list, err := productList()
	if err != nil || len(list) < 10 {
		t.Fatal(list, err)
	}
	for _, p := range list {
		k := p.kernel()
		if err := k.ChooseWindow(); err != nil {
			t.Errorf("%+v: %v", p, err)
		}
	}
	r := Results{Card: driver.Info{Major: 9, Multiprocessors: 132, Clock: 1980}}
	if x := r.peak(); math.Abs(x-66.9) > 0.1 { // NVIDIA's data sheet of the H100 says 67
		t.Errorf("a peak of %v TFLOP/s", x)
	}
}

// What is tested on a card is there.
func TestTestedPackages(t *testing.T) {
	for _, p := range testedPackages {
		if _, err := os.Stat(filepath.Join("..", "..", p.path)); err != nil {
			t.Error(err)
		}
	}
}
