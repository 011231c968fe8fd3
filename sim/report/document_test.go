package report

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of closed forms in docs/simulator.md")

// docs/simulator.md has the table of the closed forms that plots can ask for, between two marks. The test's name is that by which make schemas runs it.
func TestSchemaOfForms(t *testing.T) {
	const path, begin, end = "../../docs/simulator.md", "<!-- forms: made by make schemas -->\n", "<!-- end of forms -->\n"
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(b), begin)
	_, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s lacks the mark %q or %q", path, begin, end)
	}
	table := "| name | closed form | its letters |\n| --- | --- | --- |\n"
	for _, e := range exacts {
		table += "| `" + e.name + "` | " + e.formula + " | " + e.letters + " |\n"
	}
	want := before + begin + table + end + after
	if *update && want != string(b) {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		b = []byte(want)
	}
	if string(b) != want {
		t.Errorf("%s is not what the forms give: make schemas", path)
	}
}
