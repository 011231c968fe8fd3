package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"refute/solver/cheat"
)

// demoOptions are the flags of the demo.
type demoOptions struct {
	data, dataDir string
	cheat         cheat.Kind
	atStep        int // 0: derived from the seed
	seed          uint64
	steps         int // 0: the data set's default
	publish       bool
	compute       computeOptions
	out           string
	json          bool
}

// Bounds of the flags.
const (
	demoMaxSteps = 100_000
	demoEpochs   = 8 // epochs of a run, so that a run of any length has some anchors
)

func demoCommand() *cobra.Command {
	o := demoOptions{}
	var kind, publish string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Train, catch a cheater, settle the dispute on chain, all on this machine",
		Long: `Plays the whole protocol on an embedded NATS server and an embedded EVM chain,
with real training on real data:

  1. A solver trains honestly. Two verifiers audit it: one every step, one a
     sample. A griefer disputes a right step and loses.
  2. The same job with a solver that cheats. No verifier is told how, where or
     when. The dispute is settled by the referee contract, and the stakes move.

How the second solver can cheat (--cheat), at one step:

  ulp         flips the lowest bit of one element of one tensor
  stale       does not compute the step
  batch       trains on another batch
  optimizer   uses another learning rate
  round       rounds products and sums twice where the program says fma
  poison      replaces the weights
  equivocate  signs two roots for the step
  withhold    flips a bit, publishes nothing but anchors, answers no move
  none        does not: the second part is left out

Solvers and verifiers compute with what --executor names. What a verifier asks before
it risks a bond is the definition in any case, and the griefer has a processor.

Exit status 0 only if every verdict, read from the chain, was right. Transcripts
of the disputes and a picture are left in the output folder. The digits take
seconds, Fashion-MNIST minutes.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if o.cheat, err = cheat.ParseKind(kind); err != nil {
				return &exitError{2, fmt.Errorf("--cheat: %w", err)}
			}
			if err := o.compute.check(); err != nil {
				return err
			}
			switch publish {
			case "all", "none":
				o.publish = publish == "all"
			default:
				return &exitError{2, fmt.Errorf("--publish %q, allowed are all and none", publish)}
			}
			if o.data != digits && o.data != fashionMNIST {
				return &exitError{2, fmt.Errorf("--data %q, allowed are %s and %s", o.data, digits, fashionMNIST)}
			}
			if o.steps == 0 && !cmd.Flags().Changed("steps") {
				o.steps = digitsSteps
				if o.data == fashionMNIST {
					o.steps = fashionSteps
				}
			}
			if o.steps < 1 || o.steps > demoMaxSteps {
				return &exitError{2, fmt.Errorf("--steps %d, allowed are 1 to %d", o.steps, demoMaxSteps)}
			}
			if cmd.Flags().Changed("at-step") && (o.atStep < 1 || o.atStep > o.steps) {
				return &exitError{2, fmt.Errorf("--at-step %d, allowed are 1 to %d, the steps", o.atStep, o.steps)}
			}
			if o.cheat == cheat.Equivocate && !o.publish {
				return &exitError{2, errors.New("--cheat equivocate needs --publish all: two signatures that nobody sees harm nobody")}
			}
			return runDemo(cmd.Context(), o, cmd)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.data, "data", digits, "data set: digits (in the binary) or fashion-mnist")
	f.StringVar(&o.dataDir, "data-dir", "", "folder of Fashion-MNIST's IDX files (default: of Debian's package)")
	f.StringVar(&kind, "cheat", string(cheat.ULP), "how the second solver cheats, see above")
	f.IntVar(&o.atStep, "at-step", 0, "the step cheated on (default: derived from the seed)")
	f.Uint64Var(&o.seed, "seed", 1, "seed of the model, keys, samples, and the cheat's step")
	f.IntVar(&o.steps, "steps", 0, "training steps (default: 240 for digits, 4000 for fashion-mnist)")
	f.StringVar(&publish, "publish", "all", "what solvers publish beside anchors: all or none")
	o.compute.flags(f)
	f.StringVar(&o.out, "out", "refute-demo", "output folder")
	f.BoolVar(&o.json, "json", false, "a JSON object on standard output, the story on standard error")
	return cmd
}

// runDemo plays the demo and reports. A run that failed is an error; a wrong verdict is exit status 1.
func runDemo(ctx context.Context, o demoOptions, cmd *cobra.Command) error {
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	story := cmd.OutOrStdout()
	if o.json {
		story = cmd.ErrOrStderr()
	}
	d, err := newDemo(ctx, o, newConsole(story))
	if err != nil {
		return err
	}
	defer d.Close()
	r, err := d.play(ctx)
	if err != nil {
		return err
	}
	if o.json {
		if err := r.writeJSON(cmd.OutOrStdout()); err != nil {
			return err
		}
	}
	if !r.OK {
		return &exitError{1, nil}
	}
	return nil
}
