package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"refute/sim/experiment"
	"refute/sim/report"
	"refute/sim/validate"
)

func simValidateCommand() *cobra.Command {
	var workers int
	var seed uint64
	var out string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "validate",
		Short: "Hold the simulator against closed forms, and wrong ones against it",
		Long: `Runs a scenario for each closed form of docs/economics.md and asks whether the exact value is in the interval of what was
simulated, for all forms together. Beside each form stand formulas that come to mind and are wrong; each must fall, or the
check would show nothing. Exit status 1 if a form is refuted, or a wrong one stands.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if workers < 0 || workers > experiment.MaxWorkers || cmd.Flags().Changed("workers") && workers == 0 {
				return &exitError{2, fmt.Errorf("--workers %d, allowed are 1 to %d", workers, experiment.MaxWorkers)}
			}
			if workers == 0 {
				workers = min(runtime.GOMAXPROCS(0), experiment.MaxWorkers)
			}
			if c := newConsole(cmd.ErrOrStderr()); c.width > 0 {
				c.say("Holding the simulator against every closed form: up to a minute …")
			}
			r, err := validate.Run(cmd.Context(), workers, seed)
			if err != nil {
				return err
			}
			if out != "" {
				if err := keepValidation(out, &r); err != nil {
					return err
				}
			}
			write := r.Write
			if asJSON {
				write = r.WriteJSON
			}
			if err := write(cmd.OutOrStdout()); err != nil {
				return err
			}
			if n := len(r.Failures()); n > 0 {
				return fmt.Errorf("%d checks failed", n)
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.IntVar(&workers, "workers", 0, "runs at a time (default: all processors)")
	f.Uint64Var(&seed, "seed", 1, "of all scenarios; the level is the chance that some seed fails by chance")
	f.StringVar(&out, "out", "", "folder for validate.json, and report.html with its plots: simulated against exact values")
	f.BoolVar(&asJSON, "json", false, "the report as JSON on standard output")
	return cmd
}

// keepValidation writes what the checks have shown to a folder, with a report.
func keepValidation(dir string, r *validate.Report) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(dir, "validate.json"))
	if err != nil {
		return err
	}
	if err := errors.Join(r.WriteJSON(f), f.Close()); err != nil {
		return err
	}
	return report.WriteValidation(dir, version(), r)
}
