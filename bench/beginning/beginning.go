// Package beginning writes where a job begins as a safetensors file, for other frameworks to begin there too: its tensors are state.<name> of the parameters,
// const.<name>, test.<name> (the constants of the evaluation) and rows (steps, batch), u32: which samples each step reads.
package beginning

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"refute/checkpoint"
	"refute/checkpoint/job/jobfile"
	"refute/checkpoint/safetensors"
	"refute/trainer/models"
	"refute/trainer/program"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// shuffle is the kernel that says which samples a step reads.
const shuffle = "shuffle of batch"

// Write writes a model's parameters in the state before the first step, and the samples that so many steps read. The metadata are job, the job file as JSON with every
// default filled in, state_root, the root of the state, and what more is given.
func Write(w io.Writer, file *jobfile.File, m *models.Model, state []tensor.Tensor, steps int, more map[string]string) error {
	rows, err := samples(m, steps)
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

// samples returns which samples steps 1 … steps read, u32 (steps, batch): what the shuffle's kernel gives, of which those before it are computed that it
// depends on.
func samples(m *models.Model, steps int) (tensor.Tensor, error) {
	p := m.Steps[0]
	last := slices.IndexFunc(p.Kernels, func(k program.Kernel) bool { return k.Name == shuffle })
	if last < 0 {
		return tensor.Tensor{}, fmt.Errorf("the step program has no kernel named %q", shuffle)
	}
	needed := make([]bool, last+1)
	needed[last] = true
	for i := last; i >= 0; i-- {
		for _, o := range p.Kernels[i].Operands {
			switch {
			case !needed[i]:
			case o.Space == program.InKernel:
				needed[o.Tensor] = true
			case o.Space == program.InState:
				return tensor.Tensor{}, fmt.Errorf("the samples depend on the state: kernel %d (%s) reads it", i, p.Kernels[i].Name)
			}
		}
	}
	outs := make([]tensor.Tensor, last+1)
	var rows []uint32
	for t := range uint32(steps) {
		for i := range outs {
			if !needed[i] {
				continue
			}
			k := &p.Kernels[i]
			outs[i] = tensor.New(k.Type, int(k.Count()))
			read := reference.Tensors(k, nil, m.Consts, outs)
			for e := range outs[i].Words {
				w, err := reference.Element(k, t+1, int64(e), read)
				if err != nil {
					return tensor.Tensor{}, err
				}
				outs[i].Words[e] = w
			}
		}
		rows = append(rows, outs[last].Words...)
	}
	return tensor.FromU32(rows), nil
}
