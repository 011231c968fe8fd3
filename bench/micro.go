package main

import (
	"bufio"
	"context"
	"fmt"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"refute/checkpoint"
	"refute/checkpoint/job/jobfile"
	"refute/trainer"
	"refute/trainer/cpu"
	"refute/trainer/tensor"
)

// goBench runs Go benchmarks of a package several times, one after another, and returns their metrics: by name without
// "Benchmark" and the number of processors, then by unit.
func goBench(pkg, pattern string, count int, env ...string) (map[string]map[string][]float64, error) {
	c := exec.Command("go", "test", "-run", "^$", "-bench", pattern, "-benchmem", "-count", strconv.Itoa(count), "-benchtime", "200ms", pkg)
	c.Env = environment(env...)
	out, err := c.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("go test -bench %s %s: %w: %s", pattern, pkg, err, out[max(0, len(out)-300):])
	}
	metrics := map[string]map[string][]float64{}
	suffix := "" // what go test adds to names
	if n := runtime.NumCPU(); n > 1 && !slices.Contains(env, "GOMAXPROCS=1") {
		suffix = fmt.Sprintf("-%d", n)
	}
	for s := bufio.NewScanner(strings.NewReader(string(out))); s.Scan(); {
		f := strings.Fields(s.Text())
		if len(f) < 4 || !strings.HasPrefix(f[0], "Benchmark") {
			continue
		}
		name := strings.TrimSuffix(strings.TrimPrefix(f[0], "Benchmark"), suffix)
		if metrics[name] == nil {
			metrics[name] = map[string][]float64{}
		}
		for i := 2; i+1 < len(f); i += 2 {
			if v, err := strconv.ParseFloat(f[i], 64); err == nil {
				metrics[name][f[i+1]] = append(metrics[name][f[i+1]], v)
			}
		}
	}
	return metrics, nil
}

// hashes measures SHA-256 on one core: leaves alone, and whole trees, beside OpenSSL's.
func (b *bench) hashes() error {
	const section = "SHA-256, one core"
	m, err := goBench("./checkpoint", "^(BenchmarkLeaves|BenchmarkTensorRoot)$", 5, "GOMAXPROCS=1")
	if err != nil {
		return err
	}
	gigabytes := func(name string) []float64 {
		var g []float64
		for _, v := range m[name]["MB/s"] {
			g = append(g, v/1000)
		}
		return g
	}
	var peer []float64
	is := ""
	for range 5 {
		v, err := openssl()
		if err != nil {
			b.skip("SHA-256 of OpenSSL: %v", err)
			break
		}
		peer, is = append(peer, v), "openssl speed, messages of 1,024 bytes one after another"
	}
	for _, x := range []struct {
		name, bench string
		goal        float64
	}{{"leaves of 1,024 bytes", "Leaves", 3}, {"root of a tensor of 16 MiB", "TensorRoot/procs=1/KiB=16384", 2.7}} {
		ours := gigabytes(x.bench)
		if len(ours) == 0 {
			b.skip("%s: the benchmark %s is gone", x.name, x.bench)
			continue
		}
		b.add(Figure{Section: section, Name: x.name, Unit: "GB/s", Ours: sample(ours), Peer: sample(peer), PeerIs: is})
		f := &b.results.Figures[len(b.results.Figures)-1]
		f.Goal, f.AtLeast = x.goal, true
	}
	return nil
}

// openssl returns the gigabytes a second of OpenSSL's SHA-256.
func openssl() (float64, error) {
	out, err := exec.Command("openssl", "speed", "-seconds", "1", "-bytes", "1024", "-evp", "sha256").Output()
	if err != nil {
		return 0, err
	}
	for _, line := range strings.Split(string(out), "\n") {
		f := strings.Fields(line)
		if len(f) == 2 && strings.EqualFold(f[0], "sha256") {
			v, err := strconv.ParseFloat(strings.TrimSuffix(f[1], "k"), 64)
			return v / 1e6, err
		}
	}
	return 0, fmt.Errorf("openssl speed prints no line of sha256")
}

// audits measures what steps cost a verifier: executed again from a checkpoint, and with the roots of all that their kernels make.
func (b *bench) audits() error {
	m, err := goBench("./checkpoint/replay", "^BenchmarkAudit$", 3)
	if err != nil {
		return err
	}
	for _, job := range []string{"mlp", "cnn", "gpt"} {
		r := m["Audit/"+job]
		if r == nil {
			b.skip("audits: the benchmark Audit/%s is gone", job)
			continue
		}
		b.add(Figure{Section: "Audits", Name: job + ", a step executed again, hashed and compared", Unit: "ms", Ours: sample(r["audit-ms"]), Peer: sample(r["step-ms"]), PeerIs: "the step",
			Ratio: median(r["audit/step"])})
		b.add(Figure{Section: "Audits", Name: job + ", loading a checkpoint", Unit: "ms", Ours: sample(r["load-ms"])})
		trace := Figure{Section: "Audits", Name: job + ", a step with its trace root", Unit: "ms", Ours: sample(r["trace-ms"]), Peer: sample(r["step-ms"]), PeerIs: "the step",
			Ratio: median(r["trace/step"])}
		if job == "gpt" {
			trace.Goal = 2
		}
		b.add(trace)
	}
	return nil
}

// counts are what does not depend on a machine's load.
func (b *bench) counts() error {
	for _, j := range stepJobs {
		n, err := allocations(j.name)
		if err != nil {
			b.skip("allocations of %s: %v", j.name, err)
			continue
		}
		b.add(Figure{Section: "Allocations", Name: j.name + ", a step and its state root, after the first", Unit: "allocations", Ours: sample(n)})
	}
	if out, err := exec.Command("perf", "stat", "-x,", "-e", "instructions:u", "true").CombinedOutput(); err != nil || strings.Contains(string(out), "<not") {
		b.skip("instructions of a step: perf has no counters on this machine")
		return nil
	}
	return b.instructions()
}

// allocations returns how many each of some steps makes.
func allocations(name string) ([]float64, error) {
	file, err := jobfile.Open(name, nil)
	if err != nil {
		return nil, err
	}
	_, m, err := file.Build("")
	if err != nil {
		return nil, err
	}
	state, next := trainer.NewState(m.Init), trainer.NewState(m.Init)
	init, err := cpu.New(m.Init, m.Consts, cpu.Options{})
	if err != nil {
		return nil, err
	}
	step, err := cpu.New(m.Steps[0], m.Consts, cpu.Options{})
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	if err := init.Step(ctx, state, nil, 0, nil); err != nil {
		return nil, err
	}
	var hasher checkpoint.Hasher
	var counts []float64
	visit := func(int, tensor.Tensor) error { return nil }
	for t := uint32(1); t <= 6; t++ {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if err := trainer.StepOutputs(ctx, step, m.Steps[0], next, state, t, visit); err != nil {
			return nil, err
		}
		hasher.StateRoot(next)
		runtime.ReadMemStats(&after)
		if state, next = next, state; t > 2 {
			counts = append(counts, float64(after.Mallocs-before.Mallocs))
		}
	}
	return counts, nil
}

// instructions counts what a step of each job executes, as the difference of a long and a short run.
func (b *bench) instructions() error {
	if err := b.run("go", "build", "-o", b.work+"/refute", "./cmd/refute"); err != nil {
		return err
	}
	count := func(job string, steps int) (float64, error) {
		c := exec.Command("perf", "stat", "-x,", "-o", b.work+"/perf", "-e", "instructions:u", b.work+"/refute", "train", job, "--json", "--evaluate=false", "--until", strconv.Itoa(steps))
		c.Env = environment()
		if err := c.Run(); err != nil {
			return 0, err
		}
		out, err := output("grep", "instructions", b.work+"/perf")
		if err != nil {
			return 0, err
		}
		return strconv.ParseFloat(strings.Split(out, ",")[0], 64)
	}
	for _, j := range stepJobs {
		few, many := 5, 5+max(5, j.steps/3)
		short, err := count(j.name, few)
		if err != nil {
			return err
		}
		long, err := count(j.name, many)
		if err != nil {
			return err
		}
		b.add(Figure{Section: "Instructions", Name: j.name, Unit: "million a step", Ours: sample([]float64{(long - short) / float64(many-few) / 1e6})})
	}
	return nil
}

// unbusy says what the machine should be left alone for.
func unbusy(load string) string {
	l, err := strconv.ParseFloat(strings.SplitN(load, " ", 2)[0], 64)
	if err != nil || l < 0.5*float64(runtime.NumCPU()) {
		return ""
	}
	return fmt.Sprintf("The load was %s when this began: others used the processors, so times are high, and ratios uncertain.", load)
}
