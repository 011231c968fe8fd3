package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
)

// quality trains the three jobs to their ends, here and in PyTorch, with several seeds: what comes out is worth the same.
func (b *bench) quality() error {
	if err := b.run("go", "build", "-o", filepath.Join(b.work, "refute"), "./cmd/refute"); err != nil {
		return err
	}
	for _, j := range []struct {
		name, what string
		sets       []string
	}{
		{"mlp", "share of the test images classified right", nil},
		{"cnn", "share of the test images classified right", []string{"steps=1876"}},
		{"gpt", "nats a character of text not trained on", []string{"steps=600"}},
	} {
		if b.long {
			j.sets = nil
		}
		if err := b.qualityOf(j.name, j.what, j.sets); err != nil {
			b.skip("quality of %s: %v", j.name, err)
		}
	}
	return nil
}

func (b *bench) qualityOf(job, what string, sets []string) error {
	if err := b.export(job, sets...); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	var flags []string
	for _, s := range sets {
		flags = append(flags, "--set", s)
	}
	var ours, theirs []float64
	for seed := 1; seed <= b.seeds; seed++ {
		c := exec.Command(filepath.Join(b.work, "refute"), append([]string{"train", job, "--json", "--commit=false", "--seed", strconv.Itoa(seed)}, flags...)...)
		c.Env = environment()
		t, err := measured(c)
		if err != nil {
			return err
		}
		ours = append(ours, t.Accuracy+t.Validation) // there is one of them
		c = exec.Command(python, filepath.Join("bench", "peers", "quality.py"), b.exported(job), "--seed", strconv.Itoa(seed), "--threads", strconv.Itoa(runtime.NumCPU()))
		c.Env = environment("OMP_WAIT_POLICY=PASSIVE", "LD_LIBRARY_PATH="+filepath.Join(libraries(), "openblas-openmp"))
		p, err := measured(c)
		if err != nil {
			b.skip("quality of %s in PyTorch: %v", job, err)
			continue
		}
		theirs = append(theirs, p.Quality)
		b.say("  %s, seed %d: %.4f, in PyTorch %.4f", job, seed, ours[len(ours)-1], p.Quality)
	}
	name := job
	for _, s := range sets {
		name += ", " + s
	}
	b.add(Figure{Section: fmt.Sprintf("Final quality, %s", plural(b.seeds, "seed")), Name: name, Unit: what, Ours: sample(ours), Peer: sample(theirs),
		PeerIs: "PyTorch with the same numbers, from weights and in an order of its own"})
	return nil
}
