package main

import (
	"context"
	"fmt"

	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// applier returns how an executor runs one instruction over many cases.
func applier(executor string, op program.Op) (apply, error) {
	switch executor {
	case "reference":
		return throughExecutor(op, func(p *program.Program, c []tensor.Tensor) (trainer.Executor, error) { return reference.New(p, c) }), nil
	}
	return nil, &exitError{2, fmt.Errorf("unknown executor %q, allowed are reference, cpu and evm", executor)}
}

// throughExecutor runs the instruction as a program of one kernel.
func throughExecutor(op program.Op, make func(*program.Program, []tensor.Tensor) (trainer.Executor, error)) apply {
	return func(ctx context.Context, args [][]uint32) ([]uint32, error) {
		p := instructionProgram(op, int64(len(args[0])))
		consts := []tensor.Tensor{}
		for a, words := range args {
			consts = append(consts, tensor.Tensor{Type: p.Consts[a].Type, Words: words})
		}
		x, err := make(p, consts)
		if err != nil {
			return nil, err
		}
		next := trainer.NewState(p)
		if err := x.Step(ctx, next, nil, 0, nil); err != nil {
			return nil, err
		}
		return next[0].Words, nil
	}
}
