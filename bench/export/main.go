// Command export writes where a job begins, for other frameworks to begin there too: the state before the first step, the constants, and
// which samples each step reads, in one safetensors file.
//
//	go run ./bench/export -steps 50 mlp > mlp.safetensors
//
// Its tensors are state.<name>, const.<name>, test.<name> (the constants of the evaluation) and rows (steps, batch), u32. Its metadata are job, the job
// file as JSON with every default filled in, spec, the hash of the job's spec, and state_root, the root of the state.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"

	"refute/checkpoint"
	"refute/checkpoint/job/jobfile"
	"refute/checkpoint/safetensors"
	"refute/trainer"
	"refute/trainer/models"
	"refute/trainer/program"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// shuffle is the kernel that says which samples a step reads.
const shuffle = "shuffle of batch"

func main() {
	steps := flag.Int("steps", 50, "steps whose samples are listed")
	dir := flag.String("data-dir", "", "folder of the data set's files (default: of Debian's package)")
	var sets []string
	flag.Func("set", "KEY=VALUE set in the job file; may be given again", func(s string) error {
		sets = append(sets, s)
		return nil
	})
	flag.Parse()
	if flag.NArg() != 1 || *steps < 1 || *steps > 1<<20 {
		fmt.Fprintln(os.Stderr, "usage: export [-steps N] [-data-dir DIR] [-set KEY=VALUE] JOB > FILE")
		os.Exit(2)
	}
	if err := export(flag.Arg(0), *steps, *dir, sets); err != nil {
		fmt.Fprintln(os.Stderr, "export:", err)
		os.Exit(1)
	}
}

func export(name string, steps int, dir string, sets []string) error {
	file, err := jobfile.Open(name, sets)
	if err != nil {
		return err
	}
	j, m, err := file.Build(dir)
	if err != nil {
		return err
	}
	spec, err := j.Spec()
	if err != nil {
		return err
	}
	x, err := reference.New(m.Init, m.Consts)
	if err != nil {
		return err
	}
	ctx := context.Background()
	state := trainer.NewState(m.Init)
	if err := x.Step(ctx, state, nil, 0, nil); err != nil {
		return err
	}
	rows, err := samples(ctx, m, state, steps)
	if err != nil {
		return err
	}
	tensors := []safetensors.Tensor{{Name: "rows", Shape: []int64{int64(steps), int64(rows.Len() / steps)}, Data: rows}}
	for i, s := range m.Init.States {
		tensors = append(tensors, safetensors.Tensor{Name: "state." + s.Name, Shape: s.Shape, Data: state[i]})
	}
	for prefix, of := range map[string]struct {
		p      *program.Program
		consts []tensor.Tensor
	}{"const.": {m.Init, m.Consts}, "test.": {m.Eval, m.EvalConsts}} {
		for i, c := range of.p.Consts {
			tensors = append(tensors, safetensors.Tensor{Name: prefix + c.Name, Shape: c.Shape, Data: of.consts[i]})
		}
	}
	about, err := json.Marshal(file)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(os.Stdout)
	err = safetensors.Write(out, tensors, map[string]string{"job": string(about), "spec": checkpoint.Root(spec.Hash()).String(),
		"state_root": checkpoint.StateRoot(state).String()})
	return errors.Join(err, out.Flush())
}

// samples returns which samples steps 1 … steps read, u32 (steps, batch). They do not depend on the state, and a step is left as soon as
// they are known.
func samples(ctx context.Context, m *models.Model, state []tensor.Tensor, steps int) (tensor.Tensor, error) {
	x, err := reference.New(m.Steps[0], m.Consts)
	if err != nil {
		return tensor.Tensor{}, err
	}
	known := errors.New("known")
	next := trainer.NewState(m.Steps[0])
	var rows []uint32
	for t := range uint32(steps) {
		err := x.Step(ctx, next, state, t+1, func(k int, out tensor.Tensor) error {
			if m.Steps[0].Kernels[k].Name != shuffle {
				return nil
			}
			rows = append(rows, out.Words...)
			return known
		})
		if err == nil {
			return tensor.Tensor{}, fmt.Errorf("the step program has no kernel named %q", shuffle)
		}
		if !errors.Is(err, known) {
			return tensor.Tensor{}, err
		}
	}
	return tensor.FromU32(rows), nil
}
