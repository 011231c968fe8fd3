package main

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"refute/sim/experiment"
	"refute/sim/report"
)

func simPlotCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "plot DIR",
		Short: "Make the report and the plots of a folder of results again",
		Long: `Makes report.html and the folder plots of a folder of results, from its tables: after another program, or with results that
were interrupted. Each plot is an SVG of its own, and in the report, which needs no other file.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if _, err := experiment.Open(args[0]); err != nil {
				return &exitError{2, err}
			}
			if err := report.Write(args[0]); err != nil {
				return err
			}
			newConsole(cmd.OutOrStdout()).say("%s", filepath.Join(args[0], "report.html"))
			return nil
		},
	}
}
