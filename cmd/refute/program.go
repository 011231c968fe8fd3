package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"refute/checkpoint"
	"refute/examples"
	"refute/trainer/program"
)

var programHelp = `PROGRAM is a program file, '-' for standard input, or a job's program: gpt:init, gpt:step, gpt:eval
and, of a language model, gpt:sample. The job is one that comes with the command (` + strings.Join(examples.Names(), ", ") + `)
or a job file, as in ./mine.yaml:step.`

func programCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "program", Short: "Look at training programs", Args: cobra.NoArgs}
	var kernel int
	show := &cobra.Command{
		Use:   "show PROGRAM",
		Short: "Validate a program and list it for a person to read",
		Long:  "Validates a program and lists its tables and kernels: what each reads, from\nwhere, and what it does with it.\n\n" + programHelp,
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := loadProgram(args[0], cmd.InOrStdin())
			if err != nil {
				return err
			}
			if !cmd.Flags().Changed("kernel") {
				return p.List(cmd.OutOrStdout())
			}
			if kernel < 0 || kernel >= len(p.Kernels) {
				return &exitError{2, fmt.Errorf("--kernel %d, allowed are 0 to %d", kernel, len(p.Kernels)-1)}
			}
			return p.ListKernel(cmd.OutOrStdout(), kernel)
		},
	}
	show.Flags().IntVar(&kernel, "kernel", 0, "list this kernel alone")
	save := &cobra.Command{
		Use:   "save PROGRAM FILE",
		Short: "Write a program's canonical encoding to a file",
		Long:  "Writes a program's canonical encoding to a file, atomically.\n\n" + programHelp,
		Args:  cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := loadProgram(args[0], cmd.InOrStdin())
			if err != nil {
				return err
			}
			return checkpoint.WriteFile(args[1], func(w io.Writer) error {
				_, err := w.Write(p.Encode())
				return err
			})
		},
	}
	cmd.AddCommand(show, save)
	return cmd
}

// loadProgram reads and validates a program from a file or standard input, or builds a built-in one.
func loadProgram(name string, stdin io.Reader) (*program.Program, error) {
	in := stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			if strings.Contains(name, ":") && os.IsNotExist(err) {
				return namedProgram(name)
			}
			if os.IsNotExist(err) && slices.Contains(examples.Names(), name) {
				return nil, &exitError{2, fmt.Errorf("%s is a job: name one of its programs, such as %s:step", name, name)}
			}
			return nil, err
		}
		defer f.Close()
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, program.MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	p, err := program.Decode(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return p, nil
}
