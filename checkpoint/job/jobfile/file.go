// Package jobfile reads job files: what is trained, on what, how and for how long, in a page of YAML. docs/jobs.md lists every key.
//
// A file gives a job's programs and constants, and with them the hash of its spec, on every machine the same: numbers are read as decimal to the
// nearest value of their type, and tables of rates are computed without what differs between machines.
package jobfile

import (
	"io"

	"refute/config"
)

// File is a job file. The tags are its documentation, defaults and bounds; see package config.
type File struct {
	Model      Model      `yaml:"model" doc:"What is trained."`
	Data       Data       `yaml:"data" doc:"What it is trained on, and measured with."`
	Optimiser  Optimiser  `yaml:"optimiser" doc:"How the parameters follow the gradients."`
	Rate       Rate       `yaml:"rate" doc:"The learning rate of each update: rising in a line, then constant or falling along half a cosine."`
	Batch      int        `yaml:"batch" default:"64" min:"1" max:"1048576" doc:"Samples a step: images, or windows of a text."`
	Steps      uint32     `yaml:"steps" required:"true" min:"1" max:"2147483648" doc:"Steps of the whole job; each has one commitment."`
	Epoch      uint32     `yaml:"epoch" default:"0" min:"0" max:"1048576" doc:"Steps under one anchor; 0: an eighth of all steps, rounded up, and no more than 1,048,576."`
	Seed       uint64     `yaml:"seed" default:"1" min:"0" max:"18446744073709551615" doc:"Of the first parameters and the order of the samples."`
	Checkpoint Checkpoint `yaml:"checkpoint" doc:"Which states are kept on the disk. No part of the job's hash."`
}

// Model is the section of the model.
type Model struct {
	Kind   string `yaml:"kind" required:"true" oneof:"mlp" doc:"mlp: a multilayer perceptron on images, ReLU between its layers."`
	Hidden []int  `yaml:"hidden" default:"[128]" min:"1" max:"1048576" most:"64" only:"kind=mlp" doc:"Widths of the hidden layers."`
}

// Data is the section of the data set.
type Data struct {
	Set string `yaml:"set" default:"digits" oneof:"digits fashion-mnist" doc:"digits: 8 x 8 pixels, in the binary. fashion-mnist: 28 x 28, from the disk. See data.md."`
}

// Optimiser is the section of the optimiser.
type Optimiser struct {
	Kind     string  `yaml:"kind" default:"sgd" oneof:"sgd" doc:"sgd: gradient descent with momentum."`
	Momentum float32 `yaml:"momentum" default:"0.9" min:"0" max:"0.99999" only:"kind=sgd" doc:"Of sgd."`
	Decay    float32 `yaml:"decay" default:"0" min:"0" max:"1000" doc:"Weight decay: a part of the gradient."`
}

// Rate is the section of the learning rate.
type Rate struct {
	Peak   float32 `yaml:"peak" required:"true" min:"0" max:"1000" doc:"The largest rate."`
	Warmup int     `yaml:"warmup" default:"0" min:"0" max:"67108864" doc:"Updates in which the rate rises from 0 to the peak."`
	Shape  string  `yaml:"shape" default:"constant" oneof:"constant cosine" doc:"After the warm-up. constant: it stays. cosine: it falls to the floor at the last update, along half a cosine."`
	Floor  float32 `yaml:"floor" default:"0" min:"0" max:"1000" only:"shape=cosine" doc:"The rate of the last update."`
}

// Checkpoint is the section of the checkpoints.
type Checkpoint struct {
	Every uint32 `yaml:"every" default:"0" min:"0" max:"2147483648" doc:"Steps between two; 0: as many as there are in an epoch. Between them a run that is killed loses its work, not its word."`
	Keep  int    `yaml:"keep" default:"2" min:"2" max:"1048576" doc:"How many of the last ones stay."`
}

// Read reads a job file. name is what errors call it; sets are assignments such as "model.hidden=[512]" that are made to it before it is read.
func Read(name string, r io.Reader, sets []string) (*File, error) {
	f := new(File)
	if err := config.Read(name, r, sets, f); err != nil {
		return nil, err
	}
	return f, nil
}

// Schema returns the JSON schema of a job file.
func Schema() []byte { return config.Schema("refute job file", File{}) }
