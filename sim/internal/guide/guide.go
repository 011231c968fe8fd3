// Package guide keeps the tables of docs/simulator.md that are made from the code as the code has them. It is for tests of the packages below sim.
package guide

import (
	"os"
	"strings"
	"testing"
)

// Path is the guide, from a package below sim.
const Path = "../../docs/simulator.md"

// Table checks that the guide has a table between the marks of its name; with update it writes it there.
func Table(t *testing.T, name, table string, update bool) {
	t.Helper()
	begin, end := "<!-- "+name+": made by make schemas -->\n", "<!-- end of "+name+" -->\n"
	b, err := os.ReadFile(Path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(b), begin)
	_, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s lacks the mark %q or %q", Path, begin, end)
	}
	want := before + begin + table + end + after
	if update && want != string(b) {
		if err := os.WriteFile(Path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		b = []byte(want)
	}
	if string(b) != want {
		t.Errorf("%s has not the %s that the code has: make schemas", Path, name)
	}
}
