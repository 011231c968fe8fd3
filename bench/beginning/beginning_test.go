package beginning

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"refute/checkpoint/job/jobfile"
	"refute/checkpoint/safetensors"
	"refute/trainer"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// The samples are those that the steps themselves read.
func TestSamples(t *testing.T) {
	f, err := jobfile.Open("digits", nil)
	if err != nil {
		t.Fatal(err)
	}
	_, m, err := f.Build("")
	if err != nil {
		t.Fatal(err)
	}
	const steps = 30 // an epoch of 1,498 images ends in between
	got, err := samples(m, steps)
	if err != nil {
		t.Fatal(err)
	}
	x, err := reference.New(m.Steps[0], m.Consts)
	if err != nil {
		t.Fatal(err)
	}
	enough := errors.New("enough")
	var want []uint32
	state := trainer.NewState(m.Init)
	for at := range uint32(steps) {
		err := x.Step(t.Context(), trainer.NewState(m.Init), state, at+1, func(k int, out tensor.Tensor) error {
			if m.Steps[0].Kernels[k].Name == shuffle {
				want = append(want, out.Words...)
				return enough
			}
			return nil
		})
		if !errors.Is(err, enough) {
			t.Fatal(err)
		}
	}
	if !slices.Equal(got.Words, want) || len(want) != steps*f.Batch {
		t.Error("other samples")
	}

	var b bytes.Buffer
	if err := Write(&b, f, m, state, 2, map[string]string{"more": "yes"}); err != nil {
		t.Fatal(err)
	}
	h, err := safetensors.ReadHeader(&b)
	if err != nil {
		t.Fatal(err)
	}
	var job struct{ Batch int }
	if err := json.Unmarshal([]byte(h.Metadata["job"]), &job); err != nil || job.Batch != f.Batch || h.Metadata["more"] != "yes" {
		t.Errorf("%v, %v", h.Metadata, err)
	}
}
