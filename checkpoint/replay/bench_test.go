package replay_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"refute/checkpoint"
	"refute/checkpoint/job"
	"refute/checkpoint/replay"
	"refute/trainer"
	"refute/trainer/data"
	"refute/trainer/models"
	"refute/trainer/tensor"
)

// random images are as good as real ones to measure with.
func randomImages(n int) data.Images {
	r := rand.New(rand.NewPCG(1, 1))
	m := data.Images{Height: 28, Width: 28, Pixels: make([]uint8, n*28*28), Labels: make([]uint8, n)}
	for i := range m.Pixels {
		m.Pixels[i] = uint8(r.Uint32())
	}
	for i := range m.Labels {
		m.Labels[i] = uint8(i % 10)
	}
	return m
}

// BenchmarkAudit measures, for the three reference jobs, a step (step-ms), an audited step (audit-ms: the step and the hash of its state), loading
// the checkpoint before the first (load-ms), and a step with its trace root (trace-ms); and the ratios of audit and trace to the step. All are
// measured in turn, some steps at a time, as an audit is; the medians are reported.
func BenchmarkAudit(b *testing.B) {
	set := &data.Set{Name: "random", Classes: 10, Max: 255, Train: randomImages(4096), Test: randomImages(512)}
	text, err := data.Opticks()
	if err != nil {
		b.Fatal(err)
	}
	jobs := []struct {
		name  string
		steps uint32 // of an audit
		build func() (*models.Model, error)
	}{
		{"mlp", 32, func() (*models.Model, error) {
			return models.MLP{Hidden: []int{512, 256}, Training: models.Training{Batch: 128, Rate: 0.05, Momentum: 0.9}}.Build(set)
		}},
		{"cnn", 32, func() (*models.Model, error) {
			return models.CNN{Filters: []int{16, 32}, Hidden: []int{128}, Training: models.Training{Batch: 64, Optimiser: models.Adam, Rate: 1e-3}}.Build(set)
		}},
		{"gpt", 4, func() (*models.Model, error) {
			return models.GPT{Layers: 4, Width: 256, Heads: 8, Context: 128,
				Training: models.Training{Batch: 8, Optimiser: models.AdamW, Rate: 1e-3, Decay: 0.1}}.Build(text)
		}},
	}
	for _, x := range jobs {
		b.Run(x.name, func(b *testing.B) {
			m, err := x.build()
			if err != nil {
				b.Fatal(err)
			}
			m.SetSeed(1)
			audit(b, &job.Job{Programs: m.Programs(), Schedule: m.Schedule, Consts: m.Consts, Seed: 1, Steps: 1 + x.steps, EpochLength: 1})
		})
	}
}

// audit measures audits of the steps from 2 to the job's last.
func audit(b *testing.B, j *job.Job) {
	ok := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	ctx := b.Context()
	x := replay.NewExecutors(j, fast)
	run := &replay.Run{Job: j, Executors: x}
	roots, err := run.Roots(ctx, 0, j.Steps)
	ok(err)
	first, err := run.State(ctx, 1)
	ok(err)
	store, err := checkpoint.OpenStore(b.TempDir(), checkpoint.Format{Decls: checkpoint.Decls(j.Programs[0])})
	ok(err)
	_, err = store.Save(&checkpoint.Checkpoint{Step: 1, State: first})
	ok(err)
	var hashes checkpoint.Trace
	buffers := [2][]tensor.Tensor{trainer.NewState(j.Programs[0]), trainer.NewState(j.Programs[0])}
	steps := func(visit trainer.Visit) time.Duration {
		start, prev := time.Now(), first
		for i := range j.Steps - 1 {
			next := buffers[i%2]
			ok(x.Step(ctx, next, prev, 2+i, visit))
			if prev = next; visit != nil {
				checkpoint.NodeRoot(hashes.Roots())
			}
		}
		return time.Since(start)
	}
	steps(hashes.Visit) // plans, buffers
	n := time.Duration(j.Steps - 1)
	var step, trace, load, audited []time.Duration
	for b.Loop() {
		step = append(step, steps(nil)/n)
		trace = append(trace, steps(hashes.Visit)/n)
		start := time.Now()
		c, err := store.LoadExpecting(1, roots[1])
		ok(err)
		load = append(load, time.Since(start))
		again := &replay.Run{Job: j, Executors: x, Sources: []replay.Source{loaded{c}}, Root: func(t uint32) (checkpoint.Root, bool) { return roots[t], true }}
		start = time.Now()
		for t := uint32(2); t <= j.Steps; t++ {
			root, err := again.Execute(ctx, t)
			if ok(err); root != roots[t] {
				b.Fatalf("step %d diverges", t)
			}
		}
		audited = append(audited, time.Since(start)/n)
	}
	ms := func(d []time.Duration) float64 {
		slices.Sort(d)
		return float64(d[len(d)/2]) / 1e6
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ms(step), "step-ms")
	b.ReportMetric(ms(audited), "audit-ms")
	b.ReportMetric(ms(load), "load-ms")
	b.ReportMetric(ms(trace), "trace-ms")
	b.ReportMetric(ms(audited)/ms(step), "audit/step")
	b.ReportMetric(ms(trace)/ms(step), "trace/step")
}

// loaded is a checkpoint in memory.
type loaded struct{ c *checkpoint.Checkpoint }

func (l loaded) Nearest(step uint32) (uint32, bool, error) { return l.c.Step, step >= l.c.Step, nil }

func (l loaded) LoadExpecting(uint32, checkpoint.Root) (*checkpoint.Checkpoint, error) {
	return l.c, nil
}
