package main

import (
	"context"
	"fmt"

	"refute/contracts"
	"refute/trainer"
	"refute/trainer/cpu"
	"refute/trainer/f32"
	"refute/trainer/program"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

func newReference(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
	return reference.New(p, consts)
}

func newCPU(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
	return cpu.New(p, consts, cpu.Options{})
}

// applier returns how an executor runs one instruction over many cases.
func applier(executor string, op program.Op) (apply, error) {
	switch executor {
	case "reference":
		return throughExecutor(op, newReference), nil
	case "cpu":
		return throughExecutor(op, newCPU), nil
	case "evm":
		return throughReferee(op)
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

// throughReferee runs the instruction in the referee contract, in an EVM inside the process.
func throughReferee(op program.Op) (apply, error) {
	r, err := contracts.NewReferee()
	if err != nil {
		return nil, err
	}
	in, _ := operandTypes(op)
	return func(ctx context.Context, args [][]uint32) ([]uint32, error) {
		words := make([]uint32, 0, len(args)*len(args[0]))
		for i := range args[0] {
			for a := range args {
				w := args[a][i]
				if in == tensor.F32 {
					w = f32.Canon(w) // as a load does
				}
				words = append(words, w)
			}
		}
		results, _, err := r.Evaluate(op, words)
		if err == nil {
			err = ctx.Err()
		}
		return results, err
	}, nil
}
