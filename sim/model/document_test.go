package model

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"refute/sim/internal/guide"
)

var update = flag.Bool("update", false, "write the document's table of metrics anew")

// docs/simulator.md has all metrics of a run, between two marks. GROUP and ARM stand for the scenario's names.
func TestMetricsInSchemaDocument(t *testing.T) {
	w := world(t, `
solvers: [{name: GROUP, arms: [honest, skip]}]
verifiers: [{name: AGROUP, arms: [honest, lazy]}]
learn: {kind: replicator}
`)
	table := "| metric | unit | what it is |\n| --- | --- | --- |\n"
	told := map[string]bool{}
	for _, m := range w.Metrics() {
		name := strings.Replace(m.Name, ".AGROUP", ".GROUP", 1)
		if strings.HasPrefix(name, "share.") {
			name = "share.GROUP.ARM"
		}
		if !told[name] {
			table += fmt.Sprintf("| `%s` | %s | %s |\n", name, m.Unit, m.Doc)
		}
		told[name] = true
	}
	guide.Table(t, "metrics", table, *update)
}

// The tables of strategies in docs/simulator.md are written by hand: each strategy must be in the one of its side, and no other.
func TestStrategiesInDocument(t *testing.T) {
	b, err := os.ReadFile(guide.Path)
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile("(?m)^\\| `([a-z]+)` \\| .+ \\|$")
	solvers, verifiers := map[string]bool{}, map[string]bool{}
	for name := range solverStrategies {
		solvers[name] = true
	}
	for name := range verifierStrategies {
		verifiers[name] = true
	}
	for side, known := range map[string]map[string]bool{"| what solvers do |": solvers, "| what verifiers do |": verifiers} {
		_, table, ok := strings.Cut(string(b), side)
		if !ok {
			t.Fatalf("%s has no table %q", guide.Path, side)
		}
		table, _, _ = strings.Cut(table, "\n\n")
		told := map[string]bool{}
		for _, m := range row.FindAllStringSubmatch(table, -1) {
			if told[m[1]] = true; !known[m[1]] {
				t.Errorf("%q: there is no strategy %q", side, m[1])
			}
		}
		for name := range known {
			if !told[name] {
				t.Errorf("%q lacks %q", side, name)
			}
		}
	}
}
