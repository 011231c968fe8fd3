package main

import (
	"errors"
	"fmt"
	"strings"

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

// namedProgram finds a program of a built-in model: digits:step, fashion-mnist:init, digits:eval.
func namedProgram(name string) (*program.Program, error) {
	set, part, ok := strings.Cut(name, ":")
	if !ok {
		return nil, errors.New("not a built-in program")
	}
	steps := digitsSteps
	if set == fashionMNIST {
		steps = fashionSteps
	}
	m, _, err := loadModel(set, "", steps)
	if err != nil {
		return nil, err
	}
	switch part {
	case "init":
		return m.Init, nil
	case "step":
		return m.Steps[0], nil
	case "eval":
		return m.Eval, nil
	}
	return nil, &exitError{2, fmt.Errorf("unknown program %q, allowed are %s:init, %s:step and %s:eval", name, set, set, set)}
}
