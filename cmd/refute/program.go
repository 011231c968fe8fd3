package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"refute/trainer/program"
)

func programCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "program", Short: "Look at training programs", Args: cobra.NoArgs}
	show := &cobra.Command{
		Use:   "show FILE",
		Short: "Validate a program file and list it for a person to read",
		Long:  "Validates a program file ('-' for standard input) and lists its tables and kernels: what each reads, from where, and what it does with it.",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			file, err := readProgram(args[0], cmd.InOrStdin())
			if err != nil {
				return err
			}
			p, err := program.Decode(file)
			if err != nil {
				return err
			}
			return p.List(cmd.OutOrStdout())
		},
	}
	cmd.AddCommand(show)
	return cmd
}

func readProgram(path string, stdin io.Reader) ([]byte, error) {
	in := stdin
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, program.MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return b, nil
}
