// Package jobfile reads job files: what is trained, on what, how and for how long, in a page of YAML. docs/jobs.md lists every key.
//
// A file gives a job's programs and constants, and with them the hash of its spec, on every machine the same: numbers are read as decimal to the
// nearest value of their type, and tables of rates are computed without what differs between machines.
package jobfile

import (
	"io"

	"refute/config"
	"refute/examples"
)

// File is a job file. The tags are its documentation, defaults and bounds; see package config.
type File struct {
	Model      Model      `yaml:"model" doc:"What is trained."`
	Data       Data       `yaml:"data" doc:"What it is trained on, and measured with."`
	Optimiser  Optimiser  `yaml:"optimiser" doc:"How the parameters follow the gradients."`
	Rate       Rate       `yaml:"rate" doc:"The learning rate of each update: rising in a line, then constant or falling along half a cosine."`
	Batch      int        `yaml:"batch" default:"64" min:"1" max:"1048576" doc:"Samples a step: images, or windows of a text."`
	Accumulate int        `yaml:"accumulate" default:"1" min:"1" max:"256" doc:"Steps whose mean gradient makes one update. A step is what is committed to, whether it updates or not."`
	Steps      uint32     `yaml:"steps" required:"true" min:"1" max:"2147483648" doc:"Steps of the whole job; each has one commitment."`
	Epoch      uint32     `yaml:"epoch" default:"0" min:"0" max:"1048576" doc:"Steps under one anchor; 0: an eighth of all steps, rounded up, and no more than 1,048,576."`
	Seed       uint64     `yaml:"seed" default:"1" min:"0" max:"18446744073709551615" doc:"Of the first parameters, the order of the samples and dropout."`
	Checkpoint Checkpoint `yaml:"checkpoint" doc:"Which states are kept on the disk. No part of the job's hash."`
}

// Model is the section of the model.
type Model struct {
	Kind        string  `yaml:"kind" required:"true" oneof:"mlp cnn gpt" doc:"mlp: layers of weights with ReLU between them, on images. cnn: convolutions before them. gpt: a transformer that predicts the next character of a text."`
	Hidden      []int   `yaml:"hidden" default:"[128]" min:"1" max:"1048576" most:"64" only:"kind=mlp cnn" doc:"Widths of the layers between the images, or the convolutions, and the classes."`
	Filters     []int   `yaml:"filters" default:"[16, 32]" min:"1" max:"1024" most:"16" only:"kind=cnn" doc:"Filters of the convolutions, each with ReLU and a max-pool that halves both sides."`
	Size        int     `yaml:"size" default:"3" min:"1" max:"15" only:"kind=cnn" doc:"Height and width of the filters, odd; images are padded, so that they keep their size."`
	Layers      int     `yaml:"layers" default:"4" min:"1" max:"256" only:"kind=gpt" doc:"Layers, each of attention and two layers of weights."`
	Width       int     `yaml:"width" default:"256" min:"1" max:"65536" only:"kind=gpt" doc:"Width of a character's vector."`
	Heads       int     `yaml:"heads" default:"8" min:"1" max:"65536" only:"kind=gpt" doc:"Heads of attention; they divide the width."`
	Context     int     `yaml:"context" default:"128" min:"1" max:"16384" only:"kind=gpt" doc:"Characters of a window: what the model sees at once."`
	Feedforward int     `yaml:"feedforward" default:"0" min:"0" max:"262144" only:"kind=gpt" doc:"Width between the two layers of weights; 0: four times the width."`
	Vocabulary  int     `yaml:"vocabulary" default:"96" min:"96" max:"1048576" only:"kind=gpt" doc:"Rows of the embedding, and of the head. A text has 96 characters; more are never read, and make a model of the size of others."`
	Activation  string  `yaml:"activation" default:"gelu" oneof:"gelu gelu-tanh silu relu" only:"kind=gpt" doc:"Between the two layers of weights. gelu is the one with erf."`
	Norm        string  `yaml:"norm" default:"layernorm" oneof:"layernorm rmsnorm" only:"kind=gpt" doc:"Before attention, before the layers of weights, and before the head."`
	Tied        bool    `yaml:"tied" default:"false" only:"kind=gpt" doc:"Whether the head's weights are the embedding's."`
	Dropout     float32 `yaml:"dropout" default:"0" min:"0" max:"0.99999" only:"kind=gpt" doc:"Share of the numbers that are dropped after the embedding, in attention and before each sum."`
}

// Data is the section of the data set.
type Data struct {
	Set  string `yaml:"set" required:"true" oneof:"digits fashion-mnist opticks text" doc:"digits: images of 8 x 8, in the binary. fashion-mnist: images of 28 x 28, from the disk. opticks: Newton's book, in the binary. text: a file of yours. See [data.md](data.md)."`
	File string `yaml:"file" default:"" most:"4096" only:"set=text" doc:"Path of the text, UTF-8, raw or in gzip; its last tenth is for validation."`
}

// Optimiser is the section of the optimiser.
type Optimiser struct {
	Kind     string  `yaml:"kind" default:"sgd" oneof:"sgd adam adamw" doc:"sgd: gradient descent with momentum."`
	Momentum float32 `yaml:"momentum" default:"0.9" min:"0" max:"0.99999" only:"kind=sgd" doc:"Share of the last update that is kept."`
	Beta1    float64 `yaml:"beta1" default:"0.9" min:"0.001" max:"0.99999" only:"kind=adam adamw" doc:"Of the mean of the gradients."`
	Beta2    float64 `yaml:"beta2" default:"0.999" min:"0.001" max:"0.9999999" only:"kind=adam adamw" doc:"Of the mean of their squares."`
	Epsilon  float32 `yaml:"epsilon" default:"1e-8" min:"1e-30" max:"1" only:"kind=adam adamw" doc:"Added to the root of the mean of squares."`
	Decay    float32 `yaml:"decay" default:"0" min:"0" max:"1000" doc:"Weight decay: a part of the gradient with sgd and adam; apart from it, and of matrices only, with adamw."`
	Clip     float32 `yaml:"clip" default:"0" min:"0" max:"1e30" doc:"Greatest norm of all gradients together, to which they are scaled down; 0: any."`
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

// Open reads a job file by its path, or one of those that come with the command by its name.
func Open(job string, sets []string) (*File, error) {
	in, err := examples.Open(job)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return Read(job, in, sets)
}

// Schema returns the JSON schema of a job file.
func Schema() []byte { return config.Schema("refute job file", File{}) }
