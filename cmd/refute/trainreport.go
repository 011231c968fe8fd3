package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"

	"github.com/pkg/profile"

	"refute/checkpoint"
	"refute/checkpoint/safetensors"
	"refute/trainer/data"
	"refute/trainer/isa"
	"refute/trainer/models"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// trainResult is what train prints with --json. docs/jobs.md explains the fields.
type trainResult struct {
	Job        string          `json:"job"`
	Spec       checkpoint.Root `json:"spec"`
	Params     int64           `json:"params"`
	Batch      int             `json:"batch,omitempty"`  // images a step
	Tokens     int             `json:"tokens,omitempty"` // characters a step
	Steps      uint32          `json:"steps"`
	FirstStep  uint32          `json:"first_step"`
	LastStep   uint32          `json:"last_step"`
	Warmup     uint32          `json:"warmup"`
	MsPerStep  *float64        `json:"ms_per_step"`
	Commit     bool            `json:"commit"`
	Threads    int             `json:"threads"`
	ISA        string          `json:"isa"`
	Executor   string          `json:"executor"`
	Workers    int             `json:"workers"`
	Loss       []number        `json:"loss"`
	StateRoot  checkpoint.Root `json:"state_root"`
	Accuracy   *float64        `json:"accuracy,omitempty"`        // of the test images
	Validation *number         `json:"validation_loss,omitempty"` // in nats a character
	Sample     *string         `json:"sample,omitempty"`
	Dir        string          `json:"dir,omitempty"`
}

// number is a float of JSON, which has none for what diverged: that is null.
type number float32

// MarshalJSON implements json.Marshaler.
func (n number) MarshalJSON() ([]byte, error) {
	if x := float64(n); math.IsNaN(x) || math.IsInf(x, 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float32(n))
}

func (r *trainResult) writeJSON(w io.Writer) error {
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err = w.Write(append(b, '\n'))
	return err
}

// run trains from where the directory is to the end, and does what was asked for with the result.
func (r *training) run(ctx context.Context) (*trainResult, error) {
	c := r.console
	p := r.job.Programs[0]
	params := r.model.Parameters()
	state := int64(0)
	for _, d := range checkpoint.Decls(p) {
		state += int64(d.Bytes())
	}
	c.say("%s: %s parameters, %s steps of %d %s, a state of %.1f MB; %s", jobName(r.o.job), thousands(params), thousands(int64(r.job.Steps)),
		r.model.Samples, r.unit(), float64(state)/1e6, r.computer.about)
	if n := r.o.compute.number(); n > 1 && r.file.Accumulate == 1 {
		c.say("No gradients are accumulated, so only one of the %d workers computes: the job's key accumulate makes several steps one update", n)
	}
	if !r.o.temporary {
		c.say("In %s%s", r.o.dir, r.signedBy())
	}
	from, err := r.resume()
	if err != nil {
		return nil, err
	}
	if err := r.republish(ctx); err != nil {
		return nil, err
	}
	switch {
	case from.next > r.job.Steps:
		c.say("All steps are done already")
	case from.next > 0:
		c.say("Going on after step %d", from.next-1)
	}
	if r.o.profile != "" {
		if err := os.MkdirAll(r.o.profile, 0o755); err != nil {
			return nil, fmt.Errorf("--profile: %w", err)
		}
		stop := profile.Start(profile.CPUProfile, profile.ProfilePath(r.o.profile), profile.NoShutdownHook, profile.Quiet).Stop
		defer stop()
	}
	t, err := r.loop(ctx, from, newMeter(c, from.next, r.o.until, r.model.Samples, r.unit()))
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil && t.last < r.o.until {
		if r.o.temporary {
			return nil, &exitError{130, fmt.Errorf("interrupted after step %d", t.last)}
		}
		return nil, &exitError{130, fmt.Errorf("interrupted after step %d, which is saved: the same command goes on from there", t.last)}
	}
	return r.finish(ctx, t, params)
}

// unit says what the samples are.
func (r *training) unit() string {
	if r.model.Sampler != nil {
		return "characters"
	}
	return "images"
}

func (r *training) signedBy() string {
	if r.pipe == nil {
		return ", without commitments"
	}
	return ", signed by " + r.account.Address.Hex()
}

// finish reports, measures and exports.
func (r *training) finish(ctx context.Context, t *trained, params int64) (*trainResult, error) {
	c := r.console
	out := &trainResult{Job: jobName(r.o.job), Spec: checkpoint.Root(r.spec.Hash()), Params: params, Steps: r.job.Steps,
		FirstStep: max(t.next, 1), LastStep: t.last, Warmup: t.warmup, Commit: r.o.commit, Threads: r.o.threads, ISA: isa.Active().String(),
		Executor: r.o.compute.executor, Workers: r.o.compute.number(),
		Loss: make([]number, len(t.losses)), StateRoot: t.root}
	if r.model.Sampler != nil {
		out.Tokens = r.model.Samples
	} else {
		out.Batch = r.model.Samples
	}
	for i, l := range t.losses {
		out.Loss[i] = number(l)
	}
	if !r.o.temporary {
		out.Dir = r.o.dir
	}
	c.say("State root  %s after step %d", t.root, t.last)
	if t.timed > 0 {
		ms := float64(t.elapsed.Nanoseconds()) / 1e6 / float64(t.timed)
		out.MsPerStep = &ms
		c.say("Time        %.3f ms a step, over %d", ms, t.timed)
	}
	if r.o.eval && t.last == r.job.Steps {
		if err := r.evaluate(ctx, t.state, out); err != nil {
			return nil, err
		}
	}
	if r.o.export != "" {
		if err := r.export(t.state, t.last); err != nil {
			return nil, fmt.Errorf("--export: %w", err)
		}
		c.say("Parameters  %s", r.o.export)
	}
	if r.o.sample > 0 {
		if err := r.sample(ctx, t.state, out); err != nil {
			return nil, err
		}
	}
	if r.timeline != nil {
		path := filepath.Join(r.o.profile, "timeline.json")
		if err := checkpoint.WriteFile(path, r.timeline.Write); err != nil {
			return nil, err
		}
		c.say("Profile     %s (go tool pprof), %s (ui.perfetto.dev)", filepath.Join(r.o.profile, "cpu.pprof"), path)
	}
	return out, nil
}

// evaluate measures the model with what it was not trained on.
func (r *training) evaluate(ctx context.Context, state []tensor.Tensor, out *trainResult) error {
	x, err := r.computer.executor(r.model.Eval, r.model.EvalConsts)
	if err != nil {
		return err
	}
	r.console.say("Measuring the model with what it was not trained on; --evaluate=false leaves it out")
	if r.model.Sampler != nil {
		l, err := r.model.ValidationLoss(ctx, x, state)
		if err != nil {
			return err
		}
		n := number(l)
		out.Validation = &n
		r.console.say("Validation  loss %.4f over %s characters", l, thousands(int64(r.model.Tests)))
		return nil
	}
	n, err := r.model.Correct(ctx, x, state)
	if err != nil {
		return err
	}
	accuracy := float64(n) / float64(r.model.Tests)
	out.Accuracy = &accuracy
	r.console.say("Accuracy    %.4f (%d of %d of the test set)", accuracy, n, r.model.Tests)
	return nil
}

// sample lets a language model write, and shows each character when it comes.
func (r *training) sample(ctx context.Context, state []tensor.Tensor, out *trainResult) error {
	x, err := r.computer.executor(r.model.Sampler, r.model.SamplerConsts())
	if err != nil {
		return err
	}
	prompt := data.Encode(r.o.prompt)
	var text []uint8
	r.console.say("Sample      of %d characters", r.o.sample)
	fmt.Fprint(r.console.out, data.Decode(prompt))
	err = r.model.Sample(ctx, x, state, models.Sampling{Prompt: prompt, Length: r.o.sample, Temperature: r.o.temperature, Seed: r.o.sampleSeed}, func(c uint8) error {
		text = append(text, c)
		_, err := fmt.Fprint(r.console.out, data.Decode([]uint8{c}))
		return err
	})
	fmt.Fprintln(r.console.out)
	s := data.Decode(text)
	out.Sample = &s
	return err
}

// export writes the parameters, not what else is in the state, with where they come from.
func (r *training) export(state []tensor.Tensor, step uint32) error {
	p := r.job.Programs[0]
	is := map[string]bool{}
	for _, i := range r.model.Params {
		is[p.States[i].Name] = true
	}
	tensors, err := safetensors.FromState(p, state, func(s program.State) bool { return is[s.Name] })
	if err != nil {
		return err
	}
	about := map[string]string{"format": "pt", "refute.spec": checkpoint.Root(r.spec.Hash()).String(), "refute.step": fmt.Sprint(step),
		"refute.state_root": checkpoint.StateRoot(state).String()}
	return safetensors.WriteFile(r.o.export, tensors, about)
}
