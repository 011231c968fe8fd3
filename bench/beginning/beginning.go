// Package beginning writes where a job begins as a safetensors file, for other frameworks to begin there too: its tensors are state.<name> of the parameters,
// const.<name>, test.<name> (the constants of the evaluation) and rows (steps, batch), u32: which samples each step reads.
package beginning

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

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

// Write writes a model's parameters in the state before the first step, and the samples that so many steps read. The metadata are job, the job file as JSON with every
// default filled in, state_root, the root of the state, and what more is given.
func Write(ctx context.Context, w io.Writer, file *jobfile.File, m *models.Model, state []tensor.Tensor, steps int, more map[string]string) error {
	rows, err := Samples(ctx, m, state, steps)
	if err != nil {
		return err
	}
	tensors := []safetensors.Tensor{{Name: "rows", Shape: []int64{int64(steps), int64(rows.Len() / steps)}, Data: rows}}
	for _, i := range m.Params { // the optimiser's begin as other frameworks' do
		s := m.Init.States[i]
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
	meta := map[string]string{"job": string(about), "state_root": checkpoint.StateRoot(state).String()}
	for k, v := range more {
		meta[k] = v
	}
	out := bufio.NewWriter(w)
	err = safetensors.Write(out, tensors, meta)
	return errors.Join(err, out.Flush())
}

// Samples returns which samples steps 1 … steps read, u32 (steps, batch). They do not depend on the state, and a step is left as soon as
// they are known.
func Samples(ctx context.Context, m *models.Model, state []tensor.Tensor, steps int) (tensor.Tensor, error) {
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
