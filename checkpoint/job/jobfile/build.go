package jobfile

import (
	"errors"
	"fmt"

	"refute/checkpoint"
	"refute/checkpoint/job"
	"refute/trainer/data"
	"refute/trainer/models"
	"refute/trainer/nn"
)

// defaultEpochs is how many epochs a job is cut into if its file does not say.
const defaultEpochs = 8

// Build returns the job that the file describes, and its model. dataDir is where a data set's files lie; empty: where Debian's package puts them.
func (f *File) Build(dataDir string) (*job.Job, *models.Model, error) {
	if err := f.checkSteps(); err != nil {
		return nil, nil, err
	}
	m, err := f.model(dataDir)
	if err != nil {
		return nil, nil, err
	}
	m.SetSeed(f.Seed)
	return &job.Job{Programs: m.Programs(), Schedule: m.Schedule, Consts: m.Consts, Seed: f.Seed, Steps: f.Steps, EpochLength: f.epoch()}, m, nil
}

// maxTable bounds the updates that a table of rates has an entry for: 256 MiB.
const maxTable = 1 << 26

// checkSteps checks the numbers of steps before anything is made that grows with them.
func (f *File) checkSteps() error {
	e := checkpoint.Epochs{Steps: f.Steps, Length: f.epoch()}
	switch {
	case e.Count() > job.MaxEpochs && f.Epoch == 0:
		return fmt.Errorf("steps: %d, allowed are %d", f.Steps, job.MaxEpochs*job.MaxEpochLength)
	case e.Count() > job.MaxEpochs:
		return fmt.Errorf("epoch: %d gives %d epochs, allowed are %d: make them longer", f.Epoch, e.Count(), job.MaxEpochs)
	case f.Rate.Shape == "cosine" && f.updates() > maxTable:
		return fmt.Errorf("rate.shape: cosine over %d updates, allowed are %d: take constant, or fewer steps", f.updates(), maxTable)
	}
	return nil
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

func (f *File) model(dataDir string) (*models.Model, error) {
	m, t := f.Model, f.training()
	if m.Kind == "gpt" {
		text, err := f.text()
		if err != nil {
			return nil, err
		}
		return models.GPT{Layers: m.Layers, Width: m.Width, Heads: m.Heads, Context: m.Context, Hidden: m.Feedforward, Dropout: m.Dropout,
			Vocabulary: m.Vocabulary, Activation: m.Activation, Norm: m.Norm, Tied: m.Tied, Training: t}.Build(text)
	}
	set, err := f.images(dataDir)
	if err != nil {
		return nil, err
	}
	return f.ModelOn(set)
}

// ModelOn returns the model on other images than the file names.
func (f *File) ModelOn(set *data.Set) (*models.Model, error) {
	m, t := f.Model, f.training()
	if m.Kind == "gpt" {
		return nil, errors.New("model.kind: a gpt reads a text, not images")
	}
	if m.Kind == "cnn" {
		return models.CNN{Filters: m.Filters, Size: m.Size, Hidden: m.Hidden, Training: t}.Build(set)
	}
	return models.MLP{Hidden: m.Hidden, Training: t}.Build(set)
}

func (f *File) images(dir string) (*data.Set, error) {
	switch f.Data.Set {
	case "digits":
		return data.Digits()
	case "fashion-mnist":
		return data.FashionMNIST(dir)
	}
	return nil, fmt.Errorf("data.set: %s is a text, a model of kind %s wants images: digits or fashion-mnist", f.Data.Set, f.Model.Kind)
}

func (f *File) text() (*data.Text, error) {
	switch f.Data.Set {
	case "opticks":
		return data.Opticks()
	case "text":
		if f.Data.File == "" {
			return nil, errors.New("data.file: is missing: the path of the text")
		}
		return data.TextFile(f.Data.File)
	}
	return nil, fmt.Errorf("data.set: %s has images, a model of kind gpt wants a text: opticks, or text with a file", f.Data.Set)
}

func (f *File) training() models.Training {
	o := f.Optimiser
	t := models.Training{Batch: f.Batch, Accumulate: f.Accumulate, Optimiser: o.Kind, Rate: f.Rate.Peak, Rates: f.rates(), Decay: o.Decay, Clip: o.Clip}
	if o.Kind == models.SGD {
		t.Momentum = o.Momentum
	} else {
		t.Beta1, t.Beta2, t.Epsilon = o.Beta1, o.Beta2, o.Epsilon
	}
	return t
}

// updates returns how many updates the steps make.
func (f *File) updates() int { return int(f.Steps) / f.Accumulate }

// rates returns the table of rates, nil where the rate is constant. Beyond a table its last rate stays. A warm-up that is longer than the
// training does not reach the peak.
func (f *File) rates() []float32 {
	peak := float64(f.Rate.Peak)
	switch {
	case f.Rate.Shape == "cosine":
		return nn.Cosine(peak, float64(f.Rate.Floor), f.Rate.Warmup, f.updates())
	case f.Rate.Warmup > 0:
		return nn.Cosine(peak, peak, f.Rate.Warmup, f.Rate.Warmup)
	}
	return nil
}
