package cuda_test

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"refute/checkpoint"
	"refute/trainer"
	"refute/trainer/cpu"
	"refute/trainer/data"
	"refute/trainer/models"
	"refute/trainer/program"
)

var update = flag.Bool("update", false, "write testdata anew")

const (
	rootsFile  = "testdata/roots.txt"
	rootsSteps = 100
)

// images is a random data set of the shape of Fashion-MNIST, n images of 28 by 28.
func images(n int) *data.Set {
	r := rand.New(rand.NewPCG(1, 1))
	make := func(n int) data.Images {
		m := data.Images{Height: 28, Width: 28, Pixels: make([]uint8, n*784), Labels: make([]uint8, n)}
		for i := range m.Pixels {
			m.Pixels[i] = uint8(r.IntN(256))
		}
		for i := range m.Labels {
			m.Labels[i] = uint8(r.IntN(10))
		}
		return m
	}
	return &data.Set{Name: "random", Classes: 10, Max: 255, Train: make(n), Test: make(100)}
}

// referenceJobs are of the size of the reference jobs (docs/performance.md), on data that a random source makes.
func referenceJobs(t testing.TB) []job {
	t.Helper()
	text, err := data.Opticks()
	if err != nil {
		t.Fatal(err)
	}
	set := images(6000)
	var list []job
	add := func(name string, m *models.Model, err error) {
		if err != nil {
			t.Fatal(err)
		}
		m.SetSeed(7)
		list = append(list, job{name, m, rootsSteps})
	}
	m, err := models.MLP{Hidden: []int{512, 256}, Training: models.Training{Batch: 128, Rate: 0.05, Momentum: 0.9}}.Build(set)
	add("mlp", m, err)
	m, err = models.CNN{Filters: []int{16, 32}, Hidden: []int{128}, Training: models.Training{Batch: 64, Optimiser: models.Adam, Rate: 1e-3}}.Build(set)
	add("cnn", m, err)
	m, err = models.GPT{Layers: 4, Width: 256, Heads: 8, Context: 128, Training: models.Training{Batch: 8, Optimiser: models.AdamW, Rate: 1e-3, Decay: 0.1}}.Build(text)
	add("gpt", m, err)
	return list
}

// roots returns the state roots in testdata, by job and step.
func roots(t testing.TB) map[string][]string {
	t.Helper()
	f, err := os.Open(rootsFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all := map[string][]string{}
	for s := bufio.NewScanner(f); s.Scan(); {
		var name, root string
		var at int
		if _, err := fmt.Sscan(s.Text(), &name, &at, &root); err != nil || at != len(all[name]) {
			t.Fatalf("%s: line %q: %v", rootsFile, s.Text(), err)
		}
		all[name] = append(all[name], root)
	}
	return all
}

// The roots in testdata, which cards are held against, are those of the processors' executor: the first few of them here, all where they are written.
func TestReferenceRoots(t *testing.T) {
	if testing.Short() {
		t.Skip("some seconds")
	}
	var want map[string][]string
	steps := uint32(2)
	if *update || os.Getenv("REFUTE_HEAVY") != "" {
		steps = rootsSteps
	}
	var out *os.File
	if *update {
		var err error
		if out, err = os.Create(rootsFile); err != nil {
			t.Fatal(err)
		}
		defer out.Close()
	} else {
		want = roots(t)
	}
	for _, j := range referenceJobs(t) {
		of := map[*program.Program]trainer.Executor{}
		state, next := trainer.NewState(j.model.Init), trainer.NewState(j.model.Init)
		for at := range steps + 1 {
			p := j.model.ProgramOf(at)
			if of[p] == nil {
				x, err := cpu.New(p, j.model.Consts, cpu.Options{})
				if err != nil {
					t.Fatal(err)
				}
				of[p] = x
			}
			if err := of[p].Step(context.Background(), next, state, at, nil); err != nil {
				t.Fatal(err)
			}
			state, next = next, state
			root := fmt.Sprint(checkpoint.StateRoot(state))
			if out != nil {
				fmt.Fprintln(out, j.name, at, root)
			} else if want[j.name][at] != root {
				t.Errorf("%s: step %d has root %s, want %s", j.name, at, root, want[j.name][at])
			}
		}
	}
}
