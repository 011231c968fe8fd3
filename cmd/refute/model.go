package main

import (
	"errors"
	"fmt"
	"strings"

	"refute/checkpoint/job/jobfile"
	"refute/trainer/data"
	"refute/trainer/models"
	"refute/trainer/program"
)

// The data sets, each with the model that is trained on it, and with steps for a run of minutes at most.
const (
	digits       = "digits"
	fashionMNIST = "fashion-mnist"

	digitsSteps  = 240
	fashionSteps = 4000
)

// loadModel builds the model of a data set. dir is where Fashion-MNIST lies; empty: where Debian's package puts it.
func loadModel(name, dir string, steps int) (*models.Model, *data.Set, error) {
	var set *data.Set
	var config models.MLP
	var err error
	switch name {
	case digits:
		config = models.Digits()
		set, err = data.Digits()
	case fashionMNIST:
		config = models.FashionMNIST(steps)
		set, err = data.FashionMNIST(dir)
	default:
		return nil, nil, &exitError{2, fmt.Errorf("unknown data set %q, allowed are %s and %s", name, digits, fashionMNIST)}
	}
	if err != nil {
		return nil, nil, err
	}
	m, err := config.Build(set)
	return m, set, err
}

// namedProgram finds a program of a job: digits:step, gpt:init, ./mine.yaml:eval. A job that accumulates gradients has step1, step2, …; step is its last.
func namedProgram(name string) (*program.Program, error) {
	at := strings.LastIndex(name, ":")
	if at < 0 {
		return nil, errors.New("not a job's program")
	}
	jobName, part := name[:at], name[at+1:]
	file, err := jobfile.Open(jobName, nil)
	if err != nil {
		return nil, &exitError{2, err}
	}
	_, m, err := file.Build("")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", jobName, err)
	}
	parts := map[string]*program.Program{"init": m.Init, "eval": m.Eval, "step": m.Steps[len(m.Steps)-1]}
	allowed := []string{"init", "step", "eval"}
	if m.Sampler != nil {
		parts["sample"] = m.Sampler
		allowed = append(allowed, "sample")
	}
	if len(m.Steps) > 1 {
		for i, p := range m.Steps {
			n := fmt.Sprintf("step%d", i+1)
			parts[n] = p
			allowed = append(allowed, n)
		}
	}
	if p := parts[part]; p != nil {
		return p, nil
	}
	return nil, &exitError{2, fmt.Errorf("unknown program %q, those of %s are %s", name, jobName, strings.Join(allowed, ", "))}
}
