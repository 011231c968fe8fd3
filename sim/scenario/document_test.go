package scenario

import (
	"os"
	"strings"
	"testing"

	"refute/config"
)

// docs/simulator.md has the table of all keys, with defaults and meanings, between two marks.
func TestSchemaIsInTheDocument(t *testing.T) {
	const path, begin, end = "../../docs/simulator.md", "<!-- keys: made by make schemas -->\n", "<!-- end of keys -->\n"
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(b), begin)
	_, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s lacks the mark %q or %q", path, begin, end)
	}
	table := "| key | default | allowed | meaning |\n| --- | --- | --- | --- |\n"
	for _, k := range config.Keys(Scenario{}) {
		if k.Allowed != "" { // else it is a section
			table += k.Row() + "\n"
		}
	}
	want := before + begin + table + end + after
	if *update && want != string(b) {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		b = []byte(want)
	}
	if string(b) != want {
		t.Errorf("%s is not what the format gives: make schemas", path)
	}
}
