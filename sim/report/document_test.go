package report

import (
	"flag"
	"testing"

	"refute/sim/internal/guide"
)

var update = flag.Bool("update", false, "write the table of closed forms in docs/simulator.md")

// docs/simulator.md has the table of the closed forms that plots can ask for, between two marks. The test's name is that by which make schemas runs it.
func TestSchemaOfForms(t *testing.T) {
	table := "| name | closed form | its letters |\n| --- | --- | --- |\n"
	for _, e := range exacts {
		table += "| `" + e.name + "` | " + e.formula + " | " + e.letters + " |\n"
	}
	guide.Table(t, "forms", table, *update)
}
