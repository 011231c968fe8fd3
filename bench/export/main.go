// Command export writes where a job begins, for other frameworks to begin there too: the state before the first step, the constants, and
// which samples each step reads, in one safetensors file.
//
//	go run ./bench/export -steps 50 mlp > mlp.safetensors
//
// What is in it is written in package beginning; of its metadata, spec is the hash of the job's spec.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"refute/bench/beginning"
	"refute/checkpoint"
	"refute/checkpoint/job/jobfile"
	"refute/trainer"
	"refute/trainer/reference"
)

func main() {
	steps := flag.Int("steps", 50, "steps whose samples are listed")
	dir := flag.String("data-dir", "", "folder of the data set's files (default: of Debian's package)")
	var sets []string
	flag.Func("set", "KEY=VALUE set in the job file; may be given again", func(s string) error {
		sets = append(sets, s)
		return nil
	})
	flag.Parse()
	if flag.NArg() != 1 || *steps < 1 || *steps > 1<<20 {
		fmt.Fprintln(os.Stderr, "usage: export [-steps N] [-data-dir DIR] [-set KEY=VALUE] JOB > FILE")
		os.Exit(2)
	}
	if err := export(flag.Arg(0), *steps, *dir, sets); err != nil {
		fmt.Fprintln(os.Stderr, "export:", err)
		os.Exit(1)
	}
}

func export(name string, steps int, dir string, sets []string) error {
	file, err := jobfile.Open(name, sets)
	if err != nil {
		return err
	}
	j, m, err := file.Build(dir)
	if err != nil {
		return err
	}
	spec, err := j.Spec()
	if err != nil {
		return err
	}
	x, err := reference.New(m.Init, m.Consts)
	if err != nil {
		return err
	}
	ctx := context.Background()
	state := trainer.NewState(m.Init)
	if err := x.Step(ctx, state, nil, 0, nil); err != nil {
		return err
	}
	return beginning.Write(os.Stdout, file, m, state, steps, map[string]string{"spec": checkpoint.Root(spec.Hash()).String()})
}
