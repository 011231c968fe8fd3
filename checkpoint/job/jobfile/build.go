package jobfile

import (
	"fmt"

	"refute/checkpoint/job"
	"refute/trainer/data"
	"refute/trainer/models"
	"refute/trainer/nn"
	"refute/trainer/program"
)

// defaultEpochs is how many epochs a job is cut into if its file does not say.
const defaultEpochs = 8

// Build returns the job that the file describes, and its model. dataDir is where a data set's files lie; empty: where Debian's package puts them.
func (f *File) Build(dataDir string) (*job.Job, *models.Model, error) {
	if uint64(f.Rate.Warmup) > uint64(f.Steps) {
		return nil, nil, fmt.Errorf("rate.warmup: %d updates of %d: shorten it, or train longer", f.Rate.Warmup, f.Steps)
	}
	set, err := f.load(dataDir)
	if err != nil {
		return nil, nil, err
	}
	m, err := f.model(set)
	if err != nil {
		return nil, nil, err
	}
	m.SetSeed(f.Seed)
	j := &job.Job{Programs: []*program.Program{m.Init, m.Step}, Consts: m.Consts, Seed: f.Seed, Steps: f.Steps, EpochLength: f.epoch()}
	return j, m, nil
}

func (f *File) epoch() uint32 {
	if f.Epoch != 0 {
		return f.Epoch
	}
	return min((f.Steps-1)/defaultEpochs+1, job.MaxEpochLength)
}

// CheckpointEvery returns the steps between two checkpoints.
func (f *File) CheckpointEvery() uint32 {
	if f.Checkpoint.Every != 0 {
		return f.Checkpoint.Every
	}
	return f.epoch()
}

func (f *File) load(dir string) (*data.Set, error) {
	if f.Data.Set == "fashion-mnist" {
		return data.FashionMNIST(dir)
	}
	return data.Digits()
}

func (f *File) model(set *data.Set) (*models.Model, error) {
	o := f.Optimiser
	c := models.MLP{Hidden: f.Model.Hidden, Batch: f.Batch, Rate: f.Rate.Peak, Rates: f.rates(), Momentum: o.Momentum, Decay: o.Decay}
	return c.Build(set)
}

// rates returns the table of rates, nil where the rate is constant. Beyond a table its last rate stays.
func (f *File) rates() []float32 {
	peak := float64(f.Rate.Peak)
	switch {
	case f.Rate.Shape == "cosine":
		return nn.Cosine(peak, float64(f.Rate.Floor), f.Rate.Warmup, int(f.Steps))
	case f.Rate.Warmup > 0:
		return nn.Cosine(peak, peak, f.Rate.Warmup, f.Rate.Warmup)
	}
	return nil
}
