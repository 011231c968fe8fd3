package scenario

import (
	"testing"

	"refute/config"
	"refute/sim/internal/guide"
)

// docs/simulator.md has the table of all keys, with defaults and meanings, between two marks.
func TestSchemaIsInTheDocument(t *testing.T) {
	table := "| key | default | allowed | meaning |\n| --- | --- | --- | --- |\n"
	for _, k := range config.Keys(Scenario{}) {
		if k.Allowed != "" { // else it is a section
			table += k.Row() + "\n"
		}
	}
	guide.Table(t, "keys", table, *update)
}
