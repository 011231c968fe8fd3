package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"refute/sim/scenario"
)

func simListCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the scenarios that come with the command, with their questions",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			type line struct {
				Name  string `json:"name"`
				About string `json:"about"`
				Sweep bool   `json:"sweep"` // whether it says what refute sim sweep varies
			}
			lines := []line{}
			for _, name := range scenario.Names() {
				s, _, err := scenario.Load(name, nil)
				if err != nil {
					return err
				}
				lines = append(lines, line{name, s.About, len(s.Sweep) > 0})
			}
			if asJSON {
				b, err := json.MarshalIndent(lines, "", "  ")
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s\n", b)
				return err
			}
			c := newConsole(cmd.OutOrStdout())
			for _, l := range lines {
				sweep := ""
				if l.Sweep {
					sweep = " [sweep]"
				}
				c.say("%s%s\n    %s", l.Name, sweep, l.About)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "as a JSON list")
	return cmd
}
