package job

import (
	"errors"
	"fmt"

	"refute/checkpoint"
	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Job is what everybody who takes part holds: the programs and the constants.
type Job struct {
	Programs    []*program.Program // Programs[0] is init
	Schedule    []byte             // nil: every step runs Programs[1]
	Consts      []tensor.Tensor    // Consts[0] is made from the seed
	Seed        uint64
	Steps       uint32
	EpochLength uint32
}

// Spec validates every program, checks that they fit together and with the constants, and returns the spec.
func (j *Job) Spec() (*Spec, error) {
	s := &Spec{Schedule: j.Schedule, Seed: j.Seed, Steps: j.Steps, EpochLength: j.EpochLength}
	if s.Schedule == nil {
		s.Schedule = []byte{1}
	}
	if len(j.Programs) < 2 || len(j.Consts) < 1 {
		return nil, fmt.Errorf("job: %d programs and %d constants, at least 2 (init, step) and 1 (the seed) are needed", len(j.Programs), len(j.Consts))
	}
	first := j.Programs[0]
	for i, p := range j.Programs {
		err := p.Validate()
		if err == nil {
			err = trainer.CheckConsts(p, j.Consts)
		}
		if err == nil && (p.Kind == program.Init) != (i == 0) {
			err = errors.New("program 0 must be the init program, and only it")
		}
		if err == nil {
			err = sameStates(first, p)
		}
		if err != nil {
			return nil, fmt.Errorf("job: program %d: %w", i, err)
		}
		s.Programs = append(s.Programs, Program{p.Root(), uint32(len(p.Kernels))})
	}
	if w := SeedWords(j.Seed); j.Consts[0].Type != tensor.U32 || j.Consts[0].Len() != 2 || j.Consts[0].Words[0] != w[0] || j.Consts[0].Words[1] != w[1] {
		return nil, fmt.Errorf("job: constant 0 must be the u32 tensor %v, made from seed %d", w, j.Seed)
	}
	roots := make([]checkpoint.Root, len(j.Consts))
	for i, c := range j.Consts {
		roots[i] = checkpoint.TensorRoot(c)
	}
	s.States, s.Consts, s.ConstRoot = uint32(len(first.States)), uint32(len(j.Consts)), checkpoint.NodeRoot(roots)
	return s, s.Validate()
}

// ProgramOf returns the program that step t runs.
func (j *Job) ProgramOf(t uint32) *program.Program {
	s := Spec{Schedule: j.Schedule}
	if s.Schedule == nil {
		s.Schedule = []byte{1}
	}
	return j.Programs[s.ProgramOf(t)]
}

// Check rebuilds the spec and compares it with the hash that a contract holds. Nobody should risk a bond before.
func (j *Job) Check(hash [32]byte) (*Spec, error) {
	s, err := j.Spec()
	if err != nil {
		return nil, err
	}
	if got := s.Hash(); got != hash {
		return nil, &MismatchError{Want: hash, Got: got}
	}
	return s, nil
}

// MismatchError says that the programs and constants at hand are not those of the job.
type MismatchError struct{ Want, Got [32]byte }

func (e *MismatchError) Error() string {
	return fmt.Sprintf("job: the programs and constants at hand hash to spec %x, the job's is %x: get them from the client again", e.Got, e.Want)
}

func sameStates(a, b *program.Program) error {
	if len(a.States) != len(b.States) {
		return fmt.Errorf("%d state tensors, program 0 has %d", len(b.States), len(a.States))
	}
	for i := range a.States {
		if a.States[i].Type != b.States[i].Type || a.States[i].Count() != b.States[i].Count() {
			return fmt.Errorf("state %d is %s[%d], in program 0 %s[%d]", i, b.States[i].Type, b.States[i].Count(), a.States[i].Type, a.States[i].Count())
		}
	}
	return nil
}
